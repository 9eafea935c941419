-- Applies everything one request has to write, in one statement and so in one transaction. `writes` is a list of objects whose `do` says what each
-- is; the list is applied in its order, which the caller keeps the same for all requests, so that no two wait for each other in a circle. What
-- may be used once is used once: when a value has been used already, or another grant stands, the whole list is undone; the error has the code
-- MC001 and, as its detail, the place of that write in the list. Returns false when the session to be saved is gone, which undoes nothing.
-- Every statement below finds its row by a primary key unless it says otherwise.
-- Source: decisions 3 (single use), 10 and 14; RFC 6749 section 4.1.2, RFC 9449 section 11.1, OAuth 2.0 Security BCP (RFC 9700) section 4.14.
CREATE OR REPLACE FUNCTION identity.apply_writes(moment timestamptz, writes jsonb) RETURNS boolean LANGUAGE plpgsql AS $$
DECLARE
  w jsonb;
  tried text;
  counted boolean;
  had_session boolean := true;
BEGIN
  FOR place IN 0 .. jsonb_array_length(writes) - 1 LOOP
    w := writes -> place;
    CASE w ->> 'do'
    WHEN 'claim' THEN
      INSERT INTO identity.replay_detection AS r (id, expires_at)
      VALUES (decode(w ->> 'id', 'hex'), (w ->> 'until')::timestamptz)
      ON CONFLICT (id) DO UPDATE SET expires_at = excluded.expires_at WHERE r.expires_at < moment;
      IF NOT FOUND THEN RAISE EXCEPTION 'used already' USING ERRCODE = 'MC001', DETAIL = place::text; END IF;

    WHEN 'use-code' THEN
      UPDATE identity.authorization_code SET consumed_at = moment, used_by = decode(w ->> 'by', 'hex')
      WHERE id = decode(w ->> 'id', 'hex') AND consumed_at IS NULL;
      IF NOT FOUND THEN RAISE EXCEPTION 'used already' USING ERRCODE = 'MC001', DETAIL = place::text; END IF;

    WHEN 'use-request' THEN
      UPDATE identity.pushed_authorization_request SET consumed_at = moment
      WHERE id = decode(w ->> 'id', 'hex') AND consumed_at IS NULL;
      IF NOT FOUND THEN RAISE EXCEPTION 'used already' USING ERRCODE = 'MC001', DETAIL = place::text; END IF;

    WHEN 'use-refresh-token' THEN
      UPDATE identity.refresh_token SET consumed_at = moment WHERE id = decode(w ->> 'id', 'hex') AND consumed_at IS NULL;
      IF NOT FOUND THEN RAISE EXCEPTION 'used already' USING ERRCODE = 'MC001', DETAIL = place::text; END IF;

    -- A refresh that gives no new token: the one it showed is there, and lives on where `until` says so. Whoever revokes it waits, or this does.
    WHEN 'use-kept-refresh-token' THEN
      IF w -> 'until' = 'null'::jsonb THEN
        PERFORM FROM identity.refresh_token WHERE id = decode(w ->> 'id', 'hex') AND consumed_at IS NULL FOR KEY SHARE;
      ELSE
        UPDATE identity.refresh_token SET
          expires_at = (w ->> 'until')::timestamptz,
          payload = jsonb_set(payload, '{exp}', to_jsonb(floor(extract(epoch FROM (w ->> 'until')::timestamptz))::bigint))
        WHERE id = decode(w ->> 'id', 'hex') AND consumed_at IS NULL;
      END IF;
      IF NOT FOUND THEN RAISE EXCEPTION 'used already' USING ERRCODE = 'MC001', DETAIL = place::text; END IF;

    WHEN 'save-code' THEN
      INSERT INTO identity.authorization_code (id, grant_id, account_id, client_id, session_uid, expires_with_session, expires_at, payload)
      VALUES (decode(w ->> 'id', 'hex'), w ->> 'grant', (w ->> 'account')::uuid, w ->> 'client', w ->> 'session',
        (w ->> 'bound')::boolean, (w ->> 'until')::timestamptz, w -> 'payload')
      ON CONFLICT (id) DO UPDATE SET
        grant_id = excluded.grant_id, account_id = excluded.account_id, client_id = excluded.client_id,
        session_uid = excluded.session_uid, expires_with_session = excluded.expires_with_session,
        expires_at = excluded.expires_at, payload = excluded.payload;

    WHEN 'save-access-token' THEN
      INSERT INTO identity.access_token (id, grant_id, account_id, client_id, session_uid, expires_with_session, expires_at, payload)
      VALUES (decode(w ->> 'id', 'hex'), w ->> 'grant', (w ->> 'account')::uuid, w ->> 'client', w ->> 'session',
        (w ->> 'bound')::boolean, (w ->> 'until')::timestamptz, w -> 'payload')
      ON CONFLICT (id) DO UPDATE SET
        grant_id = excluded.grant_id, account_id = excluded.account_id, client_id = excluded.client_id,
        session_uid = excluded.session_uid, expires_with_session = excluded.expires_with_session,
        expires_at = excluded.expires_at, payload = excluded.payload;

    -- With a predecessor, which is used up by it.
    WHEN 'save-refresh-token' THEN
      IF w ? 'predecessor' THEN
        UPDATE identity.refresh_token
        SET consumed_at = moment, successor_id = decode(w ->> 'id', 'hex'), sealed_successor = decode(w ->> 'sealed', 'hex')
        WHERE id = decode(w ->> 'predecessor', 'hex') AND consumed_at IS NULL;
        IF NOT FOUND THEN RAISE EXCEPTION 'used already' USING ERRCODE = 'MC001', DETAIL = place::text; END IF;
      END IF;
      INSERT INTO identity.refresh_token (id, grant_id, account_id, client_id, session_uid, expires_with_session, expires_at, payload)
      VALUES (decode(w ->> 'id', 'hex'), w ->> 'grant', (w ->> 'account')::uuid, w ->> 'client', w ->> 'session',
        (w ->> 'bound')::boolean, (w ->> 'until')::timestamptz, w -> 'payload')
      ON CONFLICT (id) DO UPDATE SET
        grant_id = excluded.grant_id, account_id = excluded.account_id, client_id = excluded.client_id,
        session_uid = excluded.session_uid, expires_with_session = excluded.expires_with_session,
        expires_at = excluded.expires_at, payload = excluded.payload;

    WHEN 'save-client-credentials' THEN
      INSERT INTO identity.client_credentials (id, client_id, expires_at, payload)
      VALUES (decode(w ->> 'id', 'hex'), w ->> 'client', (w ->> 'until')::timestamptz, w -> 'payload')
      ON CONFLICT (id) DO UPDATE SET client_id = excluded.client_id, expires_at = excluded.expires_at, payload = excluded.payload;

    WHEN 'save-request' THEN
      INSERT INTO identity.pushed_authorization_request (id, expires_at, sealed)
      VALUES (decode(w ->> 'id', 'hex'), (w ->> 'until')::timestamptz, decode(w ->> 'sealed', 'hex'))
      ON CONFLICT (id) DO UPDATE SET expires_at = excluded.expires_at, sealed = excluded.sealed;

    -- One grant per account and client, unless the one that stands has run out. Index oidc_grant_pair.
    WHEN 'save-grant' THEN
      INSERT INTO identity.oidc_grant AS g (id, account_id, client_id, created_at, expires_at, payload)
      VALUES (w ->> 'id', (w ->> 'account')::uuid, w ->> 'client', moment, (w ->> 'until')::timestamptz, w -> 'payload')
      ON CONFLICT (account_id, client_id) DO UPDATE SET
        id = excluded.id, expires_at = excluded.expires_at, payload = excluded.payload
      WHERE g.id = excluded.id OR g.expires_at <= moment;
      IF NOT FOUND THEN RAISE EXCEPTION 'another grant stands' USING ERRCODE = 'MC001', DETAIL = place::text; END IF;

    WHEN 'save-session' THEN
      had_session := identity.save_session(moment, w);

    -- Nothing of the session has changed but the portals in it. The lock makes whoever ends the session wait, or this find it gone.
    WHEN 'keep-session' THEN
      PERFORM FROM identity.oidc_session s
      WHERE s.uid = w ->> 'uid'
        AND (s.account_id IS NOT DISTINCT FROM (w ->> 'loaded_account')::uuid OR s.account_id = (w ->> 'account')::uuid)
      FOR KEY SHARE;
      had_session := FOUND;

    WHEN 'enter-client' THEN
      IF had_session THEN
        INSERT INTO identity.oidc_session_client AS c (session_uid, client_id, sid, grant_id, persists_logout, rest)
        VALUES (w ->> 'uid', w ->> 'client_id', w ->> 'sid', w ->> 'grant_id', (w ->> 'persists_logout')::boolean,
          NULLIF(w -> 'rest', 'null'::jsonb))
        ON CONFLICT (session_uid, client_id) DO UPDATE SET
          sid = COALESCE(c.sid, excluded.sid),
          other_sids = CASE
            WHEN excluded.sid IS NULL OR excluded.sid = COALESCE(c.sid, excluded.sid) OR excluded.sid = ANY (c.other_sids) THEN c.other_sids
            ELSE c.other_sids || excluded.sid END,
          grant_id = COALESCE(excluded.grant_id, c.grant_id),
          persists_logout = c.persists_logout OR excluded.persists_logout,
          rest = COALESCE(excluded.rest, c.rest);
      END IF;

    WHEN 'leave-client' THEN
      IF had_session THEN
        DELETE FROM identity.oidc_session_client WHERE session_uid = w ->> 'uid' AND client_id = w ->> 'client_id';
      END IF;

    -- Gives one try back to each of the keys, and all of them to those that `afresh` names (one, or a list), in windows that are still
    -- running. One of `firsts` was counted for the first try under the key before it alone, so it is given back only by whoever finds that one
    -- counted. One row after the other, in the order in which a try counts (and locks) them. Primary key.
    WHEN 'give-back' THEN
      counted := true;
      FOR tried IN SELECT jsonb_array_elements_text(w -> 'keys') LOOP
        CONTINUE WHEN NOT counted AND w -> 'firsts' ? tried;
        UPDATE identity.rate_limit AS l SET points = CASE WHEN w -> 'afresh' ? l.key THEN 0 ELSE l.points - 1 END
        WHERE l.key = tried AND l.points > 0 AND l.expire > (extract(epoch FROM moment) * 1000)::bigint;
        counted := FOUND;
      END LOOP;

    WHEN 'record-event' THEN
      INSERT INTO identity.audit_event (id, at, type, account_id, client_id, actor, ip, trace_id, detail)
      VALUES ((w ->> 'id')::uuid, (w ->> 'at')::timestamptz, w ->> 'type', (w ->> 'account')::uuid, w ->> 'client', w ->> 'actor',
        (w ->> 'ip')::inet, w ->> 'trace', NULLIF(w -> 'detail', 'null'::jsonb));

    -- What ends a sign-in, for the browser it belongs to; one that has been taken up already is not brought back. Primary key.
    WHEN 'finish-interaction' THEN
      UPDATE identity.interaction
      SET expires_at = (w ->> 'until')::timestamptz, sealed = decode(w ->> 'sealed', 'hex'), browser = decode(w ->> 'to', 'hex')
      WHERE id = decode(w ->> 'id', 'hex') AND browser = decode(w ->> 'from', 'hex');
      IF NOT FOUND THEN RAISE EXCEPTION 'used already' USING ERRCODE = 'MC001', DETAIL = place::text; END IF;
    END CASE;
  END LOOP;
  RETURN had_session;
END
$$;
REVOKE ALL ON FUNCTION identity.apply_writes(timestamptz, jsonb) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION identity.apply_writes(timestamptz, jsonb) TO mocua_identity;
