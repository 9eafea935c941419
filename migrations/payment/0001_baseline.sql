-- Orders, attempts, the ledger, receipts, fines, and money that is given back.

-- What the amounts of an order's items add up to. It stands here and not with the rules because a constraint is made of it.
CREATE FUNCTION payment.items_total(items jsonb) RETURNS bigint
LANGUAGE sql IMMUTABLE STRICT SET search_path = pg_catalog, pg_temp AS
$$ SELECT coalesce(sum((item ->> 'amount')::bigint), 0)::bigint FROM jsonb_array_elements(items) AS item $$;
REVOKE ALL ON FUNCTION payment.items_total(jsonb) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION payment.items_total(jsonb) TO mocua_payment;

-- What somebody has to pay, each way they tried to pay it, and what is told to whoever asked for the money.

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
  -- For whoever opens the page of a cancelled order: said once, by whoever cancels it.
  cancel_reason text,
  CHECK (payment.items_total(items) = amount),
  CHECK ((client_id IS NULL) <> (fine_id IS NULL)),
  CHECK ((status IN ('paid', 'refunded')) = (paid_at IS NOT NULL)),
  CHECK (expires_at > created_at),
  CONSTRAINT payment_order_cancel_reason
    CHECK (cancel_reason IS NULL OR (status = 'cancelled' AND cancel_reason IN ('withdrawn', 'refused', 'stopped', 'replaced'))),
  -- What was paid stays paid: nobody has laid down how an order that was paid is paid back, and by whom. Only money in suspense goes back.
  CONSTRAINT payment_order_not_refunded CHECK (status <> 'refunded')
) WITH (fillfactor = 85);

-- The payments of a person, newest first.
CREATE INDEX payment_order_owner ON payment.payment_order (owner_sub, created_at DESC) WHERE owner_sub IS NOT NULL;
-- What the repair job has to look at: short, however many orders there have been.
CREATE INDEX payment_order_unfinished ON payment.payment_order (expires_at) WHERE status IN ('created', 'pending', 'failed');
-- A fine is being paid once at a time, and is paid once.
CREATE UNIQUE INDEX payment_order_fine ON payment.payment_order (fine_id)
  WHERE fine_id IS NOT NULL AND status IN ('created', 'pending', 'failed', 'paid');

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
  UNIQUE (order_id, type),
  CONSTRAINT order_event_not_refunded CHECK (type <> 'order.refunded')
);
CREATE INDEX order_event_undelivered ON payment.order_event (at) WHERE delivered_at IS NULL;

-- Double entry in whole đồng. A journal is one event; its postings sum to zero (debit positive, credit negative). Nothing in
-- here is ever changed or deleted; a mistake is corrected by a further journal.

CREATE TABLE payment.ledger_account (
  code text PRIMARY KEY,
  about text NOT NULL
);
INSERT INTO payment.ledger_account (code, about) VALUES
  ('received/vnpay', 'Money held for us by VNPAY'),
  ('received/vietqr', 'Money in the collection account (VietQR transfers)'),
  ('payable/fee', 'Collected fees (lệ phí) owed to the agencies'),
  ('payable/charge', 'Collected charges (phí) owed to the agencies'),
  ('payable/tax', 'Collected taxes owed to the treasury'),
  ('payable/fine', 'Collected fines owed to the treasury'),
  ('payable/interest', 'Collected late interest owed to the treasury'),
  ('payable/other', 'Other collected money owed to the agencies'),
  ('suspense', 'Money that came late, twice, in a wrong amount or without a known reference; owed to whoever sent it');

-- Every payment a bank or gateway has reported as taken, once per its own transaction number.
CREATE TABLE payment.incoming (
  id uuid PRIMARY KEY,
  gateway text NOT NULL CHECK (gateway IN ('vnpay', 'vietqr')),
  transaction_no text NOT NULL,
  -- As reported; null when the report named none that is ours.
  reference text,
  attempt_id uuid REFERENCES payment.attempt (id),
  order_id uuid REFERENCES payment.payment_order (id),
  amount bigint NOT NULL CHECK (amount > 0),
  -- Why the money does not pay the order; null when it does.
  suspense text CHECK (suspense IN ('late', 'twice', 'wrong-amount', 'unknown-reference')),
  recorded_at timestamptz NOT NULL,
  UNIQUE (gateway, transaction_no),
  CHECK (suspense IS NOT NULL OR (order_id IS NOT NULL AND attempt_id IS NOT NULL))
);
CREATE INDEX incoming_order ON payment.incoming (order_id) WHERE order_id IS NOT NULL;
CREATE INDEX incoming_suspense ON payment.incoming (recorded_at DESC) WHERE suspense IS NOT NULL;

CREATE TABLE payment.journal (
  id uuid PRIMARY KEY,
  kind text NOT NULL CHECK (kind IN ('payment', 'suspense', 'refund', 'return')),
  order_id uuid REFERENCES payment.payment_order (id),
  incoming_id uuid REFERENCES payment.incoming (id),
  at timestamptz NOT NULL,
  -- The transaction that wrote it, outside of which no posting can be added.
  transaction xid8 NOT NULL DEFAULT pg_current_xact_id(),
  -- A return: suspense owes it no longer, and the gateway or the collection account holds it no longer.
  return_id uuid,
  CONSTRAINT journal_of_order CHECK (kind IN ('suspense', 'return') OR order_id IS NOT NULL),
  CONSTRAINT journal_of_incoming CHECK (kind IN ('refund', 'return') OR incoming_id IS NOT NULL),
  CONSTRAINT journal_of_return CHECK ((kind = 'return') = (return_id IS NOT NULL)),
  CONSTRAINT journal_not_refund CHECK (kind <> 'refund')
);
-- An order is paid once and refunded once, and each incoming payment is booked once.
CREATE UNIQUE INDEX journal_order ON payment.journal (order_id, kind) WHERE kind IN ('payment', 'refund');
CREATE UNIQUE INDEX journal_incoming ON payment.journal (incoming_id) WHERE incoming_id IS NOT NULL;
CREATE UNIQUE INDEX journal_return ON payment.journal (return_id) WHERE return_id IS NOT NULL;

CREATE TABLE payment.posting (
  journal_id uuid NOT NULL REFERENCES payment.journal (id),
  account text NOT NULL REFERENCES payment.ledger_account (code),
  amount bigint NOT NULL CHECK (amount <> 0),
  PRIMARY KEY (journal_id, account)
);
CREATE INDEX posting_account ON payment.posting (account) INCLUDE (amount);

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

-- Decisions on fines as the police upload them. Names, numbers and plates are sealed; a decision is found by a blind index over
-- record number, date of violation and name together, so that looking it up cannot tell which of them was wrong.

CREATE TABLE payment.fine (
  id uuid PRIMARY KEY,
  decision_number text NOT NULL,
  decision_date date NOT NULL,
  record_number text NOT NULL,
  violation_date date NOT NULL,
  -- Sealed: full name, citizen number, plate.
  offender bytea NOT NULL,
  lookup_index bytea NOT NULL,
  citizen_index bytea,
  amount bigint NOT NULL CHECK (amount > 0),
  authority text NOT NULL,
  treasury_account text NOT NULL,
  -- When the decision reached the person; nothing is late before it is known.
  received_on date,
  -- Last day without interest, as the program counts it when the decision is uploaded.
  pay_by date,
  paper_held text[] NOT NULL,
  status text NOT NULL DEFAULT 'unpaid' CHECK (status IN ('unpaid', 'paid')),
  paid_at timestamptz,
  paid_amount bigint,
  -- What was uploaded, to tell a repetition from a contradiction.
  upload_hash bytea NOT NULL,
  uploaded_by text NOT NULL,
  uploaded_at timestamptz NOT NULL,
  CHECK ((received_on IS NULL) = (pay_by IS NULL)),
  CHECK (pay_by >= received_on),
  CHECK ((status = 'paid') = (paid_at IS NOT NULL AND paid_amount IS NOT NULL))
) WITH (fillfactor = 90);
-- Authorities number their decisions independently of one another, and one client may upload for several. The same number for the same
-- record, day and person is the same decision, however its authority is spelt.
CREATE UNIQUE INDEX fine_decision ON payment.fine (uploaded_by, decision_number, authority);
CREATE UNIQUE INDEX fine_record ON payment.fine (lookup_index, decision_number, uploaded_by);
CREATE INDEX fine_citizen ON payment.fine (citizen_index) WHERE citizen_index IS NOT NULL;

-- Reductions for paying early, by law and date. None is in force; the one below shows how one is written and is off.
CREATE TABLE payment.fine_incentive (
  id integer PRIMARY KEY GENERATED ALWAYS AS IDENTITY,
  name_vi text NOT NULL,
  name_en text NOT NULL,
  legal_basis text NOT NULL,
  -- Hundredths of a percent of the fine.
  basis_points integer NOT NULL CHECK (basis_points BETWEEN 1 AND 9999),
  -- Days after the date of the decision, that day not counted.
  within_days integer NOT NULL CHECK (within_days > 0),
  valid_from date NOT NULL,
  valid_to date,
  enabled boolean NOT NULL DEFAULT false
);
INSERT INTO payment.fine_incentive (name_vi, name_en, legal_basis, basis_points, within_days, valid_from) VALUES
  ('Giảm do nộp trực tuyến trong 15 ngày', 'Reduction for paying online within 15 days', 'Chưa có căn cứ pháp lý (đề xuất năm 2020)', 1000, 15, '2026-01-01');

-- Papers that were held, sent back by post on the strength of the receipt.
CREATE TABLE payment.paper_return (
  fine_id uuid PRIMARY KEY REFERENCES payment.fine (id),
  -- Sealed: recipient, phone, address.
  recipient bytea NOT NULL,
  status text NOT NULL DEFAULT 'requested' CHECK (status IN ('requested', 'posted', 'delivered')),
  tracking_number text,
  requested_at timestamptz NOT NULL,
  changed_at timestamptz NOT NULL
);

ALTER TABLE payment.payment_order ADD FOREIGN KEY (fine_id) REFERENCES payment.fine (id);

-- Giving back money that paid nothing. One person proposes, another approves, and only then does the money leave: through the gateway
-- it came by, or by a bank transfer that a person makes and records. What was done is kept step by step and never changed.

CREATE TABLE payment.suspense_return (
  id uuid PRIMARY KEY,
  incoming_id uuid NOT NULL REFERENCES payment.incoming (id),
  amount bigint NOT NULL CHECK (amount > 0),
  -- `gateway`: to the card or account it was paid with. `transfer`: to the account below.
  way text NOT NULL CHECK (way IN ('gateway', 'transfer')),
  -- Sealed: bank, number and name of the account.
  to_account bytea,
  -- `unclear`: the gateway was asked twice, its first answer is unknown and its second was a refusal; a person has to look.
  status text NOT NULL DEFAULT 'proposed' CHECK (status IN ('proposed', 'approved', 'unclear', 'returned', 'declined', 'refused')),
  proposed_by text NOT NULL CHECK (length(btrim(proposed_by)) >= 2),
  approved_by text CHECK (length(btrim(approved_by)) >= 2),
  -- When the gateway was first asked: from then on its answer may have been lost.
  asked_at timestamptz,
  -- The gateway's or the bank's own number of the return; the gateway's code when it declined.
  bank_reference text,
  failure text,
  proposed_at timestamptz NOT NULL,
  returned_at timestamptz,
  CHECK ((way = 'transfer') = (to_account IS NOT NULL)),
  CHECK (status NOT IN ('approved', 'unclear', 'returned', 'declined') OR approved_by IS NOT NULL),
  CONSTRAINT two_persons CHECK (lower(btrim(approved_by)) <> lower(btrim(proposed_by))),
  CHECK ((status = 'returned') = (returned_at IS NOT NULL))
) WITH (fillfactor = 85);
-- Money goes back once: a further proposal is possible only after the one before came to nothing.
CREATE UNIQUE INDEX suspense_return_live ON payment.suspense_return (incoming_id) WHERE status IN ('proposed', 'approved', 'unclear', 'returned');
CREATE INDEX suspense_return_incoming ON payment.suspense_return (incoming_id, proposed_at DESC);

-- Who did what, in the transaction in which it was done.
CREATE TABLE payment.suspense_return_event (
  return_id uuid NOT NULL REFERENCES payment.suspense_return (id),
  seq integer GENERATED ALWAYS AS IDENTITY,
  status text NOT NULL,
  -- The person as they named themselves; `gateway` for its answer.
  actor text NOT NULL,
  -- Why, the number of the transfer, or what the gateway said.
  detail text,
  at timestamptz NOT NULL,
  PRIMARY KEY (return_id, seq)
);
-- Each step of a return stands in its trail once.
CREATE UNIQUE INDEX suspense_return_event_once ON payment.suspense_return_event (return_id, status);
ALTER TABLE payment.journal ADD FOREIGN KEY (return_id) REFERENCES payment.suspense_return (id);

-- What the program's own role may write at all. Nothing about money is deleted; the ledger and the receipts are not changed either.
REVOKE DELETE ON payment.payment_order, payment.attempt, payment.order_event, payment.incoming, payment.journal, payment.posting, payment.receipt,
  payment.receipt_counter, payment.fine, payment.paper_return, payment.suspense_return, payment.suspense_return_event FROM mocua_payment;
REVOKE UPDATE ON payment.incoming, payment.journal, payment.posting, payment.receipt, payment.suspense_return_event FROM mocua_payment;
REVOKE INSERT, UPDATE, DELETE ON payment.ledger_account, payment.fine_incentive FROM mocua_payment;
-- Columns that never change cannot be named in an UPDATE; what the database sets itself cannot be named in an INSERT.
REVOKE UPDATE ON payment.payment_order, payment.attempt, payment.order_event, payment.receipt_counter, payment.fine, payment.paper_return,
  payment.suspense_return FROM mocua_payment;
GRANT UPDATE (status, paid_at, owner_sub, cancel_reason) ON payment.payment_order TO mocua_payment;
GRANT UPDATE (status, failure, next_query_at) ON payment.attempt TO mocua_payment;
GRANT UPDATE (delivered_at, last_error) ON payment.order_event TO mocua_payment;
GRANT UPDATE (last) ON payment.receipt_counter TO mocua_payment;
GRANT UPDATE (status, paid_at, paid_amount) ON payment.fine TO mocua_payment;
GRANT UPDATE (status, tracking_number, changed_at) ON payment.paper_return TO mocua_payment;
GRANT UPDATE (status, approved_by, asked_at, bank_reference, failure, returned_at) ON payment.suspense_return TO mocua_payment;
REVOKE INSERT ON payment.journal, payment.suspense_return_event FROM mocua_payment;
GRANT INSERT (id, kind, order_id, incoming_id, return_id, at) ON payment.journal TO mocua_payment;
GRANT INSERT (return_id, status, actor, detail, at) ON payment.suspense_return_event TO mocua_payment;
