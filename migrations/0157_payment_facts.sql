-- Up Migration
-- No fact about money without the money. Judged when the transaction commits, because a settlement writes them one after the other.

-- What was paid stays paid: nobody has laid down how an order that was paid is paid back, and by whom. Only money in suspense goes back.
ALTER TABLE payment.payment_order ADD CONSTRAINT payment_order_not_refunded CHECK (status <> 'refunded') NOT VALID;
ALTER TABLE payment.journal ADD CONSTRAINT journal_not_refund CHECK (kind <> 'refund') NOT VALID;
ALTER TABLE payment.order_event ADD CONSTRAINT order_event_not_refunded CHECK (type <> 'order.refunded') NOT VALID;

-- Where the money of an order's item goes (src/payment/ledger.ts has the same); a discount lowers the fine.
CREATE FUNCTION payment.payable_account(kind text) RETURNS text
LANGUAGE sql IMMUTABLE AS $$
  SELECT 'payable/' || CASE WHEN kind = 'discount' THEN 'fine' WHEN kind IN ('fee', 'charge', 'tax', 'fine', 'interest') THEN kind ELSE 'other' END
$$;

-- A payment is the incoming money of that order, in full, from the gateway that reported it, owed on item by item; suspense is money that
-- pays nothing; a return is what was in suspense. A journal says no more and no less than that.
CREATE FUNCTION payment.right_legs(j payment.journal) RETURNS jsonb LANGUAGE plpgsql STABLE AS $$
DECLARE
  i payment.incoming;
  o payment.payment_order;
BEGIN
  SELECT * INTO o FROM payment.payment_order WHERE id = j.order_id;
  IF j.kind = 'return' THEN
    SELECT held.* INTO i FROM payment.suspense_return r JOIN payment.incoming held ON held.id = r.incoming_id WHERE r.id = j.return_id;
  ELSE
    SELECT * INTO i FROM payment.incoming WHERE id = j.incoming_id;
  END IF;
  RETURN CASE
    WHEN j.kind = 'payment' AND i.order_id = j.order_id AND i.suspense IS NULL AND i.amount = o.amount THEN
      (SELECT jsonb_object_agg(account, amount) FROM (
         SELECT payment.payable_account(item ->> 'kind') AS account, -sum((item ->> 'amount')::bigint) AS amount
           FROM jsonb_array_elements(o.items) AS item GROUP BY 1 HAVING sum((item ->> 'amount')::bigint) <> 0) AS owed)
      || jsonb_build_object('received/' || i.gateway, i.amount)
    WHEN j.kind = 'suspense' AND i.order_id IS NOT DISTINCT FROM j.order_id AND i.suspense IS NOT NULL THEN
      jsonb_build_object('received/' || i.gateway, i.amount, 'suspense', -i.amount)
    WHEN j.kind = 'return' AND j.incoming_id IS NULL AND (j.order_id IS NULL OR j.order_id = i.order_id) THEN
      jsonb_build_object('received/' || i.gateway, -i.amount, 'suspense', i.amount)
  END;
END
$$;

-- Judged with every statement that adds postings, so a journal's come in one; and with the order when the transaction commits.
CREATE FUNCTION payment.check_postings() RETURNS trigger LANGUAGE plpgsql AS $$
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
CREATE TRIGGER posting_books_incoming AFTER INSERT ON payment.posting
  REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION payment.check_postings();
DROP TRIGGER posting_balances ON payment.posting;

CREATE FUNCTION payment.check_journal_order() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NOT EXISTS (SELECT FROM payment.payment_order o WHERE o.id = NEW.order_id AND o.status = 'paid') THEN
    RAISE EXCEPTION 'journal % is of an order that is not so', NEW.id USING ERRCODE = 'check_violation';
  END IF;
  RETURN NULL;
END
$$;
CREATE CONSTRAINT TRIGGER journal_of_order_so AFTER INSERT ON payment.journal
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (NEW.kind = 'payment') EXECUTE FUNCTION payment.check_journal_order();

-- Incoming money is booked in the transaction that records it. It pays the order of the attempt whose reference it bears; it goes to
-- suspense only for a reason that is so, since what is in suspense can be given away.
CREATE FUNCTION payment.check_incoming() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NOT EXISTS (SELECT FROM payment.journal j WHERE j.incoming_id = NEW.id) THEN
    RAISE EXCEPTION 'incoming % is not booked', NEW.id USING ERRCODE = 'check_violation';
  END IF;
  IF NEW.suspense = 'unknown-reference' AND num_nonnulls(NEW.attempt_id, NEW.order_id) = 0
     AND NOT EXISTS (SELECT FROM payment.attempt a WHERE (a.reference, a.gateway) = (NEW.reference, NEW.gateway)) THEN
    RETURN NULL;
  END IF;
  IF NOT EXISTS (
    SELECT FROM payment.attempt a JOIN payment.payment_order o ON o.id = a.order_id
     WHERE (a.id, a.order_id, a.gateway, a.reference) = (NEW.attempt_id, NEW.order_id, NEW.gateway, NEW.reference)
       AND CASE coalesce(NEW.suspense, 'none')
             WHEN 'none' THEN NEW.amount = a.amount AND a.status = 'paid' AND o.status = 'paid'
             WHEN 'wrong-amount' THEN NEW.amount <> a.amount
             WHEN 'twice' THEN NEW.amount = a.amount AND o.status = 'paid'
             WHEN 'late' THEN NEW.amount = a.amount AND o.status IN ('created', 'expired', 'cancelled')
           END) THEN
    RAISE EXCEPTION 'incoming % is not what it says', NEW.id USING ERRCODE = 'check_violation';
  END IF;
  RETURN NULL;
END
$$;
CREATE CONSTRAINT TRIGGER incoming_booked AFTER INSERT ON payment.incoming
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION payment.check_incoming();

-- An attempt asks for its order's amount and counts as paid only with the money that came for it.
CREATE FUNCTION payment.check_attempt() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'UPDATE' AND OLD.status <> NEW.status AND (OLD.status, NEW.status) NOT IN (('open', 'paid'), ('open', 'failed'), ('failed', 'paid'))
     OR NOT EXISTS (SELECT FROM payment.payment_order o WHERE o.id = NEW.order_id AND o.amount = NEW.amount)
     OR NEW.status = 'paid' AND NOT EXISTS (
       SELECT FROM payment.incoming i WHERE i.order_id = NEW.order_id AND i.attempt_id = NEW.id AND i.suspense IS NULL) THEN
    RAISE EXCEPTION 'attempt % is not %', NEW.id, NEW.status USING ERRCODE = 'check_violation';
  END IF;
  RETURN NULL;
END
$$;
CREATE CONSTRAINT TRIGGER attempt_true AFTER INSERT OR UPDATE OF status ON payment.attempt
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION payment.check_attempt();

-- An order is paid together with its money, its receipt and, if it is for a fine, the fine.
CREATE OR REPLACE FUNCTION payment.check_paid() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.status = 'paid' AND NOT EXISTS (
    SELECT FROM payment.journal j JOIN payment.posting p ON p.journal_id = j.id
     WHERE j.order_id = NEW.id AND j.kind = 'payment' AND p.account LIKE 'received/%' AND p.amount = NEW.amount) THEN
    RAISE EXCEPTION 'order % has no payment of %', NEW.id, NEW.amount USING ERRCODE = 'check_violation';
  END IF;
  IF NEW.status = 'paid' AND (
       NOT EXISTS (SELECT FROM payment.receipt r WHERE r.order_id = NEW.id)
       OR NEW.fine_id IS NOT NULL AND NOT EXISTS (SELECT FROM payment.fine f WHERE f.id = NEW.fine_id AND f.status = 'paid')) THEN
    RAISE EXCEPTION 'order % is % in half', NEW.id, NEW.status USING ERRCODE = 'check_violation';
  END IF;
  RETURN NULL;
END
$$;

-- A receipt is for an order that is paid, of its amount and day, and takes the next number of its year in Vietnam.
CREATE FUNCTION payment.check_receipt() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NOT EXISTS (SELECT FROM payment.payment_order o WHERE o.id = NEW.order_id AND o.status = 'paid'
                  AND (o.amount, o.paid_at) = (NEW.amount, NEW.issued_at)) THEN
    RAISE EXCEPTION 'receipt % is for nothing that was paid', NEW.number USING ERRCODE = 'check_violation';
  END IF;
  IF NEW.number <> NEW.series || lpad((NEW.year % 100)::text, 2, '0') || '-' || lpad(NEW.sequence::text, 8, '0')
     OR NEW.year <> extract(year FROM NEW.issued_at AT TIME ZONE 'Asia/Ho_Chi_Minh')
     OR NOT EXISTS (SELECT FROM payment.receipt_counter c WHERE (c.series, c.year) = (NEW.series, NEW.year) AND c.last >= NEW.sequence)
     OR NEW.sequence > 1 AND NOT EXISTS (
       SELECT FROM payment.receipt r WHERE (r.series, r.year, r.sequence) = (NEW.series, NEW.year, NEW.sequence - 1)) THEN
    RAISE EXCEPTION 'receipt % is out of order', NEW.number USING ERRCODE = 'check_violation';
  END IF;
  RETURN NULL;
END
$$;
CREATE CONSTRAINT TRIGGER receipt_stands AFTER INSERT ON payment.receipt
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION payment.check_receipt();

-- The counter goes up by one, with its receipt.
CREATE FUNCTION payment.guard_receipt_counter() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'INSERT' AND NEW.last <> 1
     OR TG_OP = 'UPDATE' AND (NEW.series, NEW.year, NEW.last) IS DISTINCT FROM (OLD.series, OLD.year, OLD.last + 1) THEN
    RAISE EXCEPTION 'receipts are numbered one after the other' USING ERRCODE = 'check_violation';
  END IF;
  RETURN NEW;
END
$$;
CREATE TRIGGER receipt_counter_guard BEFORE INSERT OR UPDATE ON payment.receipt_counter
  FOR EACH ROW EXECUTE FUNCTION payment.guard_receipt_counter();

CREATE FUNCTION payment.check_receipt_counter() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NOT EXISTS (SELECT FROM payment.receipt r WHERE (r.series, r.year, r.sequence) = (NEW.series, NEW.year, NEW.last)) THEN
    RAISE EXCEPTION 'the number % of % has no receipt', NEW.last, NEW.series USING ERRCODE = 'check_violation';
  END IF;
  RETURN NULL;
END
$$;
CREATE CONSTRAINT TRIGGER receipt_counter_used AFTER INSERT OR UPDATE ON payment.receipt_counter
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION payment.check_receipt_counter();

-- Nobody is told what is not so.
CREATE FUNCTION payment.check_order_event() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NOT EXISTS (
    SELECT FROM payment.payment_order o WHERE o.id = NEW.order_id AND NEW.type = 'order.' || o.status) THEN
    RAISE EXCEPTION 'order % is not what % says', NEW.order_id, NEW.type USING ERRCODE = 'check_violation';
  END IF;
  RETURN NULL;
END
$$;
CREATE CONSTRAINT TRIGGER order_event_true AFTER INSERT OR UPDATE OF order_id, type ON payment.order_event
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION payment.check_order_event();

-- A fine is paid by its order.
CREATE FUNCTION payment.check_fine() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'UPDATE' AND OLD.status = 'paid' AND (NEW.status, NEW.paid_at, NEW.paid_amount) IS DISTINCT FROM (OLD.status, OLD.paid_at, OLD.paid_amount)
     OR NEW.status = 'paid' AND NOT EXISTS (
       SELECT FROM payment.payment_order o WHERE o.fine_id = NEW.id AND o.status = 'paid' AND o.amount = NEW.paid_amount) THEN
    RAISE EXCEPTION 'fine % has not been paid so', NEW.id USING ERRCODE = 'check_violation';
  END IF;
  RETURN NULL;
END
$$;
CREATE CONSTRAINT TRIGGER fine_paid AFTER INSERT OR UPDATE OF status, paid_at, paid_amount ON payment.fine
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION payment.check_fine();
