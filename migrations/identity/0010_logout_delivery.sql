-- What became of telling the portals of a session that it is over, for the person who signed out to read. A row is written in the transaction
-- that ends the session and says no more than is known.
CREATE TABLE identity.logout_delivery (
  client_id text NOT NULL,
  sid text NOT NULL,
  session bytea NOT NULL CHECK (octet_length(session) = 32),
  state text NOT NULL CHECK (state IN ('waiting', 'told', 'retrying', 'given-up')),
  ended_at timestamptz NOT NULL,
  PRIMARY KEY (client_id, sid)
);
CREATE INDEX logout_delivery_session ON identity.logout_delivery (session);
CREATE INDEX logout_delivery_ended ON identity.logout_delivery (ended_at);
-- Whether a passkey may be synchronised (BE flag, WebAuthn Level 3 section 6.1.3), fixed when it was made. Where that cannot be told of
-- one that was bound earlier it is unknown until it is used; one that is backed up must be eligible.
ALTER TABLE identity.passkey ADD COLUMN backup_eligible boolean;
-- Synchronised ones do not count as a rule: one that does and is not backed up stays on its device.
UPDATE identity.passkey SET backup_eligible = backed_up WHERE backed_up OR counter > 0;
