-- Up Migration
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
