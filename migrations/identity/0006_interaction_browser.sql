-- breaking: a program that knows nothing of it could neither begin a sign-in nor tell whose one is.
-- A sign-in under way belongs to one browser: SHA-256 of the secret that browser had when it began or last went on. Those that began before are
-- nobody's any more; they live fifteen minutes at most.
DELETE FROM identity.interaction;
ALTER TABLE identity.interaction ADD COLUMN browser bytea NOT NULL CHECK (octet_length(browser) = 32);
