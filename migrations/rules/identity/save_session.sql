-- Saves a session that was loaded earlier in the request, and is still there, and belongs to nobody this request has not signed in: a
-- late save never brings a session back and never enters another person's.
--
-- Two requests that give the cookie a new value at the same moment: the later one's becomes current, the other's stays accepted,
-- because the browser keeps whichever answer arrives last. The value from before an authentication is never accepted again
-- (session fixation); after any other change it is, until `grace`, for the requests already under way. A value accepted as
-- second becomes the current one when it is used.
-- Returns whether there was such a session.
-- Source: decision 10; session fixation, OWASP ASVS 5.0 section 7.2.
CREATE OR REPLACE FUNCTION identity.save_session(moment timestamptz, w jsonb) RETURNS boolean LANGUAGE plpgsql AS $$
DECLARE
  key_now bytea := decode(w ->> 'id', 'hex');
  key_loaded bytea := decode(w ->> 'loaded_id', 'hex');
  login_now jsonb := w -> 'login';
  login_loaded jsonb := w -> 'loaded_login';
BEGIN
  UPDATE identity.oidc_session s SET
    id = CASE
      WHEN key_now <> key_loaded AND (s.login = login_loaded OR login_now <> login_loaded) THEN key_now
      WHEN key_now = key_loaded AND s.previous_id = key_loaded AND s.previous_until > moment THEN key_loaded
      ELSE s.id END,
    previous_id = CASE
      WHEN key_now <> key_loaded AND (s.login = login_loaded OR login_now <> login_loaded)
        THEN CASE WHEN s.id <> key_loaded THEN s.id WHEN login_now = login_loaded AND s.account_id IS NOT NULL THEN key_loaded END
      WHEN key_now = key_loaded AND s.previous_id = key_loaded AND s.previous_until > moment THEN s.id
      ELSE s.previous_id END,
    previous_until = CASE
      WHEN key_now <> key_loaded AND (s.login = login_loaded OR login_now <> login_loaded)
        THEN CASE WHEN s.id <> key_loaded THEN 'infinity' ELSE (w ->> 'grace')::timestamptz END
      WHEN key_now = key_loaded AND s.previous_id = key_loaded AND s.previous_until > moment THEN (w ->> 'grace')::timestamptz
      ELSE s.previous_until END,
    account_id = COALESCE((w ->> 'account')::uuid, s.account_id),
    login_ts = GREATEST(s.login_ts, (w ->> 'login_ts')::bigint),
    login = CASE WHEN s.login_ts > COALESCE((w ->> 'login_ts')::bigint, 0) THEN s.login ELSE login_now END,
    payload = w -> 'payload',
    seen_at = moment,
    expires_at = (w ->> 'until')::timestamptz,
    sweep_at = (w ->> 'sweep')::timestamptz,
    max_expires_at = COALESCE((w ->> 'limit')::timestamptz, s.max_expires_at)
  WHERE s.uid = w ->> 'uid'
    AND (s.account_id IS NOT DISTINCT FROM (w ->> 'loaded_account')::uuid OR s.account_id = (w ->> 'account')::uuid);
  RETURN FOUND;
END
$$;
REVOKE ALL ON FUNCTION identity.save_session(timestamptz, jsonb) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION identity.save_session(timestamptz, jsonb) TO mocua_identity;
