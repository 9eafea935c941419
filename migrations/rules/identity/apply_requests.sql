-- Applies the writes of several requests in one statement and one commit: `requests` is a list of lists for `apply_writes`, and the rows returned
-- are in its order. Each request is a subtransaction: what one of them cannot write changes nothing for the others, and is told by `failed`,
-- the error's code, and `place`, which write of the list lost where the code is MC001.
--
-- A request that has to wait for somebody's lock would make all the others wait, and two calls could wait for each other: so nobody waits
-- longer than the time-out here, and whoever would is to be applied alone.
-- Source: decision 14.
CREATE OR REPLACE FUNCTION identity.apply_requests(moment timestamptz, requests jsonb)
RETURNS TABLE (had_session boolean, failed text, place integer) LANGUAGE plpgsql SET lock_timeout = '50ms' AS $$
DECLARE
  detail text;
BEGIN
  FOR request IN 0 .. jsonb_array_length(requests) - 1 LOOP
    had_session := NULL;
    failed := NULL;
    place := NULL;
    BEGIN
      had_session := identity.apply_writes(moment, requests -> request);
    EXCEPTION WHEN OTHERS THEN
      GET STACKED DIAGNOSTICS failed = RETURNED_SQLSTATE, detail = PG_EXCEPTION_DETAIL;
      IF failed = 'MC001' THEN place := detail::integer; END IF;
    END;
    RETURN NEXT;
  END LOOP;
END
$$;
REVOKE ALL ON FUNCTION identity.apply_requests(timestamptz, jsonb) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION identity.apply_requests(timestamptz, jsonb) TO mocua_identity;
