-- breaking: an older program would bind authenticators without saying what was proved, and believe all of them alike.
--
-- Every authenticator carries the level of authentication that was proved when it was bound (NIST SP 800-63B-4, binding): 1 one factor, 2 two
-- factors, 3 a passkey, all that an account has, or the making of the account itself. It never counts for more (docs/decisions/0004-assurance.md).
-- There is no default, so that no row can be written without it.
--
-- What is here already: bound within a minute of the making of its account it was part of that (3). What was proved for anything later is not
-- known, so it counts for what is certain, the password alone (1), until its owner proves the rest in the account centre.

ALTER TABLE identity.password ADD COLUMN bound_level smallint NOT NULL DEFAULT 3 CHECK (bound_level BETWEEN 1 AND 3);
UPDATE identity.password p SET bound_level = 1
  FROM identity.account a WHERE a.id = p.account_id AND p.changed_at > a.created_at + interval '1 minute';
ALTER TABLE identity.password ALTER COLUMN bound_level DROP DEFAULT;

ALTER TABLE identity.totp ADD COLUMN bound_level smallint CHECK (bound_level BETWEEN 1 AND 3);
UPDATE identity.totp t SET bound_level = CASE WHEN t.enrolled_at <= a.created_at + interval '1 minute' THEN 3 ELSE 1 END
  FROM identity.account a WHERE a.id = t.account_id AND t.secret IS NOT NULL;
-- A secret that is only begun is no authenticator yet.
ALTER TABLE identity.totp ADD CONSTRAINT totp_bound CHECK ((secret IS NULL) = (bound_level IS NULL));

ALTER TABLE identity.passkey ADD COLUMN bound_level smallint NOT NULL DEFAULT 3 CHECK (bound_level BETWEEN 1 AND 3);
UPDATE identity.passkey k SET bound_level = 1
  FROM identity.account a WHERE a.id = k.account_id AND k.created_at > a.created_at + interval '1 minute';
ALTER TABLE identity.passkey ALTER COLUMN bound_level DROP DEFAULT;

-- When they were made was not kept, and it was always later than the account.
ALTER TABLE identity.recovery_code ADD COLUMN bound_level smallint NOT NULL DEFAULT 1 CHECK (bound_level BETWEEN 1 AND 3);
ALTER TABLE identity.recovery_code ALTER COLUMN bound_level DROP DEFAULT;

-- The phone on file is an authenticator too. A code to it proves nothing of the number before it: hence `phone_bound_at`.
ALTER TABLE identity.account ADD COLUMN phone_bound_level smallint NOT NULL DEFAULT 3 CHECK (phone_bound_level BETWEEN 1 AND 3);
ALTER TABLE identity.account ADD COLUMN phone_bound_at timestamptz;
UPDATE identity.account a SET phone_bound_level = 1, phone_bound_at = changed.at
  FROM (SELECT account_id, max(at) AS at FROM identity.audit_event WHERE type = 'phone.changed' GROUP BY account_id) changed
  WHERE changed.account_id = a.id;
UPDATE identity.account SET phone_bound_at = created_at WHERE phone_bound_at IS NULL;
ALTER TABLE identity.account ALTER COLUMN phone_bound_at SET NOT NULL;
ALTER TABLE identity.account ALTER COLUMN phone_bound_level DROP DEFAULT;

-- A passkey carries what was proved when its ceremony began. Those under way are five minutes old at most, and begin again.
DELETE FROM identity.passkey_ceremony;
ALTER TABLE identity.passkey_ceremony ADD COLUMN bound_level smallint CHECK (bound_level BETWEEN 1 AND 3);
ALTER TABLE identity.passkey_ceremony ADD CONSTRAINT passkey_ceremony_bound CHECK ((kind = 'register') = (bound_level IS NOT NULL));

-- A new phone for somebody who no longer has the present one: it waits, the old number and the e-mail address are told at once, and either
-- can refuse it. One at a time for each account. `refusal_mac` is of a code that only those two messages hold.
CREATE TABLE identity.phone_change (
  account_id uuid PRIMARY KEY REFERENCES identity.account (id) ON DELETE CASCADE,
  phone bytea NOT NULL,
  refusal_mac bytea NOT NULL,
  requested_at timestamptz NOT NULL,
  due_at timestamptz NOT NULL CHECK (due_at > requested_at)
);
CREATE UNIQUE INDEX phone_change_refusal ON identity.phone_change (refusal_mac);
CREATE INDEX phone_change_due ON identity.phone_change (due_at);
