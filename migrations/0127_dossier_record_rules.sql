-- Up Migration
-- What the program's own role may write beside the history: a document, a draft, a fee and a code each stay what they were once they
-- belong to a dossier. Columns that never change cannot be named in an UPDATE at all.
--   DS002 not allowed

REVOKE UPDATE, DELETE ON dossier.person, dossier.inbox_message FROM mocua_dossier;
GRANT UPDATE (contact, contact_digest, language) ON dossier.person TO mocua_dossier;
GRANT UPDATE (read_at) ON dossier.inbox_message TO mocua_dossier;
REVOKE UPDATE ON dossier.draft, dossier.file FROM mocua_dossier;
GRANT UPDATE (answers, prefilled, version, dossier_id, updated_at) ON dossier.draft TO mocua_dossier;
GRANT UPDATE (draft_id, dossier_id, size, sha256, state) ON dossier.file TO mocua_dossier;
REVOKE UPDATE, DELETE ON dossier.fee_request FROM mocua_dossier;
GRANT UPDATE (state, attempt, order_id, order_url, order_expires_at, receipt_number, paid_at) ON dossier.fee_request TO mocua_dossier;

-- A code is given to the dossier that bears it, on the day on which it is filed. Numbers have no gap only if none is drawn for nothing.
CREATE FUNCTION dossier.check_code_used() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF NOT EXISTS (
    SELECT FROM dossier.dossier d WHERE d.id = NEW.dossier_id AND d.code = NEW.code
      AND starts_with(NEW.code, d.agency || '-' || to_char(d.filed_at AT TIME ZONE 'Asia/Ho_Chi_Minh', 'YYMMDD') || '-')) THEN
    RAISE EXCEPTION 'the code % has no dossier of that agency and day', NEW.code USING ERRCODE = 'DS002';
  END IF;
  RETURN NULL;
END
$$;
CREATE CONSTRAINT TRIGGER code_used AFTER INSERT ON dossier.dossier_code
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION dossier.check_code_used();

-- A draft is filed once, as the dossier that was made of it, and then stays as it was.
CREATE FUNCTION dossier.guard_draft() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF TG_OP <> 'INSERT' AND OLD.dossier_id IS NOT NULL THEN
    RAISE EXCEPTION 'draft % has been filed', OLD.id USING ERRCODE = 'DS002';
  END IF;
  IF TG_OP <> 'DELETE' AND NEW.dossier_id IS NOT NULL AND NOT EXISTS (
    SELECT FROM dossier.dossier d
     WHERE (d.id, d.draft_id, d.person_id, d.agency, d.procedure_code, d.procedure_version)
         = (NEW.dossier_id, NEW.id, NEW.person_id, NEW.agency, NEW.procedure_code, NEW.procedure_version)) THEN
    RAISE EXCEPTION 'dossier % was not made of draft %', NEW.dossier_id, NEW.id USING ERRCODE = 'DS002';
  END IF;
  RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
END
$$;
CREATE TRIGGER guard_draft BEFORE INSERT OR UPDATE OR DELETE ON dossier.draft FOR EACH ROW EXECUTE FUNCTION dossier.guard_draft();

-- A document is received, kept, and belongs to its dossier from the filing on. Afterwards only what was asked for joins a dossier: papers
-- while the citizen is asked for them, a result while one is due.
CREATE OR REPLACE FUNCTION dossier.keep_filed() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF TG_OP = 'INSERT' THEN
    IF NEW.state <> 'receiving' OR NEW.dossier_id IS NOT NULL AND NEW.slot NOT IN ('supplement', 'result') THEN
      RAISE EXCEPTION 'a document is received before it is kept' USING ERRCODE = 'DS002';
    END IF;
    RETURN NEW;
  END IF;
  IF OLD.dossier_id IS NOT NULL AND OLD.state = 'kept' THEN
    RAISE EXCEPTION 'a filed document stays as it is' USING ERRCODE = 'DS002';
  END IF;
  IF TG_OP = 'DELETE' THEN
    RETURN OLD;
  END IF;
  IF OLD.state = 'kept' AND (NEW.state, NEW.size, NEW.sha256) IS DISTINCT FROM (OLD.state, OLD.size, OLD.sha256) THEN
    RAISE EXCEPTION 'a kept document stays as it is' USING ERRCODE = 'DS002';
  END IF;
  IF NEW.draft_id IS DISTINCT FROM OLD.draft_id AND NOT (OLD.state = 'kept' AND NEW.draft_id IS NULL AND EXISTS (
       SELECT FROM dossier.dossier d JOIN dossier.draft f ON f.id = d.draft_id
        WHERE d.id = NEW.dossier_id AND f.id = OLD.draft_id AND f.dossier_id IS NULL))
     OR OLD.draft_id IS NULL AND NEW.dossier_id IS DISTINCT FROM OLD.dossier_id THEN
    RAISE EXCEPTION 'a document goes from a draft to the dossier that is made of it' USING ERRCODE = 'DS002';
  END IF;
  IF NEW.state = 'kept' AND OLD.state = 'receiving' AND NOT EXISTS (
       SELECT FROM dossier.draft f WHERE f.id = NEW.draft_id AND f.dossier_id IS NULL
       UNION ALL
       SELECT FROM dossier.dossier d WHERE d.id = NEW.dossier_id AND (d.status, NEW.slot) IN ((5, 'supplement'), (9, 'result'))) THEN
    RAISE EXCEPTION 'nobody waits for this document' USING ERRCODE = 'DS002';
  END IF;
  RETURN NEW;
END
$$;
CREATE OR REPLACE TRIGGER keep_filed BEFORE INSERT OR UPDATE OR DELETE ON dossier.file FOR EACH ROW EXECUTE FUNCTION dossier.keep_filed();

-- The pieces of a kept document go only with the document.
CREATE OR REPLACE FUNCTION dossier.keep_filed_bytes() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF EXISTS (SELECT FROM dossier.file f WHERE f.id = CASE TG_OP WHEN 'DELETE' THEN OLD.file_id ELSE NEW.file_id END AND f.state = 'kept') THEN
    RAISE EXCEPTION 'a kept document stays as it is' USING ERRCODE = 'DS002';
  END IF;
  RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
END
$$;

-- A fee is what its items add up to, asked for by an order, paid once and paid back once.
CREATE FUNCTION dossier.guard_fee() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF TG_OP = 'INSERT' THEN
    IF (NEW.state, NEW.attempt) <> ('to-arrange', 1)
       OR num_nonnulls(NEW.order_id, NEW.order_url, NEW.order_expires_at, NEW.receipt_number, NEW.paid_at) > 0
       OR NEW.amount <> (SELECT coalesce(sum((item ->> 'amount')::bigint), 0) FROM jsonb_array_elements(NEW.items) AS item) THEN
      RAISE EXCEPTION 'a fee begins as the sum of its items, with no order' USING ERRCODE = 'DS002';
    END IF;
    RETURN NEW;
  END IF;
  IF NEW.state <> OLD.state AND (OLD.state || '>' || NEW.state) NOT IN (
       'to-arrange>requested', 'requested>to-arrange', 'to-arrange>paid', 'requested>paid', 'paid>refunded')
     OR (NEW.state = 'to-arrange') <> (NEW.order_id IS NULL)
     OR OLD.order_id IS NOT NULL AND NEW.order_id IS NOT NULL AND (NEW.attempt, NEW.order_id, NEW.order_url, NEW.order_expires_at)
          IS DISTINCT FROM (OLD.attempt, OLD.order_id, OLD.order_url, OLD.order_expires_at)
     OR (NEW.state = OLD.state OR NEW.state <> 'paid') AND (NEW.receipt_number, NEW.paid_at) IS DISTINCT FROM (OLD.receipt_number, OLD.paid_at) THEN
    RAISE EXCEPTION 'a fee does not go from % to % so', OLD.state, NEW.state USING ERRCODE = 'DS002';
  END IF;
  RETURN NEW;
END
$$;
CREATE TRIGGER guard_fee BEFORE INSERT OR UPDATE ON dossier.fee_request FOR EACH ROW EXECUTE FUNCTION dossier.guard_fee();

-- What a fee says of money, the dossier's history says too: it is asked for, has come, has not come in time or has gone back by an event.
CREATE FUNCTION dossier.check_fee_told() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF NOT EXISTS (SELECT FROM dossier.dossier d WHERE d.id = NEW.dossier_id AND d.payment_state = NEW.state) THEN
    RAISE EXCEPTION 'fee % is % without an event', NEW.id, NEW.state USING ERRCODE = 'DS002';
  END IF;
  RETURN NULL;
END
$$;
CREATE CONSTRAINT TRIGGER fee_asked_for AFTER INSERT ON dossier.fee_request
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION dossier.check_fee_told();
CREATE CONSTRAINT TRIGGER fee_told AFTER UPDATE ON dossier.fee_request
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (NEW.state <> OLD.state AND NEW.state <> 'requested') EXECUTE FUNCTION dossier.check_fee_told();
