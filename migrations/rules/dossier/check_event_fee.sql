-- An event says of the fee what its kind says, and nothing else; a fee is called requested when it has an order, and status 6 means that one is
-- asked for.
-- Source: decision 16.
--   DS002 not allowed
CREATE OR REPLACE FUNCTION dossier.check_event_fee(e dossier.dossier_event) RETURNS void
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF e.payment_state IS DISTINCT FROM (CASE e.kind
       WHEN 'fee-requested' THEN 'requested'
       WHEN 'fee-paid' THEN 'paid'
       WHEN 'fee-expired' THEN 'to-arrange'
       WHEN 'fee-refunded' THEN 'refunded'
       WHEN 'filed' THEN CASE WHEN e.payment_state IS NOT NULL THEN 'to-arrange' END
       WHEN 'moved' THEN CASE WHEN e.to_status = 6 THEN 'to-arrange' END
     END) THEN
    RAISE EXCEPTION 'an event of the kind % does not say that a fee is %', e.kind, e.payment_state USING ERRCODE = 'DS002';
  END IF;
  IF e.kind = 'fee-requested' AND NOT EXISTS (
       SELECT FROM dossier.fee_request f WHERE f.dossier_id = e.dossier_id AND f.state IN ('to-arrange', 'requested') AND f.order_id IS NOT NULL) THEN
    RAISE EXCEPTION 'no fee of this dossier has an order' USING ERRCODE = 'DS002';
  END IF;
END
$$;
REVOKE ALL ON FUNCTION dossier.check_event_fee(dossier.dossier_event) FROM PUBLIC;
