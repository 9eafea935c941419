-- Incoming money is booked in the transaction that records it. It pays the order of the attempt whose reference it bears; it goes to suspense only
-- for a reason that is so, since what is in suspense can be given away.
-- Source: decision 16.
CREATE OR REPLACE FUNCTION payment.check_incoming() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
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
REVOKE ALL ON FUNCTION payment.check_incoming() FROM PUBLIC;

DROP TRIGGER IF EXISTS incoming_booked ON payment.incoming;
CREATE CONSTRAINT TRIGGER incoming_booked AFTER INSERT ON payment.incoming
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION payment.check_incoming();
