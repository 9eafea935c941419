-- People and staff, codes, statuses, dossiers with their histories, fees, drafts and files.

-- Whom the dossier service knows: a person by (issuer, subject), as any relying party; staff by the blind index of a citizen number.
CREATE TABLE dossier.person (
  id uuid PRIMARY KEY,
  issuer text NOT NULL,
  subject text NOT NULL,
  -- Name, phone, e-mail as last released at sign-in, sealed together; where notifications go.
  contact bytea NOT NULL,
  -- SHA-256 of what is in `contact`, so that an unchanged sign-in writes nothing.
  contact_digest bytea NOT NULL,
  language text NOT NULL CHECK (language IN ('vi', 'en')),
  created_at timestamptz NOT NULL,
  UNIQUE (issuer, subject)
);

CREATE TABLE dossier.staff (
  id uuid PRIMARY KEY,
  citizen_index bytea NOT NULL,
  agency text NOT NULL CHECK (agency ~ '^[A-Z0-9]{1,8}(\.[A-Z0-9]{1,8})*$' AND length(agency) <= 35),
  name bytea NOT NULL,
  role text NOT NULL CHECK (role IN ('officer', 'head')),
  active boolean NOT NULL DEFAULT true,
  created_at timestamptz NOT NULL,
  UNIQUE (citizen_index, agency)
);

-- Dossier codes: one gap-free sequence per agency and day, never given twice. The counter's row lock makes parallel filings wait for
-- one another, and a filing that is rolled back gives its number back, because the counter is rolled back with it.
CREATE TABLE dossier.code_counter (
  agency text NOT NULL,
  day date NOT NULL,
  last integer NOT NULL,
  PRIMARY KEY (agency, day)
);

CREATE TABLE dossier.dossier_code (
  code text PRIMARY KEY,
  dossier_id uuid NOT NULL,
  UNIQUE (code, dossier_id)
);

-- Nobody but the function counts (rules/dossier/issue_code.sql), and no code is ever taken back.
REVOKE INSERT, UPDATE, DELETE ON dossier.code_counter, dossier.dossier_code FROM mocua_dossier;

-- The ten statuses of the national portal, the moves between them and who may make each (src/dossier/record/status.ts has the same table; a test
-- compares them), and the coded reasons without which 3, 5, 7 and 8 cannot be reached.
CREATE TABLE dossier.status_move (
  from_status smallint NOT NULL CHECK (from_status BETWEEN 1 AND 10),
  to_status smallint NOT NULL CHECK (to_status BETWEEN 1 AND 10),
  actor text NOT NULL CHECK (actor IN ('citizen', 'officer', 'payment')),
  PRIMARY KEY (from_status, to_status)
);

INSERT INTO dossier.status_move (from_status, to_status, actor) VALUES
  (1, 2, 'officer'), (1, 3, 'officer'), (1, 5, 'officer'), (1, 7, 'citizen'),
  (2, 4, 'officer'), (2, 5, 'officer'), (2, 6, 'officer'), (2, 7, 'citizen'), (2, 8, 'officer'),
  (4, 5, 'officer'), (4, 6, 'officer'), (4, 7, 'citizen'), (4, 8, 'officer'), (4, 9, 'officer'),
  (5, 4, 'citizen'), (5, 7, 'citizen'), (5, 8, 'officer'),
  (6, 4, 'payment'), (6, 7, 'citizen'), (6, 8, 'officer'),
  (9, 10, 'officer');

CREATE TABLE dossier.reason (
  code text PRIMARY KEY,
  status smallint NOT NULL CHECK (status IN (3, 5, 7, 8))
);

INSERT INTO dossier.reason (code, status) VALUES
  ('refuse.wrong-authority', 3), ('refuse.not-eligible', 3), ('refuse.duplicate', 3), ('refuse.cannot-be-completed', 3),
  ('supplement.missing-document', 5), ('supplement.unreadable', 5), ('supplement.inconsistent', 5), ('supplement.out-of-date', 5),
  ('withdraw.no-longer-needed', 7), ('withdraw.will-file-again', 7), ('withdraw.other-authority', 7), ('withdraw.personal', 7),
  ('stop.not-supplemented', 8), ('stop.fee-unpaid', 8), ('stop.not-eligible', 8), ('stop.law-changed', 8);

REVOKE INSERT, UPDATE, DELETE ON dossier.status_move, dossier.reason FROM mocua_dossier;

-- A procedure at one version, as the catalogue published it. A dossier points here, so it can be decided by the text it was filed
-- under while the catalogue is away or has moved on. Never changed.
CREATE TABLE dossier.procedure_version (
  code text NOT NULL,
  version integer NOT NULL,
  body jsonb NOT NULL,
  fetched_at timestamptz NOT NULL,
  PRIMARY KEY (code, version)
);
REVOKE UPDATE, DELETE ON dossier.procedure_version FROM mocua_dossier;

-- Which version was current when the catalogue was last asked.
CREATE TABLE dossier.procedure_current (
  code text PRIMARY KEY,
  version integer NOT NULL,
  etag text,
  checked_at timestamptz NOT NULL,
  FOREIGN KEY (code, version) REFERENCES dossier.procedure_version (code, version)
);

-- A dossier is the projection of its history. The program may add a dossier and append events; every later change of the row is made by
-- the trigger of an appended event (rules/dossier/append_event.sql), with the owner's rights. So no statement of the program can move a status except along
-- dossier.status_move, skip a reason, or touch what has happened.
CREATE TABLE dossier.dossier (
  id uuid PRIMARY KEY,
  code text NOT NULL,
  agency text NOT NULL,
  -- Level 1 of the agency's code: what a queue is read by.
  agency_root text NOT NULL GENERATED ALWAYS AS (split_part(agency, '.', 1)) STORED,
  person_id uuid NOT NULL REFERENCES dossier.person (id),
  procedure_code text NOT NULL,
  procedure_version integer NOT NULL,
  -- The draft it came from: a form that is sent twice makes one dossier.
  draft_id uuid NOT NULL,
  -- Sealed: the answers of the form; the applicant's name; the secret printed on the receipt.
  answers bytea NOT NULL,
  applicant bytea NOT NULL,
  lookup_secret bytea NOT NULL,
  filed_at timestamptz NOT NULL,
  status smallint NOT NULL DEFAULT 1 CHECK (status BETWEEN 1 AND 10),
  seq integer NOT NULL DEFAULT 0,
  last_hash bytea,
  changed_at timestamptz,
  received_at timestamptz,
  due_at timestamptz,
  supplements smallint NOT NULL DEFAULT 0,
  -- A second request for papers, or a decision after the promised time: counted overdue, and never taken back.
  counted_overdue boolean NOT NULL DEFAULT false,
  payment_state text NOT NULL DEFAULT 'none' CHECK (payment_state IN ('none', 'to-arrange', 'requested', 'paid', 'refunded')),
  rating smallint CHECK (rating BETWEEN 1 AND 3),
  FOREIGN KEY (code, id) REFERENCES dossier.dossier_code (code, dossier_id),
  FOREIGN KEY (procedure_code, procedure_version) REFERENCES dossier.procedure_version (code, version)
) PARTITION BY HASH (id);

CREATE INDEX dossier_person ON dossier.dossier (person_id, filed_at DESC);
CREATE INDEX dossier_code_of ON dossier.dossier (code);
CREATE INDEX dossier_draft ON dossier.dossier (draft_id);
-- Only what still needs somebody: short, however many dossiers there have been.
CREATE INDEX dossier_queue ON dossier.dossier (agency_root, status, filed_at) WHERE status IN (1, 2, 4, 5, 6, 9);

CREATE TABLE dossier.dossier_event (
  dossier_id uuid NOT NULL,
  seq integer NOT NULL,
  id uuid NOT NULL,
  kind text NOT NULL CHECK (kind IN ('filed', 'moved', 'fee-requested', 'fee-paid', 'fee-expired', 'fee-refunded', 'rated', 'noted')),
  from_status smallint,
  to_status smallint CHECK (to_status BETWEEN 1 AND 10),
  at timestamptz NOT NULL,
  actor text NOT NULL CHECK (actor IN ('citizen', 'officer', 'payment', 'system')),
  -- The person or the member of staff; the payment service and this service's own clock have none.
  actor_id uuid,
  reason_code text REFERENCES dossier.reason (code),
  legal_ground text,
  remedy text,
  -- The head of unit who agreed to a second request for papers.
  approved_by uuid REFERENCES dossier.staff (id),
  payment_state text CHECK (payment_state IN ('to-arrange', 'requested', 'paid', 'refunded')),
  -- The signed notice of the payment service this event rests on.
  payment_notice uuid,
  due_at timestamptz,
  -- How due_at was found, step by step: shown to everybody who sees the date.
  calculation jsonb,
  rating smallint CHECK (rating BETWEEN 1 AND 3),
  -- Sealed: what is missing, notes, the name of the signer.
  detail bytea,
  prev_hash bytea,
  hash bytea NOT NULL,
  -- When the database itself took the event, beside when the program says it happened; nobody can write it.
  recorded_at timestamptz DEFAULT clock_timestamp(),
  PRIMARY KEY (dossier_id, seq),
  CHECK ((kind IN ('filed', 'moved')) = (to_status IS NOT NULL)),
  CHECK ((actor IN ('citizen', 'officer')) = (actor_id IS NOT NULL)),
  CHECK ((actor = 'payment') = (payment_notice IS NOT NULL)),
  CONSTRAINT reason_ground_remedy CHECK (to_status IS NULL OR to_status NOT IN (3, 5, 7, 8)
    OR (reason_code IS NOT NULL AND length(btrim(coalesce(legal_ground, ''))) >= 8 AND length(btrim(coalesce(remedy, ''))) >= 8))
) PARTITION BY HASH (dossier_id);

CREATE UNIQUE INDEX dossier_event_id ON dossier.dossier_event (dossier_id, id);

DO $$
BEGIN
  FOR i IN 0..15 LOOP
    EXECUTE format('CREATE TABLE dossier.dossier_%s PARTITION OF dossier.dossier FOR VALUES WITH (MODULUS 16, REMAINDER %s)', lpad(i::text, 2, '0'), i);
    EXECUTE format('CREATE TABLE dossier.dossier_event_%s PARTITION OF dossier.dossier_event FOR VALUES WITH (MODULUS 16, REMAINDER %s)', lpad(i::text, 2, '0'), i);
    -- Rows are reached through the parent only: its rights are the ones that count.
    EXECUTE format('REVOKE ALL ON dossier.dossier_%1$s, dossier.dossier_event_%1$s FROM mocua_dossier', lpad(i::text, 2, '0'));
  END LOOP;
END
$$;

REVOKE INSERT, UPDATE, DELETE ON dossier.dossier FROM mocua_dossier;
GRANT INSERT (id, code, agency, person_id, procedure_code, procedure_version, draft_id, answers, applicant, lookup_secret, filed_at)
  ON dossier.dossier TO mocua_dossier;
REVOKE INSERT, UPDATE, DELETE ON dossier.dossier_event FROM mocua_dossier;
GRANT INSERT (dossier_id, id, kind, from_status, to_status, at, actor, actor_id, reason_code, legal_ground, remedy, approved_by, payment_state,
              payment_notice, due_at, calculation, rating, detail) ON dossier.dossier_event TO mocua_dossier;

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

-- What somebody is filling in, saved at every step, to be continued on any device.
CREATE TABLE dossier.draft (
  id uuid PRIMARY KEY,
  person_id uuid NOT NULL REFERENCES dossier.person (id),
  procedure_code text NOT NULL,
  procedure_version integer NOT NULL,
  agency text NOT NULL,
  -- Sealed JSON: the answers by field.
  answers bytea NOT NULL,
  -- Fields that came from the identity provider, by claim: { name: "name" }.
  prefilled jsonb NOT NULL,
  -- Grows at every save; a save that knows an older one is told so and overwrites nothing.
  version integer NOT NULL DEFAULT 1,
  dossier_id uuid,
  created_at timestamptz NOT NULL,
  updated_at timestamptz NOT NULL,
  UNIQUE (person_id, procedure_code, id),
  FOREIGN KEY (procedure_code, procedure_version) REFERENCES dossier.procedure_version (code, version)
);
CREATE INDEX draft_open ON dossier.draft (person_id, updated_at DESC) WHERE dossier_id IS NULL;
CREATE INDEX draft_idle ON dossier.draft (updated_at) WHERE dossier_id IS NULL;

-- Files, of a draft first and of its dossier afterwards. The content is sealed in pieces; nothing is served before it is complete.
CREATE TABLE dossier.file (
  id uuid PRIMARY KEY,
  draft_id uuid REFERENCES dossier.draft (id),
  dossier_id uuid REFERENCES dossier.dossier (id),
  -- Which attachment of the procedure it is; `result` for what the agency returns, `supplement` for what was asked for.
  slot text NOT NULL,
  name bytea NOT NULL,
  type text NOT NULL,
  size integer NOT NULL CHECK (size >= 0),
  sha256 bytea,
  state text NOT NULL CHECK (state IN ('receiving', 'kept')),
  created_at timestamptz NOT NULL,
  CHECK ((draft_id IS NULL) <> (dossier_id IS NULL)),
  CHECK ((state = 'kept') = (sha256 IS NOT NULL)),
  CHECK (state <> 'kept' OR size > 0)
);
CREATE INDEX file_draft ON dossier.file (draft_id) WHERE draft_id IS NOT NULL;
CREATE INDEX file_dossier ON dossier.file (dossier_id) WHERE dossier_id IS NOT NULL;
CREATE INDEX file_unfinished ON dossier.file (created_at) WHERE state = 'receiving';

CREATE TABLE dossier.file_chunk (
  file_id uuid NOT NULL REFERENCES dossier.file (id) ON DELETE CASCADE,
  n integer NOT NULL,
  bytes bytea NOT NULL,
  PRIMARY KEY (file_id, n)
);
REVOKE UPDATE ON dossier.file_chunk FROM mocua_dossier;

-- The inbox: what happened, in words that are made when it is read, in the reader's language. SMS and e-mail only point here.
CREATE TABLE dossier.inbox_message (
  id uuid PRIMARY KEY,
  person_id uuid NOT NULL REFERENCES dossier.person (id),
  dossier_id uuid NOT NULL REFERENCES dossier.dossier (id),
  seq integer NOT NULL,
  template text NOT NULL,
  code text NOT NULL,
  at timestamptz NOT NULL,
  read_at timestamptz,
  UNIQUE (dossier_id, seq)
);
CREATE INDEX inbox_person ON dossier.inbox_message (person_id, at DESC);

-- The provinces' people's committees as the catalogue last named them, so that a place can be chosen and an agency is called by its name
-- while the catalogue is away. A row whose `seen_at` is not the newest was not in the last answer: it still has a name, nobody files there.
CREATE TABLE dossier.office (
  code text PRIMARY KEY,
  name jsonb NOT NULL,
  place jsonb NOT NULL,
  seen_at timestamptz NOT NULL
);

-- What the program's own role may write beside the history: columns that never change cannot be named in an UPDATE at all.
REVOKE UPDATE, DELETE ON dossier.person, dossier.inbox_message FROM mocua_dossier;
GRANT UPDATE (contact, contact_digest, language) ON dossier.person TO mocua_dossier;
GRANT UPDATE (read_at) ON dossier.inbox_message TO mocua_dossier;
REVOKE UPDATE ON dossier.draft, dossier.file FROM mocua_dossier;
GRANT UPDATE (answers, prefilled, version, dossier_id, updated_at) ON dossier.draft TO mocua_dossier;
GRANT UPDATE (draft_id, dossier_id, size, sha256, state) ON dossier.file TO mocua_dossier;
REVOKE UPDATE, DELETE ON dossier.fee_request FROM mocua_dossier;
GRANT UPDATE (state, attempt, order_id, order_url, order_expires_at, receipt_number, paid_at) ON dossier.fee_request TO mocua_dossier;

-- Who is staff is written by a role of its own, as which the operator's command acts; the service only reads it. A place is taken away
-- from somebody, not forgotten: events name it.
DO $$
BEGIN
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'mocua_staff') THEN
    BEGIN
      CREATE ROLE mocua_staff NOLOGIN;
    EXCEPTION WHEN duplicate_object OR unique_violation THEN
      NULL;
    END;
  END IF;
  IF NOT pg_has_role(current_user, 'mocua_staff', 'USAGE') THEN
    GRANT mocua_staff TO CURRENT_USER;
  END IF;
END
$$;
GRANT USAGE ON SCHEMA dossier TO mocua_staff;
GRANT SELECT, INSERT, UPDATE (name, role, active) ON dossier.staff TO mocua_staff;
REVOKE INSERT, UPDATE, DELETE ON dossier.staff FROM mocua_dossier;
