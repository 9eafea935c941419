-- An order for a fine is made today and soon over. It asks for the whole fine, once; beside it for interest when, and only when, the last day to
-- pay is over, or for a reduction while one is in force. How much interest and reduction are is the program's to know (src/payment/fines/fine-rules.ts);
-- that an order that is paid has brought its whole amount is another rule's (check_paid).
-- Source: decision 16; interest for late payment of fines, Circular 18/2023/TT-BTC.
CREATE OR REPLACE FUNCTION payment.check_fine_order(o payment.payment_order) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  f payment.fine;
  present timestamptz := payment.clock();
  -- The day may end while an order is being made: what was so yesterday is still allowed.
  today date := (greatest(o.created_at, present) AT TIME ZONE 'Asia/Ho_Chi_Minh')::date;
  fine bigint;
  interest bigint;
  reduction bigint;
  rest integer;
BEGIN
  IF o.created_at NOT BETWEEN present - interval '1 hour' AND present + interval '5 minutes' OR o.expires_at > o.created_at + interval '1 day' THEN
    RAISE EXCEPTION 'order % is not of today', o.id USING ERRCODE = 'check_violation';
  END IF;
  SELECT * INTO f FROM payment.fine WHERE id = o.fine_id;
  SELECT coalesce(sum(amount) FILTER (WHERE kind = 'fine'), 0), coalesce(sum(amount) FILTER (WHERE kind = 'interest'), 0),
         coalesce(-sum(amount) FILTER (WHERE kind = 'discount'), 0), count(*) FILTER (WHERE kind NOT IN ('fine', 'interest', 'discount'))
    INTO fine, interest, reduction, rest
    FROM (SELECT coalesce(item ->> 'kind', 'none') AS kind, (item ->> 'amount')::bigint AS amount FROM jsonb_array_elements(o.items) AS item) AS said;
  IF f.status <> 'unpaid' OR fine <> f.amount OR rest > 0
     OR interest < 0 OR interest > 0 AND NOT coalesce(f.pay_by < today, false) OR interest = 0 AND f.pay_by < today - 1
     OR reduction < 0 OR reduction > 0 AND (interest > 0 OR NOT EXISTS (
          SELECT FROM payment.fine_incentive i WHERE i.enabled AND i.valid_from <= today AND coalesce(i.valid_to, today) >= today - 1)) THEN
    RAISE EXCEPTION 'order % is not what fine % costs', o.id, o.fine_id USING ERRCODE = 'check_violation';
  END IF;
END
$$;
REVOKE ALL ON FUNCTION payment.check_fine_order(payment.payment_order) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION payment.check_fine_order(payment.payment_order) TO mocua_payment;
