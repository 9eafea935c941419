-- Where the money of an order's item goes; a discount lowers the fine. `right_legs` needs it, the program has the same (src/payment/ledger/ledger.ts), and
-- a test compares them.
-- Source: decision 16.
CREATE OR REPLACE FUNCTION payment.payable_account(kind text) RETURNS text
LANGUAGE sql IMMUTABLE SET search_path = pg_catalog, pg_temp AS $$
  SELECT 'payable/' || CASE WHEN kind = 'discount' THEN 'fine' WHEN kind IN ('fee', 'charge', 'tax', 'fine', 'interest') THEN kind ELSE 'other' END
$$;
REVOKE ALL ON FUNCTION payment.payable_account(text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION payment.payable_account(text) TO mocua_payment;
