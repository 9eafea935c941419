-- An order begins as created, says what it said at first, belongs to whoever it belonged to first, and goes along the table of moves that
-- `src/payment/orders/order-state.ts` has too. Judged in the order in which it is written here.
-- Source: decision 16.
CREATE OR REPLACE FUNCTION payment.guard_order() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF TG_OP = 'INSERT' THEN
    IF NEW.status <> 'created' THEN
      RAISE EXCEPTION 'an order begins as created, not as %', NEW.status USING ERRCODE = 'check_violation';
    END IF;
    IF NEW.fine_id IS NOT NULL THEN
      PERFORM payment.check_fine_order(NEW);
    END IF;
    RETURN NEW;
  END IF;
  IF (NEW.id, NEW.amount, NEW.currency, NEW.items, NEW.reference, NEW.created_at, NEW.expires_at)
       IS DISTINCT FROM (OLD.id, OLD.amount, OLD.currency, OLD.items, OLD.reference, OLD.created_at, OLD.expires_at)
     OR NEW.client_id IS DISTINCT FROM OLD.client_id OR NEW.fine_id IS DISTINCT FROM OLD.fine_id
     OR OLD.paid_at IS NOT NULL AND NEW.paid_at IS DISTINCT FROM OLD.paid_at
     OR OLD.owner_sub IS NOT NULL AND NEW.owner_sub IS DISTINCT FROM OLD.owner_sub
     OR OLD.status = 'cancelled' AND NEW.cancel_reason IS DISTINCT FROM OLD.cancel_reason THEN
    RAISE EXCEPTION 'what an order says cannot be changed, it is append-only' USING ERRCODE = 'check_violation';
  END IF;
  IF NEW.status <> OLD.status AND (OLD.status || '>' || NEW.status) NOT IN (
    'created>pending', 'created>expired', 'created>cancelled',
    'pending>paid', 'pending>failed', 'pending>expired', 'pending>cancelled',
    'failed>pending', 'failed>paid', 'failed>expired', 'failed>cancelled',
    'paid>refunded') THEN
    RAISE EXCEPTION 'an order does not go from % to %', OLD.status, NEW.status USING ERRCODE = 'check_violation';
  END IF;
  -- An order is payable for as long as it said; the clocks of two machines may differ a little.
  IF NEW.status = 'expired' AND OLD.status <> 'expired' AND NEW.expires_at > payment.clock() + interval '5 minutes' THEN
    RAISE EXCEPTION 'order % is payable until %', NEW.id, NEW.expires_at USING ERRCODE = 'check_violation';
  END IF;
  RETURN NEW;
END
$$;
REVOKE ALL ON FUNCTION payment.guard_order() FROM PUBLIC;

CREATE OR REPLACE TRIGGER payment_order_guard BEFORE INSERT OR UPDATE ON payment.payment_order
  FOR EACH ROW EXECUTE FUNCTION payment.guard_order();
