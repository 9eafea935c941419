-- While a client's secret is being changed two are valid: the new one, and the one before until a moment that was fixed when it was changed.
ALTER TABLE identity.client ADD COLUMN previous_secret_hash bytea, ADD COLUMN previous_secret_until timestamptz;
ALTER TABLE identity.client ADD CONSTRAINT client_previous_secret_ends
  CHECK ((previous_secret_hash IS NULL) = (previous_secret_until IS NULL));
