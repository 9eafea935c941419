-- Up Migration
-- Receipts: numbered without gap per series and year, made in the transaction that settles the order.

CREATE TABLE payment.receipt_counter (
  series text NOT NULL,
  year integer NOT NULL,
  last integer NOT NULL CHECK (last BETWEEN 1 AND 99999999),
  PRIMARY KEY (series, year)
) WITH (fillfactor = 50);

CREATE TABLE payment.receipt (
  -- As printed: series, two digits of the year, eight digits.
  number text PRIMARY KEY,
  series text NOT NULL,
  year integer NOT NULL,
  sequence integer NOT NULL CHECK (sequence BETWEEN 1 AND 99999999),
  order_id uuid NOT NULL UNIQUE REFERENCES payment.payment_order (id),
  amount bigint NOT NULL CHECK (amount > 0),
  issued_at timestamptz NOT NULL,
  UNIQUE (series, year, sequence)
);
CREATE TRIGGER receipt_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON payment.receipt FOR EACH STATEMENT EXECUTE FUNCTION payment.refuse_change();
REVOKE UPDATE, DELETE ON payment.receipt FROM mocua_payment;
REVOKE DELETE ON payment.receipt_counter FROM mocua_payment;
