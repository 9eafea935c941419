-- Up Migration
-- A dossier is the projection of its history. The program may add a dossier and append events; every later change of the row is made by
-- the trigger of an appended event, with the owner's rights. So no statement of the program can move a status except along
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

-- The hash of one event: over the one before it and every column, in an order and spelling that do not depend on settings.
CREATE FUNCTION dossier.event_hash(e dossier.dossier_event) RETURNS bytea
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
  SELECT sha256(coalesce(e.prev_hash, ''::bytea) || convert_to(jsonb_build_array(
    e.dossier_id, e.seq, e.id, e.kind, e.from_status, e.to_status, (extract(epoch FROM e.at) * 1000000)::bigint, e.actor, e.actor_id,
    e.reason_code, e.legal_ground, e.remedy, e.approved_by, e.payment_state, e.payment_notice,
    (extract(epoch FROM e.due_at) * 1000000)::bigint, e.calculation, e.rating, encode(e.detail, 'hex'))::text, 'UTF8'))
$$;

-- Decides about one appended event and applies it to its dossier. The caller says which status it saw (from_status).
--   DS001 the dossier has changed meanwhile   DS002 this move is not allowed   DS003 reason of another status
--   DS004 a fee is due first                  DS005 a second request needs a head of unit   DS007 not rated twice, nor before return
CREATE FUNCTION dossier.append_event() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  d dossier.dossier;
  allowed text;
  late boolean;
BEGIN
  SELECT * INTO d FROM dossier.dossier WHERE id = NEW.dossier_id FOR UPDATE;
  IF NOT FOUND THEN
    RAISE EXCEPTION 'no dossier %', NEW.dossier_id USING ERRCODE = 'DS002';
  END IF;
  IF (NEW.kind = 'filed') <> (d.seq = 0) OR (NEW.kind = 'filed' AND (NEW.to_status <> 1 OR NEW.from_status IS NOT NULL OR NEW.actor <> 'citizen')) THEN
    RAISE EXCEPTION 'a history begins with its filing, once' USING ERRCODE = 'DS002';
  END IF;
  IF NEW.kind <> 'filed' AND NEW.from_status IS DISTINCT FROM d.status THEN
    RAISE EXCEPTION 'the dossier is at status %, not %', d.status, NEW.from_status USING ERRCODE = 'DS001';
  END IF;
  IF NEW.kind = 'moved' THEN
    SELECT actor INTO allowed FROM dossier.status_move WHERE from_status = d.status AND to_status = NEW.to_status;
    IF allowed IS NULL OR allowed <> NEW.actor THEN
      RAISE EXCEPTION 'status % does not become % by the %', d.status, NEW.to_status, NEW.actor USING ERRCODE = 'DS002';
    END IF;
    -- Accepting and deciding presuppose the fee; status 6 is left only when it has come.
    IF NEW.to_status IN (2, 9) AND d.payment_state IN ('to-arrange', 'requested') THEN
      RAISE EXCEPTION 'a fee is due' USING ERRCODE = 'DS004';
    END IF;
  END IF;
  IF NEW.to_status IS NOT NULL AND NEW.to_status NOT IN (3, 5, 7, 8) AND NEW.reason_code IS NOT NULL
     OR NEW.reason_code IS NOT NULL AND NOT EXISTS (SELECT FROM dossier.reason r WHERE r.code = NEW.reason_code AND r.status = NEW.to_status) THEN
    RAISE EXCEPTION 'reason % does not belong to status %', NEW.reason_code, NEW.to_status USING ERRCODE = 'DS003';
  END IF;
  IF NEW.to_status = 5 AND d.supplements >= 1 AND NOT EXISTS (
       SELECT FROM dossier.staff s WHERE s.id = NEW.approved_by AND s.active AND s.role = 'head'
         AND (d.agency = s.agency OR d.agency LIKE s.agency || '.%')) THEN
    RAISE EXCEPTION 'a second request for papers needs a head of unit' USING ERRCODE = 'DS005';
  END IF;
  IF NEW.actor = 'citizen' AND NEW.actor_id <> d.person_id THEN
    RAISE EXCEPTION 'not this person''s dossier' USING ERRCODE = 'DS002';
  END IF;
  IF NEW.actor = 'officer' AND NOT EXISTS (
       SELECT FROM dossier.staff s WHERE s.id = NEW.actor_id AND s.active AND (d.agency = s.agency OR d.agency LIKE s.agency || '.%')) THEN
    RAISE EXCEPTION 'not this agency''s dossier' USING ERRCODE = 'DS002';
  END IF;
  IF (NEW.payment_state IN ('paid', 'refunded') OR NEW.kind IN ('fee-paid', 'fee-expired', 'fee-refunded')) AND NEW.actor <> 'payment' THEN
    RAISE EXCEPTION 'only the payment service''s notice says so' USING ERRCODE = 'DS002';
  END IF;
  IF NEW.actor = 'payment' AND NOT EXISTS (SELECT FROM dossier.payment_notice n WHERE n.id = NEW.payment_notice AND n.dossier_id = d.id) THEN
    RAISE EXCEPTION 'no such notice of the payment service' USING ERRCODE = 'DS002';
  END IF;
  -- Status 6 means that a fee is asked for; it and the fee come together.
  IF NEW.to_status = 6 AND NEW.payment_state IS DISTINCT FROM 'to-arrange' THEN
    RAISE EXCEPTION 'status 6 without a fee' USING ERRCODE = 'DS002';
  END IF;
  IF (NEW.kind = 'rated') <> (NEW.rating IS NOT NULL) OR NEW.kind = 'rated' AND (d.status <> 10 OR d.rating IS NOT NULL OR NEW.actor <> 'citizen') THEN
    RAISE EXCEPTION 'a result is rated once, after it has been returned' USING ERRCODE = 'DS007';
  END IF;
  late := NEW.to_status = 5 AND d.supplements >= 1 OR NEW.to_status IN (8, 9) AND d.due_at IS NOT NULL AND NEW.at > d.due_at;
  NEW.seq := d.seq + 1;
  NEW.prev_hash := d.last_hash;
  NEW.hash := dossier.event_hash(NEW);
  UPDATE dossier.dossier SET
    seq = NEW.seq,
    last_hash = NEW.hash,
    changed_at = NEW.at,
    status = coalesce(NEW.to_status, status),
    received_at = CASE WHEN NEW.to_status IN (2, 4) THEN coalesce(received_at, NEW.at) ELSE received_at END,
    -- The clock stands still while the citizen has to act.
    due_at = CASE WHEN NEW.to_status IN (5, 6) THEN NULL ELSE coalesce(NEW.due_at, due_at) END,
    supplements = supplements + (NEW.to_status IS NOT DISTINCT FROM 5)::int,
    counted_overdue = counted_overdue OR coalesce(late, false),
    payment_state = coalesce(NEW.payment_state, payment_state),
    rating = coalesce(NEW.rating, rating)
  WHERE id = d.id;
  RETURN NEW;
END
$$;

CREATE TRIGGER append BEFORE INSERT ON dossier.dossier_event FOR EACH ROW EXECUTE FUNCTION dossier.append_event();

-- A dossier and its first event come in one transaction.
CREATE FUNCTION dossier.require_history() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF NOT EXISTS (SELECT FROM dossier.dossier_event WHERE dossier_id = NEW.id AND seq = 1) THEN
    RAISE EXCEPTION 'dossier % has no history', NEW.code USING ERRCODE = 'DS002';
  END IF;
  RETURN NULL;
END
$$;

CREATE CONSTRAINT TRIGGER history AFTER INSERT ON dossier.dossier DEFERRABLE INITIALLY DEFERRED
  FOR EACH ROW EXECUTE FUNCTION dossier.require_history();

-- The number of the first event of a dossier that is not as it was written, 0 when the last one is missing, null when all is well.
CREATE FUNCTION dossier.first_altered_event(wanted uuid) RETURNS integer
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
  SELECT coalesce(
    (SELECT min(seq) FROM (
       SELECT e.seq, e.hash IS DISTINCT FROM dossier.event_hash(e) AS altered,
              e.prev_hash IS DISTINCT FROM lag(e.hash) OVER w OR e.seq <> row_number() OVER w AS unlinked
         FROM dossier.dossier_event e WHERE e.dossier_id = wanted WINDOW w AS (ORDER BY e.seq)) AS checked
      WHERE altered OR unlinked),
    (SELECT 0 FROM dossier.dossier d WHERE d.id = wanted AND d.last_hash IS DISTINCT FROM
       (SELECT e.hash FROM dossier.dossier_event e WHERE e.dossier_id = wanted ORDER BY e.seq DESC LIMIT 1)))
$$;

REVOKE INSERT, UPDATE, DELETE ON dossier.dossier FROM mocua_dossier;
GRANT INSERT (id, code, agency, person_id, procedure_code, procedure_version, draft_id, answers, applicant, lookup_secret, filed_at)
  ON dossier.dossier TO mocua_dossier;
REVOKE UPDATE, DELETE ON dossier.dossier_event FROM mocua_dossier;
