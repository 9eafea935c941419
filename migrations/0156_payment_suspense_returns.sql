-- Up Migration
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

CREATE FUNCTION payment.guard_suspense_return() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'INSERT' THEN
    IF NEW.status <> 'proposed' THEN
      RAISE EXCEPTION 'a return begins as proposed, not as %', NEW.status USING ERRCODE = 'check_violation';
    END IF;
    IF NOT EXISTS (SELECT FROM payment.incoming
                    WHERE id = NEW.incoming_id AND suspense IS NOT NULL AND amount = NEW.amount
                      AND (NEW.way = 'transfer' OR (gateway = 'vnpay' AND attempt_id IS NOT NULL))) THEN
      RAISE EXCEPTION 'incoming % is no money in suspense of % that can go back this way', NEW.incoming_id, NEW.amount USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
  END IF;
  IF (NEW.id, NEW.incoming_id, NEW.amount, NEW.way, NEW.proposed_by, NEW.proposed_at)
       IS DISTINCT FROM (OLD.id, OLD.incoming_id, OLD.amount, OLD.way, OLD.proposed_by, OLD.proposed_at)
     OR (OLD.approved_by IS NOT NULL AND NEW.approved_by IS DISTINCT FROM OLD.approved_by) THEN
    RAISE EXCEPTION 'what a return says cannot be changed' USING ERRCODE = 'check_violation';
  END IF;
  IF NEW.status <> OLD.status AND (OLD.status || '>' || NEW.status) NOT IN (
    'proposed>approved', 'proposed>refused', 'approved>returned', 'approved>declined', 'approved>unclear', 'unclear>returned', 'unclear>refused')
     AND NOT (OLD.way = 'transfer' AND OLD.status = 'approved' AND NEW.status = 'refused') THEN
    RAISE EXCEPTION 'a return does not go from % to %', OLD.status, NEW.status USING ERRCODE = 'check_violation';
  END IF;
  RETURN NEW;
END
$$;
CREATE TRIGGER suspense_return_guard BEFORE INSERT OR UPDATE ON payment.suspense_return
  FOR EACH ROW EXECUTE FUNCTION payment.guard_suspense_return();

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
CREATE TRIGGER suspense_return_event_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON payment.suspense_return_event
  FOR EACH STATEMENT EXECUTE FUNCTION payment.refuse_change();
REVOKE UPDATE, DELETE ON payment.suspense_return_event FROM mocua_payment;
REVOKE DELETE ON payment.suspense_return FROM mocua_payment;

-- A fourth kind of journal: suspense owes it no longer, and the gateway or the collection account holds it no longer.
ALTER TABLE payment.journal ADD COLUMN return_id uuid REFERENCES payment.suspense_return (id);
ALTER TABLE payment.journal DROP CONSTRAINT journal_kind_check;
ALTER TABLE payment.journal ADD CONSTRAINT journal_kind_check CHECK (kind IN ('payment', 'suspense', 'refund', 'return'));
ALTER TABLE payment.journal DROP CONSTRAINT journal_check;
ALTER TABLE payment.journal ADD CONSTRAINT journal_of_order CHECK (kind IN ('suspense', 'return') OR order_id IS NOT NULL);
ALTER TABLE payment.journal DROP CONSTRAINT journal_check1;
ALTER TABLE payment.journal ADD CONSTRAINT journal_of_incoming CHECK (kind IN ('refund', 'return') OR incoming_id IS NOT NULL);
ALTER TABLE payment.journal ADD CONSTRAINT journal_of_return CHECK ((kind = 'return') = (return_id IS NOT NULL));
CREATE UNIQUE INDEX journal_return ON payment.journal (return_id) WHERE return_id IS NOT NULL;

-- A return counts as returned only together with its entry in the ledger, of its amount and from where the money was held; and the
-- other way round.
CREATE FUNCTION payment.check_returned() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  wanted uuid := CASE TG_TABLE_NAME WHEN 'journal' THEN (to_jsonb(NEW) ->> 'return_id') ELSE (to_jsonb(NEW) ->> 'id') END;
  booked boolean;
  stands boolean;
BEGIN
  SELECT r.status = 'returned',
         EXISTS (SELECT FROM payment.journal j
                   JOIN payment.posting owed ON owed.journal_id = j.id AND owed.account = 'suspense' AND owed.amount = r.amount
                   JOIN payment.posting held ON held.journal_id = j.id AND held.account = 'received/' || i.gateway AND held.amount = -r.amount
                  WHERE j.return_id = r.id)
    INTO stands, booked
    FROM payment.suspense_return r JOIN payment.incoming i ON i.id = r.incoming_id WHERE r.id = wanted;
  IF stands <> booked THEN
    RAISE EXCEPTION 'return % and the ledger contradict one another', wanted USING ERRCODE = 'check_violation';
  END IF;
  RETURN NULL;
END
$$;
CREATE CONSTRAINT TRIGGER suspense_return_booked AFTER UPDATE OF status ON payment.suspense_return
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION payment.check_returned();
CREATE CONSTRAINT TRIGGER journal_return_stands AFTER INSERT ON payment.journal
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (NEW.kind = 'return') EXECUTE FUNCTION payment.check_returned();
