-- Up Migration
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
  kind text NOT NULL CHECK (kind IN ('payment', 'suspense', 'refund')),
  order_id uuid REFERENCES payment.payment_order (id),
  incoming_id uuid REFERENCES payment.incoming (id),
  at timestamptz NOT NULL,
  -- The transaction that wrote it, outside of which no posting can be added.
  transaction xid8 NOT NULL DEFAULT pg_current_xact_id(),
  CHECK (kind = 'suspense' OR order_id IS NOT NULL),
  CHECK (kind = 'refund' OR incoming_id IS NOT NULL)
);
-- An order is paid once and refunded once, and each incoming payment is booked once.
CREATE UNIQUE INDEX journal_order ON payment.journal (order_id, kind) WHERE kind IN ('payment', 'refund');
CREATE UNIQUE INDEX journal_incoming ON payment.journal (incoming_id) WHERE incoming_id IS NOT NULL;

CREATE TABLE payment.posting (
  journal_id uuid NOT NULL REFERENCES payment.journal (id),
  account text NOT NULL REFERENCES payment.ledger_account (code),
  amount bigint NOT NULL CHECK (amount <> 0),
  PRIMARY KEY (journal_id, account)
);
CREATE INDEX posting_account ON payment.posting (account) INCLUDE (amount);

CREATE FUNCTION payment.check_journal() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  wanted uuid := CASE TG_TABLE_NAME WHEN 'journal' THEN (to_jsonb(NEW) ->> 'id') ELSE (to_jsonb(NEW) ->> 'journal_id') END;
  legs bigint;
  total numeric;
BEGIN
  SELECT count(*), sum(amount) INTO legs, total FROM payment.posting WHERE journal_id = wanted;
  IF legs < 2 OR total <> 0 THEN
    RAISE EXCEPTION 'journal % has % postings that sum to %', wanted, legs, total USING ERRCODE = 'check_violation';
  END IF;
  RETURN NULL;
END
$$;
CREATE CONSTRAINT TRIGGER journal_balances AFTER INSERT ON payment.journal
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION payment.check_journal();
CREATE CONSTRAINT TRIGGER posting_balances AFTER INSERT ON payment.posting
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION payment.check_journal();

CREATE FUNCTION payment.guard_posting() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NOT EXISTS (SELECT FROM payment.journal WHERE id = NEW.journal_id AND transaction = pg_current_xact_id()) THEN
    RAISE EXCEPTION 'journal % is closed', NEW.journal_id USING ERRCODE = 'check_violation';
  END IF;
  RETURN NEW;
END
$$;
CREATE TRIGGER posting_guard BEFORE INSERT ON payment.posting FOR EACH ROW EXECUTE FUNCTION payment.guard_posting();

-- An order counts as paid only together with its money: the payment journal exists and is of the order's amount.
CREATE FUNCTION payment.check_paid() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.status = 'paid' AND NOT EXISTS (
    SELECT FROM payment.journal JOIN payment.posting ON posting.journal_id = journal.id
     WHERE journal.order_id = NEW.id AND journal.kind = 'payment'
       AND posting.account LIKE 'received/%' AND posting.amount = NEW.amount) THEN
    RAISE EXCEPTION 'order % has no payment of %', NEW.id, NEW.amount USING ERRCODE = 'check_violation';
  END IF;
  RETURN NULL;
END
$$;
CREATE CONSTRAINT TRIGGER payment_order_paid AFTER UPDATE OF status ON payment.payment_order
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION payment.check_paid();

-- Not even the owner of the tables rewrites the past by accident.
CREATE FUNCTION payment.refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege';
END
$$;
CREATE TRIGGER incoming_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON payment.incoming FOR EACH STATEMENT EXECUTE FUNCTION payment.refuse_change();
CREATE TRIGGER journal_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON payment.journal FOR EACH STATEMENT EXECUTE FUNCTION payment.refuse_change();
CREATE TRIGGER posting_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON payment.posting FOR EACH STATEMENT EXECUTE FUNCTION payment.refuse_change();

REVOKE UPDATE, DELETE ON payment.incoming, payment.journal, payment.posting FROM mocua_payment;
REVOKE INSERT, UPDATE, DELETE ON payment.ledger_account FROM mocua_payment;
-- Orders, attempts and events are kept.
REVOKE DELETE ON payment.payment_order, payment.attempt, payment.order_event FROM mocua_payment;
