-- Nobody is told what is not so: an event says what its order is.
-- Source: decision 16.
CREATE OR REPLACE FUNCTION payment.check_order_event() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF NOT EXISTS (
    SELECT FROM payment.payment_order o WHERE o.id = NEW.order_id AND NEW.type = 'order.' || o.status) THEN
    RAISE EXCEPTION 'order % is not what % says', NEW.order_id, NEW.type USING ERRCODE = 'check_violation';
  END IF;
  RETURN NULL;
END
$$;
REVOKE ALL ON FUNCTION payment.check_order_event() FROM PUBLIC;

DROP TRIGGER IF EXISTS order_event_true ON payment.order_event;
CREATE CONSTRAINT TRIGGER order_event_true AFTER INSERT OR UPDATE OF order_id, type ON payment.order_event
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION payment.check_order_event();
