-- What the payment service says rests on its signed notice, and the notice is about this dossier, this order, this amount and this turn of
-- events. Nobody's word for the money is taken but that.
-- Source: decision 16.
--   DS002 not allowed   DS004 the fee has not come
CREATE OR REPLACE FUNCTION dossier.check_event_notice(e dossier.dossier_event, d dossier.dossier) RETURNS void
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  n dossier.payment_notice;
BEGIN
  IF e.actor <> 'payment' THEN
    RETURN;
  END IF;
  SELECT * INTO n FROM dossier.payment_notice WHERE id = e.payment_notice AND dossier_id = e.dossier_id;
  IF n.type IS DISTINCT FROM (CASE e.kind
       WHEN 'fee-paid' THEN 'order.paid'
       WHEN 'moved' THEN 'order.paid'
       WHEN 'fee-expired' THEN 'order.expired'
       WHEN 'fee-refunded' THEN 'order.refunded'
     END)
     OR NOT EXISTS (
       SELECT FROM dossier.fee_request f WHERE f.dossier_id = e.dossier_id AND f.amount = n.amount
         AND CASE e.kind
               WHEN 'fee-expired' THEN f.state = 'to-arrange'
               WHEN 'fee-refunded' THEN f.state = 'refunded' AND f.order_id = n.order_id
               ELSE f.state = 'paid' AND f.order_id = n.order_id
             END) THEN
    RAISE EXCEPTION 'the notice % is not about this', e.payment_notice USING ERRCODE = 'DS002';
  END IF;
  IF e.kind = 'moved' AND d.status = 6 AND d.payment_state <> 'paid' THEN
    RAISE EXCEPTION 'status 6 is left when the fee has come' USING ERRCODE = 'DS004';
  END IF;
END
$$;
REVOKE ALL ON FUNCTION dossier.check_event_notice(dossier.dossier_event, dossier.dossier) FROM PUBLIC;
