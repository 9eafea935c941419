-- Up Migration
-- No fact about money without the money. Judged when the transaction commits, because a settlement writes them one after the other.

-- A payment is the incoming money of that order, in full, from the gateway that reported it, owed on; suspense is money that pays nothing.
CREATE FUNCTION payment.check_booking() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  j payment.journal;
  right_money boolean;
  right_legs boolean;
BEGIN
  SELECT * INTO j FROM payment.journal
   WHERE id = CASE TG_TABLE_NAME WHEN 'journal' THEN (to_jsonb(NEW) ->> 'id')::uuid ELSE (to_jsonb(NEW) ->> 'journal_id')::uuid END;
  IF j.kind NOT IN ('payment', 'suspense') THEN
    RETURN NULL;
  END IF;
  SELECT i.order_id IS NOT DISTINCT FROM j.order_id AND CASE j.kind
           WHEN 'suspense' THEN i.suspense IS NOT NULL
           ELSE i.suspense IS NULL AND i.amount = (SELECT amount FROM payment.payment_order WHERE id = j.order_id)
         END,
         (SELECT bool_and(CASE
             WHEN p.account = 'received/' || i.gateway THEN p.amount = i.amount
             WHEN j.kind = 'suspense' THEN p.account = 'suspense' AND p.amount = -i.amount
             ELSE p.account LIKE 'payable/%' AND p.amount < 0
           END) FROM payment.posting p WHERE p.journal_id = j.id)
    INTO right_money, right_legs
    FROM payment.incoming i WHERE i.id = j.incoming_id;
  IF right_money IS NOT TRUE OR right_legs IS NOT TRUE THEN
    RAISE EXCEPTION 'journal % does not book the money that came', j.id USING ERRCODE = 'check_violation';
  END IF;
  RETURN NULL;
END
$$;
CREATE CONSTRAINT TRIGGER journal_books_incoming AFTER INSERT ON payment.journal
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION payment.check_booking();
CREATE CONSTRAINT TRIGGER posting_books_incoming AFTER INSERT ON payment.posting
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION payment.check_booking();

-- A receipt is for an order that is paid, of its amount, and takes the next number.
CREATE FUNCTION payment.check_receipt() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NOT EXISTS (SELECT FROM payment.payment_order o WHERE o.id = NEW.order_id AND o.status IN ('paid', 'refunded') AND o.amount = NEW.amount) THEN
    RAISE EXCEPTION 'receipt % is for nothing that was paid', NEW.number USING ERRCODE = 'check_violation';
  END IF;
  IF NEW.number <> NEW.series || lpad((NEW.year % 100)::text, 2, '0') || '-' || lpad(NEW.sequence::text, 8, '0')
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
    SELECT FROM payment.payment_order o WHERE o.id = NEW.order_id AND (NEW.type, o.status) IN (
      ('order.paid', 'paid'), ('order.paid', 'refunded'), ('order.expired', 'expired'), ('order.refunded', 'refunded'))) THEN
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
