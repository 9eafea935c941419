-- Up Migration
-- The simulated bank of a development system: what was paid there, and whom it still has to tell.
CREATE TABLE sandbox.bank_transaction (
  id bigint GENERATED ALWAYS AS IDENTITY (START WITH 14000001) PRIMARY KEY,
  gateway text NOT NULL CHECK (gateway IN ('vnpay', 'vietqr')),
  -- VNPAY: vnp_TxnRef. VietQR: the words of the transfer.
  reference text NOT NULL,
  -- Whole đồng the bank has taken; for a refusal, what was asked.
  amount bigint NOT NULL CHECK (amount > 0),
  outcome text NOT NULL,
  -- VNPAY's response code and transaction status.
  response_code text NOT NULL,
  status text NOT NULL,
  order_info text NOT NULL,
  -- An undecided transaction is over from then on.
  expires_at timestamptz NOT NULL,
  decided_at timestamptz NOT NULL
);
-- A merchant's reference is paid once; a person may transfer with the same words as often as they like.
CREATE UNIQUE INDEX bank_transaction_vnpay_reference ON sandbox.bank_transaction (reference) WHERE gateway = 'vnpay';

CREATE TABLE sandbox.bank_notice (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  transaction_id bigint NOT NULL REFERENCES sandbox.bank_transaction,
  gateway text NOT NULL CHECK (gateway IN ('vnpay', 'vietqr')),
  -- The signed query (VNPAY) or the body (VietQR), exactly as it is sent.
  content text NOT NULL,
  forged boolean NOT NULL,
  tries int NOT NULL DEFAULT 0,
  next_at timestamptz NOT NULL,
  -- Null while it is still to be told.
  ended_at timestamptz,
  answer text
);
CREATE INDEX bank_notice_due ON sandbox.bank_notice (next_at) WHERE ended_at IS NULL;
CREATE INDEX bank_notice_transaction ON sandbox.bank_notice (transaction_id);

-- Requests of merchants to the query interface: each id counts once.
CREATE TABLE sandbox.bank_request (
  request_id text PRIMARY KEY,
  transaction_id bigint REFERENCES sandbox.bank_transaction,
  refunded bigint NOT NULL DEFAULT 0 CHECK (refunded >= 0),
  asked_at timestamptz NOT NULL
);
CREATE INDEX bank_request_transaction ON sandbox.bank_request (transaction_id);
