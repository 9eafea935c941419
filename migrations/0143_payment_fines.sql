-- Up Migration
-- Decisions on fines as the police upload them. Names, numbers and plates are sealed; a decision is found by a blind index over
-- record number, date of violation and name together, so that looking it up cannot tell which of them was wrong.

CREATE TABLE payment.fine (
  id uuid PRIMARY KEY,
  decision_number text NOT NULL UNIQUE,
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
  paper_held text[] NOT NULL,
  status text NOT NULL DEFAULT 'unpaid' CHECK (status IN ('unpaid', 'paid')),
  paid_at timestamptz,
  paid_amount bigint,
  -- What was uploaded, to tell a repetition from a contradiction.
  upload_hash bytea NOT NULL,
  uploaded_by text NOT NULL,
  uploaded_at timestamptz NOT NULL,
  CHECK ((status = 'paid') = (paid_at IS NOT NULL AND paid_amount IS NOT NULL))
) WITH (fillfactor = 90);
CREATE INDEX fine_lookup ON payment.fine (lookup_index);
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
REVOKE DELETE ON payment.fine, payment.paper_return FROM mocua_payment;
REVOKE INSERT, UPDATE, DELETE ON payment.fine_incentive FROM mocua_payment;

-- The table of rate-limiter-flexible (its columns, in its order); keys are HMACs. `expire` is in milliseconds since the epoch.
CREATE TABLE payment.rate_limit (
  key varchar(255) PRIMARY KEY,
  points integer NOT NULL DEFAULT 0,
  expire bigint
);
CREATE INDEX rate_limit_expire ON payment.rate_limit (expire);
