-- Who is refused (3), asked for papers (5) or stopped (8), and who withdraws (7), is told a coded reason of that status, the legal ground and
-- what to do, in words; no other move has a reason.
-- Source: decision 16; a refusal or request gives its reason and full guidance in one go (Decree 118/2025/NĐ-CP, articles 17 and 19).
--   DS003 reason of another status   23514 ground and remedy are no words
CREATE OR REPLACE FUNCTION dossier.check_event_reason(e dossier.dossier_event) RETURNS void
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF e.to_status IN (3, 5, 7, 8) AND (
       length(regexp_replace(coalesce(e.legal_ground, ''), '[^[:alnum:]]', '', 'g')) < 8
       OR length(regexp_replace(coalesce(e.remedy, ''), '[^[:alnum:]]', '', 'g')) < 8) THEN
    RAISE EXCEPTION 'the legal ground and what to do are told in words'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'reason_ground_remedy';
  END IF;
  IF e.reason_code IS NOT NULL AND NOT EXISTS (SELECT FROM dossier.reason r WHERE (r.code, r.status) = (e.reason_code, e.to_status)) THEN
    RAISE EXCEPTION 'reason % does not belong to status %', e.reason_code, e.to_status USING ERRCODE = 'DS003';
  END IF;
END
$$;
REVOKE ALL ON FUNCTION dossier.check_event_reason(dossier.dossier_event) FROM PUBLIC;
