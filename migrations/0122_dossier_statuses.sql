-- Up Migration
-- The ten statuses of the national portal, the moves between them and who may make each (src/dossier/status.ts has the same table; a test
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
