-- A journal books the money that came (`right_legs`). Judged with every statement that adds postings, so a journal's come in one.
-- Source: decision 16; double-entry book-keeping.
CREATE OR REPLACE FUNCTION payment.check_postings() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  wrong uuid;
BEGIN
  SELECT j.id INTO wrong FROM payment.journal j
   WHERE j.id IN (SELECT journal_id FROM added)
     AND payment.right_legs(j) IS DISTINCT FROM (SELECT jsonb_object_agg(p.account, p.amount) FROM payment.posting p WHERE p.journal_id = j.id)
   LIMIT 1;
  IF wrong IS NOT NULL THEN
    RAISE EXCEPTION 'journal % does not book the money that came', wrong USING ERRCODE = 'check_violation';
  END IF;
  RETURN NULL;
END
$$;
REVOKE ALL ON FUNCTION payment.check_postings() FROM PUBLIC;

CREATE OR REPLACE TRIGGER posting_books_incoming AFTER INSERT ON payment.posting
  REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION payment.check_postings();
