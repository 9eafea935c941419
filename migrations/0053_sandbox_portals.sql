-- Up Migration

-- Credentials of the sample portals, as an agency would keep them in its own configuration. Development only.
CREATE TABLE sandbox.portal (
  name text NOT NULL CHECK (name IN ('ministry', 'province')),
  -- Registered addresses never change; at other addresses it is another registration.
  issuer text NOT NULL,
  base_url text NOT NULL,
  client_id text NOT NULL,
  credential jsonb NOT NULL,
  PRIMARY KEY (name, issuer, base_url)
);
