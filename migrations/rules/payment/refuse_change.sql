-- The books are append-only: not even the owner of the tables rewrites the past by accident. A mistake is corrected by a further journal.
-- Source: decision 16; double-entry book-keeping.
CREATE OR REPLACE FUNCTION payment.refuse_change() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege';
END
$$;
REVOKE ALL ON FUNCTION payment.refuse_change() FROM PUBLIC;

CREATE OR REPLACE TRIGGER incoming_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON payment.incoming FOR EACH STATEMENT EXECUTE FUNCTION payment.refuse_change();
CREATE OR REPLACE TRIGGER journal_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON payment.journal FOR EACH STATEMENT EXECUTE FUNCTION payment.refuse_change();
CREATE OR REPLACE TRIGGER posting_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON payment.posting FOR EACH STATEMENT EXECUTE FUNCTION payment.refuse_change();
CREATE OR REPLACE TRIGGER receipt_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON payment.receipt FOR EACH STATEMENT EXECUTE FUNCTION payment.refuse_change();
CREATE OR REPLACE TRIGGER suspense_return_event_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON payment.suspense_return_event
  FOR EACH STATEMENT EXECUTE FUNCTION payment.refuse_change();
