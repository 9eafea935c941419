-- Up Migration
-- What the program's own role may write at all, and what it may say about fines, about time and about money that goes
-- back.

-- Columns that never change cannot be named in an UPDATE; what the database sets itself cannot be named in an INSERT.
REVOKE UPDATE ON payment.payment_order, payment.attempt, payment.order_event, payment.receipt_counter, payment.fine, payment.paper_return,
  payment.suspense_return FROM mocua_payment;
GRANT UPDATE (status, paid_at, owner_sub, cancel_reason) ON payment.payment_order TO mocua_payment;
GRANT UPDATE (status, failure, next_query_at) ON payment.attempt TO mocua_payment;
GRANT UPDATE (delivered_at, last_error) ON payment.order_event TO mocua_payment;
GRANT UPDATE (last) ON payment.receipt_counter TO mocua_payment;
GRANT UPDATE (status, paid_at, paid_amount) ON payment.fine TO mocua_payment;
GRANT UPDATE (status, tracking_number, changed_at) ON payment.paper_return TO mocua_payment;
GRANT UPDATE (status, approved_by, asked_at, bank_reference, failure, returned_at) ON payment.suspense_return TO mocua_payment;
REVOKE INSERT ON payment.journal, payment.suspense_return_event FROM mocua_payment;
GRANT INSERT (id, kind, order_id, incoming_id, return_id, at) ON payment.journal TO mocua_payment;
GRANT INSERT (return_id, status, actor, detail, at) ON payment.suspense_return_event TO mocua_payment;

-- An order belongs to whoever it belonged to first.
CREATE TRIGGER payment_order_owner_kept BEFORE UPDATE OF owner_sub ON payment.payment_order
  FOR EACH ROW WHEN (OLD.owner_sub IS NOT NULL AND NEW.owner_sub IS DISTINCT FROM OLD.owner_sub) EXECUTE FUNCTION payment.refuse_change();

-- By which the rules judge what the program says of time. Tests that move the program's clock put another in its place.
CREATE FUNCTION payment.clock() RETURNS timestamptz LANGUAGE sql VOLATILE AS 'SELECT clock_timestamp()';

-- An order is payable for as long as it said; the clocks of two machines may differ a little.
CREATE FUNCTION payment.check_expiry() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.expires_at > payment.clock() + interval '5 minutes' THEN
    RAISE EXCEPTION 'order % is payable until %', NEW.id, NEW.expires_at USING ERRCODE = 'check_violation';
  END IF;
  RETURN NEW;
END
$$;
CREATE TRIGGER payment_order_expiry BEFORE UPDATE OF status ON payment.payment_order
  FOR EACH ROW WHEN (NEW.status = 'expired' AND OLD.status <> 'expired') EXECUTE FUNCTION payment.check_expiry();

-- An order for a fine is made today and soon over. It asks for the fine, the interest of the day and a reduction that is in force, and
-- nothing else (src/payment/fine-rules.ts has the same; the day may end while an order is being made).
CREATE FUNCTION payment.check_fine_order() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  f payment.fine;
  present timestamptz := payment.clock();
  today date := (greatest(NEW.created_at, present) AT TIME ZONE 'Asia/Ho_Chi_Minh')::date;
  said jsonb;
BEGIN
  IF NEW.created_at NOT BETWEEN present - interval '1 hour' AND present + interval '5 minutes' OR NEW.expires_at > NEW.created_at + interval '1 day' THEN
    RAISE EXCEPTION 'order % is not of today', NEW.id USING ERRCODE = 'check_violation';
  END IF;
  SELECT * INTO f FROM payment.fine WHERE id = NEW.fine_id;
  SELECT jsonb_object_agg(kind, amount) INTO said FROM (
    SELECT item ->> 'kind' AS kind, sum((item ->> 'amount')::bigint) AS amount FROM jsonb_array_elements(NEW.items) AS item GROUP BY 1) AS items;
  IF f.status <> 'unpaid'
     OR (said ->> 'fine')::bigint IS DISTINCT FROM f.amount
     OR said - ARRAY['fine', 'interest', 'discount'] <> '{}'
     OR coalesce((said ->> 'interest')::bigint, 0) NOT IN (
          SELECT (f.amount * 5 * greatest(0, coalesce(today - early - (f.received_on + 10), 0)) + 5000) / 10000 FROM generate_series(0, 1) AS early)
     OR said ? 'discount' AND NOT EXISTS (
          SELECT FROM payment.fine_incentive i
           WHERE i.enabled AND i.valid_from <= today AND coalesce(i.valid_to, today) >= today - 1 AND today - 1 - f.decision_date <= i.within_days
             AND (said ->> 'discount')::bigint = -(f.amount * i.basis_points / 10000)) THEN
    RAISE EXCEPTION 'order % is not what fine % costs', NEW.id, NEW.fine_id USING ERRCODE = 'check_violation';
  END IF;
  RETURN NEW;
END
$$;
CREATE TRIGGER payment_order_of_fine BEFORE INSERT ON payment.payment_order
  FOR EACH ROW WHEN (NEW.fine_id IS NOT NULL) EXECUTE FUNCTION payment.check_fine_order();

-- Held papers go back on the strength of the payment, and never backwards.
CREATE FUNCTION payment.guard_paper_return() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'INSERT' AND (NEW.status <> 'requested' OR NOT EXISTS (
       SELECT FROM payment.fine f WHERE f.id = NEW.fine_id AND f.status = 'paid' AND cardinality(f.paper_held) > 0))
     OR TG_OP = 'UPDATE' AND (OLD.status, NEW.status) NOT IN (
       ('requested', 'requested'), ('requested', 'posted'), ('requested', 'delivered'), ('posted', 'delivered'), ('posted', 'posted'), ('delivered', 'delivered')) THEN
    RAISE EXCEPTION 'papers of fine % do not go back so', NEW.fine_id USING ERRCODE = 'check_violation';
  END IF;
  RETURN NEW;
END
$$;
CREATE TRIGGER paper_return_guard BEFORE INSERT OR UPDATE ON payment.paper_return FOR EACH ROW EXECUTE FUNCTION payment.guard_paper_return();

-- What is known of a return stays known, above all that the gateway has been asked: what follows from its refusal depends on that.
CREATE TRIGGER suspense_return_kept BEFORE UPDATE ON payment.suspense_return FOR EACH ROW
  WHEN (OLD.asked_at IS NOT NULL AND NEW.asked_at IS DISTINCT FROM OLD.asked_at
        OR OLD.bank_reference IS NOT NULL AND NEW.bank_reference IS DISTINCT FROM OLD.bank_reference
        OR OLD.status = NEW.status AND (NEW.approved_by, NEW.bank_reference, NEW.failure, NEW.returned_at)
             IS DISTINCT FROM (OLD.approved_by, OLD.bank_reference, OLD.failure, OLD.returned_at))
  EXECUTE FUNCTION payment.refuse_change();

-- Each step of a return stands in its trail once, under the name of whoever made it, and the trail says nothing else.
CREATE UNIQUE INDEX suspense_return_event_once ON payment.suspense_return_event (return_id, status);
CREATE FUNCTION payment.check_return_step() RETURNS trigger LANGUAGE plpgsql AS $$
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
CREATE CONSTRAINT TRIGGER suspense_return_told AFTER INSERT OR UPDATE OF status ON payment.suspense_return
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION payment.check_return_step();
CREATE CONSTRAINT TRIGGER suspense_return_event_true AFTER INSERT ON payment.suspense_return_event
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION payment.check_return_step();

-- The role owns the schema of its job queue and may make functions and operators there: a rule must not look for its own by whatever
-- search path the session has. Nor may anybody hang a trigger's function on a table of their own.
DO $$
DECLARE
  f regprocedure;
BEGIN
  FOR f IN SELECT oid FROM pg_proc WHERE pronamespace = 'payment'::regnamespace LOOP
    EXECUTE format('ALTER FUNCTION %s SET search_path = pg_catalog, pg_temp', f);
    EXECUTE format('REVOKE ALL ON FUNCTION %s FROM PUBLIC', f);
  END LOOP;
END
$$;
GRANT EXECUTE ON FUNCTION payment.clock(), payment.items_total(jsonb), payment.payable_account(text), payment.right_legs(payment.journal) TO mocua_payment;
