-- Who used a code, as SHA-256 over what came with it (redirect address, verifier, key of the proof): the very same request sent twice is told
-- from a code in somebody else's hands (decision 3).
ALTER TABLE identity.authorization_code ADD COLUMN used_by bytea;
