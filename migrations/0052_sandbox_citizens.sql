-- Up Migration
-- The simulated population register. Every person in it is fictitious.
CREATE TABLE sandbox.citizen (
  citizen_number text PRIMARY KEY CHECK (citizen_number ~ '^[0-9]{12}$'),
  name text NOT NULL,
  birth_date date NOT NULL,
  gender text NOT NULL CHECK (gender IN ('male', 'female')),
  address text NOT NULL,
  status text NOT NULL DEFAULT 'living' CHECK (status IN ('living', 'deceased'))
);
