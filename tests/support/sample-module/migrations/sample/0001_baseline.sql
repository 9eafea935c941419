-- Up Migration
CREATE TABLE sample.note (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  words text NOT NULL,
  told boolean NOT NULL DEFAULT false
);
