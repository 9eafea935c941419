-- Up Migration
-- A fee asked for in a dossier, and the order at the payment service that collects it. Kept apart from the status: a dossier waits for its
-- fee without being lost when the payment service is away.
CREATE TABLE dossier.fee_request (
  id uuid PRIMARY KEY,
  dossier_id uuid NOT NULL REFERENCES dossier.dossier (id),
  -- [{ code, name, amount, kind }], whole VND.
  items jsonb NOT NULL,
  amount bigint NOT NULL CHECK (amount > 0),
  state text NOT NULL CHECK (state IN ('to-arrange', 'requested', 'paid', 'refunded')),
  -- Makes the Idempotency-Key of the next order; grows when an order has expired unpaid.
  attempt integer NOT NULL DEFAULT 1,
  order_id text,
  order_url text,
  order_expires_at timestamptz,
  receipt_number text,
  paid_at timestamptz,
  created_at timestamptz NOT NULL,
  CHECK ((state <> 'requested') OR order_id IS NOT NULL),
  CHECK ((state <> 'paid') OR paid_at IS NOT NULL)
);
CREATE INDEX fee_request_dossier ON dossier.fee_request (dossier_id, created_at);
CREATE UNIQUE INDEX fee_request_order ON dossier.fee_request (order_id) WHERE order_id IS NOT NULL;
-- At most one fee is open in a dossier.
CREATE UNIQUE INDEX fee_request_open ON dossier.fee_request (dossier_id) WHERE state IN ('to-arrange', 'requested');

-- Every signed notice of the payment service, once.
CREATE TABLE dossier.payment_notice (
  id uuid PRIMARY KEY,
  -- The payment service's own id of its event.
  event_id text NOT NULL UNIQUE,
  type text NOT NULL,
  dossier_id uuid NOT NULL REFERENCES dossier.dossier (id),
  order_id text NOT NULL,
  amount bigint NOT NULL,
  received_at timestamptz NOT NULL
);
REVOKE UPDATE, DELETE ON dossier.payment_notice FROM mocua_dossier;
