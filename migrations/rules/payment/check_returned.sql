-- A return counts as returned only together with its entry in the ledger, of its amount and from where the money was held; and the other way
-- round. Judged at commit.
-- Source: decision 16; double-entry book-keeping.
CREATE OR REPLACE FUNCTION payment.check_returned() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  wanted uuid := CASE TG_TABLE_NAME WHEN 'journal' THEN (to_jsonb(NEW) ->> 'return_id') ELSE (to_jsonb(NEW) ->> 'id') END;
  booked boolean;
  stands boolean;
BEGIN
  SELECT r.status = 'returned',
         EXISTS (SELECT FROM payment.journal j
                   JOIN payment.posting owed ON owed.journal_id = j.id AND owed.account = 'suspense' AND owed.amount = r.amount
                   JOIN payment.posting held ON held.journal_id = j.id AND held.account = 'received/' || i.gateway AND held.amount = -r.amount
                  WHERE j.return_id = r.id)
    INTO stands, booked
    FROM payment.suspense_return r JOIN payment.incoming i ON i.id = r.incoming_id WHERE r.id = wanted;
  IF stands <> booked THEN
    RAISE EXCEPTION 'return % and the ledger contradict one another', wanted USING ERRCODE = 'check_violation';
  END IF;
  RETURN NULL;
END
$$;
REVOKE ALL ON FUNCTION payment.check_returned() FROM PUBLIC;

DROP TRIGGER IF EXISTS suspense_return_booked ON payment.suspense_return;
CREATE CONSTRAINT TRIGGER suspense_return_booked AFTER UPDATE OF status ON payment.suspense_return
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION payment.check_returned();
DROP TRIGGER IF EXISTS journal_return_stands ON payment.journal;
CREATE CONSTRAINT TRIGGER journal_return_stands AFTER INSERT ON payment.journal
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (NEW.kind = 'return') EXECUTE FUNCTION payment.check_returned();
