-- Up Migration
-- The provinces' people's committees as the catalogue last named them, so that a place can be chosen and an agency is called by its name
-- while the catalogue is away. A row whose `seen_at` is not the newest was not in the last answer: it still has a name, nobody files there.
CREATE TABLE dossier.office (
  code text PRIMARY KEY,
  name jsonb NOT NULL,
  place jsonb NOT NULL,
  seen_at timestamptz NOT NULL
);
