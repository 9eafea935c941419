-- Up Migration
-- What somebody has to pay, each way they tried to pay it, and what is told to whoever asked for the money.

CREATE FUNCTION payment.items_total(items jsonb) RETURNS bigint
LANGUAGE sql IMMUTABLE STRICT AS
$$ SELECT coalesce(sum((item ->> 'amount')::bigint), 0)::bigint FROM jsonb_array_elements(items) AS item $$;

CREATE TABLE payment.payment_order (
  id uuid PRIMARY KEY,
  status text NOT NULL CHECK (status IN ('created', 'pending', 'paid', 'failed', 'expired', 'cancelled', 'refunded')),
  -- The API client that asked for the money; null for an order made here (a fine).
  client_id text,
  fine_id uuid,
  reference text NOT NULL,
  description text NOT NULL,
  -- Sealed: who pays, as named by whoever asked.
  payer_name bytea NOT NULL,
  -- Pairwise subject of the person who finds this order under their payments.
  owner_sub text,
  amount bigint NOT NULL CHECK (amount > 0),
  currency text NOT NULL DEFAULT 'VND' CHECK (currency = 'VND'),
  items jsonb NOT NULL CHECK (jsonb_typeof(items) = 'array'),
  return_url text,
  notify_url text,
  created_at timestamptz NOT NULL,
  expires_at timestamptz NOT NULL,
  paid_at timestamptz,
  CHECK (payment.items_total(items) = amount),
  CHECK ((client_id IS NULL) <> (fine_id IS NULL)),
  CHECK ((status IN ('paid', 'refunded')) = (paid_at IS NOT NULL)),
  CHECK (expires_at > created_at)
) WITH (fillfactor = 85);

-- The payments of a person, newest first.
CREATE INDEX payment_order_owner ON payment.payment_order (owner_sub, created_at DESC) WHERE owner_sub IS NOT NULL;
-- What the repair job has to look at: short, however many orders there have been.
CREATE INDEX payment_order_unfinished ON payment.payment_order (expires_at) WHERE status IN ('created', 'pending', 'failed');
-- A fine is being paid once at a time, and is paid once.
CREATE UNIQUE INDEX payment_order_fine ON payment.payment_order (fine_id)
  WHERE fine_id IS NOT NULL AND status IN ('created', 'pending', 'failed', 'paid');

-- The same table of moves as `src/payment/order-state.ts`; direct SQL cannot go round it.
CREATE FUNCTION payment.guard_order() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'INSERT' THEN
    IF NEW.status <> 'created' THEN
      RAISE EXCEPTION 'an order begins as created, not as %', NEW.status USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
  END IF;
  IF (NEW.id, NEW.amount, NEW.currency, NEW.items, NEW.reference, NEW.created_at, NEW.expires_at)
       IS DISTINCT FROM (OLD.id, OLD.amount, OLD.currency, OLD.items, OLD.reference, OLD.created_at, OLD.expires_at)
     OR NEW.client_id IS DISTINCT FROM OLD.client_id OR NEW.fine_id IS DISTINCT FROM OLD.fine_id
     OR (OLD.paid_at IS NOT NULL AND NEW.paid_at IS DISTINCT FROM OLD.paid_at) THEN
    RAISE EXCEPTION 'what an order says cannot be changed' USING ERRCODE = 'check_violation';
  END IF;
  IF NEW.status <> OLD.status AND (OLD.status || '>' || NEW.status) NOT IN (
    'created>pending', 'created>expired', 'created>cancelled',
    'pending>paid', 'pending>failed', 'pending>expired', 'pending>cancelled',
    'failed>pending', 'failed>paid', 'failed>expired', 'failed>cancelled',
    'paid>refunded') THEN
    RAISE EXCEPTION 'an order does not go from % to %', OLD.status, NEW.status USING ERRCODE = 'check_violation';
  END IF;
  RETURN NEW;
END
$$;
CREATE TRIGGER payment_order_guard BEFORE INSERT OR UPDATE ON payment.payment_order
  FOR EACH ROW EXECUTE FUNCTION payment.guard_order();

-- One try to pay an order at one gateway. The reference is what the gateway and the person's bank statement show.
CREATE TABLE payment.attempt (
  id uuid PRIMARY KEY,
  order_id uuid NOT NULL REFERENCES payment.payment_order (id),
  gateway text NOT NULL CHECK (gateway IN ('vnpay', 'vietqr')),
  reference text NOT NULL UNIQUE CHECK (reference ~ '^MC[0-9A-Z]{12}$'),
  amount bigint NOT NULL CHECK (amount > 0),
  status text NOT NULL DEFAULT 'open' CHECK (status IN ('open', 'paid', 'failed')),
  -- The gateway's own code of an attempt that failed.
  failure text,
  -- Address of the payer, which VNPAY wants repeated in a query.
  address text NOT NULL,
  begun_at timestamptz NOT NULL,
  next_query_at timestamptz,
  CHECK ((status = 'open') OR next_query_at IS NULL)
) WITH (fillfactor = 85);
CREATE INDEX attempt_order ON payment.attempt (order_id, begun_at DESC);
CREATE INDEX attempt_query ON payment.attempt (next_query_at) WHERE next_query_at IS NOT NULL;
CREATE UNIQUE INDEX attempt_one_open ON payment.attempt (order_id, gateway) WHERE status = 'open';
-- One attempt pays an order.
CREATE UNIQUE INDEX attempt_one_paid ON payment.attempt (order_id) WHERE status = 'paid';

-- Answers already given to API clients, by their own key (24 hours).
CREATE TABLE payment.idempotent_answer (
  client_id text NOT NULL,
  key text NOT NULL,
  body_hash bytea NOT NULL,
  answer jsonb NOT NULL,
  created_at timestamptz NOT NULL,
  PRIMARY KEY (client_id, key)
);
CREATE INDEX idempotent_answer_created ON payment.idempotent_answer (created_at);

-- The outbox of signed events to whoever asked for the money: written with the fact, sent at least once, in no order.
CREATE TABLE payment.order_event (
  id uuid PRIMARY KEY,
  order_id uuid NOT NULL REFERENCES payment.payment_order (id),
  type text NOT NULL CHECK (type IN ('order.paid', 'order.expired', 'order.refunded')),
  at timestamptz NOT NULL,
  delivered_at timestamptz,
  last_error text,
  UNIQUE (order_id, type)
);
CREATE INDEX order_event_undelivered ON payment.order_event (at) WHERE delivered_at IS NULL;
