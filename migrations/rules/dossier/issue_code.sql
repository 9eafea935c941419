-- One gap-free sequence of codes per agency and day, none given twice. The counter's row lock makes parallel filings wait for one another, and
-- a filing that is rolled back gives its number back. Nothing but this function counts.
-- Source: codes of dossiers, Circular 01/2018/TT-VPCP and Decision 20/2020/QĐ-TTg.
--   DS006 not an agency code
CREATE OR REPLACE FUNCTION dossier.issue_code(wanted_dossier uuid, wanted_agency text, wanted_day date) RETURNS text
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
-- The pattern below is read anew in every session, in the spelling which that session has chosen.
SET standard_conforming_strings = on AS $$
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
