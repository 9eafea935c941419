-- A note says something.
CREATE OR REPLACE FUNCTION sample.note_has_words() RETURNS trigger LANGUAGE plpgsql SET search_path = sample, pg_temp AS $$
BEGIN
  IF btrim(NEW.words) = '' THEN
    RAISE EXCEPTION 'a note without words';
  END IF;
  RETURN NEW;
END
$$;
CREATE OR REPLACE TRIGGER note_has_words BEFORE INSERT OR UPDATE ON sample.note FOR EACH ROW EXECUTE FUNCTION sample.note_has_words();
