-- Each step of a return stands in its trail, under the name of whoever made it, and the trail says nothing else. Judged at commit.
-- Source: decision 16; two persons.
CREATE OR REPLACE FUNCTION payment.check_return_step() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  wanted uuid := CASE TG_TABLE_NAME WHEN 'suspense_return' THEN (to_jsonb(NEW) ->> 'id') ELSE (to_jsonb(NEW) ->> 'return_id') END;
BEGIN
  IF NOT EXISTS (
       SELECT FROM payment.suspense_return r JOIN payment.suspense_return_event e ON e.return_id = r.id AND e.status = r.status
        WHERE r.id = wanted AND r.status = to_jsonb(NEW) ->> 'status'
          AND CASE r.status WHEN 'proposed' THEN e.actor = r.proposed_by WHEN 'approved' THEN e.actor = r.approved_by ELSE true END) THEN
    RAISE EXCEPTION 'return % and its trail contradict one another', wanted USING ERRCODE = 'check_violation';
  END IF;
  RETURN NULL;
END
$$;
REVOKE ALL ON FUNCTION payment.check_return_step() FROM PUBLIC;

DROP TRIGGER IF EXISTS suspense_return_told ON payment.suspense_return;
CREATE CONSTRAINT TRIGGER suspense_return_told AFTER INSERT OR UPDATE OF status ON payment.suspense_return
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION payment.check_return_step();
DROP TRIGGER IF EXISTS suspense_return_event_true ON payment.suspense_return_event;
CREATE CONSTRAINT TRIGGER suspense_return_event_true AFTER INSERT ON payment.suspense_return_event
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION payment.check_return_step();
