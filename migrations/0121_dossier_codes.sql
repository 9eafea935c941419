-- Up Migration
-- Dossier codes: one gap-free sequence per agency and day, never given twice. The counter's row lock makes parallel filings wait for
-- one another, and a filing that is rolled back gives its number back, because the counter is rolled back with it.
CREATE TABLE dossier.code_counter (
  agency text NOT NULL,
  day date NOT NULL,
  last integer NOT NULL,
  PRIMARY KEY (agency, day)
);

CREATE TABLE dossier.dossier_code (
  code text PRIMARY KEY,
  dossier_id uuid NOT NULL,
  UNIQUE (code, dossier_id)
);

CREATE FUNCTION dossier.issue_code(wanted_dossier uuid, wanted_agency text, wanted_day date) RETURNS text
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  number integer;
  issued text;
BEGIN
  IF wanted_agency !~ '^[A-Z0-9]{1,8}(\.[A-Z0-9]{1,8})*$' OR length(wanted_agency) > 35 THEN
    RAISE EXCEPTION 'not an agency code: %', wanted_agency USING ERRCODE = 'DS006';
  END IF;
  INSERT INTO dossier.code_counter AS counter (agency, day, last) VALUES (wanted_agency, wanted_day, 1)
    ON CONFLICT (agency, day) DO UPDATE SET last = counter.last + 1
    RETURNING last INTO number;
  issued := wanted_agency || '-' || to_char(wanted_day, 'YYMMDD') || '-' || lpad(number::text, greatest(4, length(number::text)), '0');
  INSERT INTO dossier.dossier_code (code, dossier_id) VALUES (issued, wanted_dossier);
  RETURN issued;
END
$$;

REVOKE ALL ON FUNCTION dossier.issue_code(uuid, text, date) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION dossier.issue_code(uuid, text, date) TO mocua_dossier;
-- Nobody but the function counts, and no code is ever taken back.
REVOKE INSERT, UPDATE, DELETE ON dossier.code_counter, dossier.dossier_code FROM mocua_dossier;
