-- What a journal has to say, no more and no less. A payment is the incoming money of that order, in full, from the gateway that reported it,
-- owed on item by item; suspense is money that pays nothing; a return is what was in suspense.
-- Source: decision 16; double-entry book-keeping.
CREATE OR REPLACE FUNCTION payment.right_legs(j payment.journal) RETURNS jsonb LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp AS $$
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
REVOKE ALL ON FUNCTION payment.right_legs(payment.journal) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION payment.right_legs(payment.journal) TO mocua_payment;
