-- Development only: outbox, population register, sample portals, bank.

-- What the simulated SMS gateway and mail server have received. Development only.
CREATE TABLE sandbox.outbox (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  channel text NOT NULL CHECK (channel IN ('sms', 'email')),
  -- Idempotency key of the gateway request, or the Message-ID: the same message is kept once.
  message_key text NOT NULL,
  fingerprint bytea NOT NULL,
  recipient text NOT NULL,
  subject text,
  body text NOT NULL,
  received_at timestamptz NOT NULL,
  UNIQUE (channel, message_key)
);

CREATE INDEX outbox_recipient ON sandbox.outbox (recipient, id DESC);

-- Failures that were asked for: the next `remaining` requests to the service fail in this way.
CREATE TABLE sandbox.fault (
  service text PRIMARY KEY CHECK (service IN ('sms', 'population-register')),
  kind text NOT NULL CHECK (kind IN ('error', 'busy', 'silence', 'silence-after')),
  remaining integer NOT NULL CHECK (remaining >= 0)
);

-- Signed requests that may not come twice.
CREATE TABLE sandbox.seen_request (
  id text PRIMARY KEY,
  seen_at timestamptz NOT NULL
);
CREATE INDEX seen_request_seen_at ON sandbox.seen_request (seen_at);

-- The simulated population register. Every person in it is fictitious.
CREATE TABLE sandbox.citizen (
  citizen_number text PRIMARY KEY CHECK (citizen_number ~ '^[0-9]{12}$'),
  name text NOT NULL,
  birth_date date NOT NULL,
  gender text NOT NULL CHECK (gender IN ('male', 'female')),
  address text NOT NULL,
  status text NOT NULL DEFAULT 'living' CHECK (status IN ('living', 'deceased'))
);

-- Credentials of the sample portals, as an agency would keep them in its own configuration. Development only.
CREATE TABLE sandbox.portal (
  name text NOT NULL CHECK (name IN ('ministry', 'province')),
  -- Registered addresses never change; at other addresses it is another registration.
  issuer text NOT NULL,
  base_url text NOT NULL,
  client_id text NOT NULL,
  credential jsonb NOT NULL,
  PRIMARY KEY (name, issuer, base_url)
);

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
