-- Up Migration

-- Three more verbs, for what the last step of a sign-in writes. Those of 0060 keep their function under a name of its own; a list has
-- them first, and these after them.
ALTER FUNCTION identity.apply_writes(timestamptz, jsonb) RENAME TO apply_protocol_writes;

-- As 0060 describes it: one list, one transaction, all or nothing; MC001 with the place of the write that was used already.
CREATE FUNCTION identity.apply_writes(moment timestamptz, writes jsonb) RETURNS boolean LANGUAGE plpgsql AS $$
DECLARE
  w jsonb;
  tried text;
  size integer := jsonb_array_length(writes);
  own integer := 0;
  had_session boolean := true;
BEGIN
  WHILE own < size AND writes -> own ->> 'do' NOT IN ('give-back', 'record-event', 'finish-interaction') LOOP
    own := own + 1;
  END LOOP;
  IF own = size THEN
    RETURN identity.apply_protocol_writes(moment, writes);
  ELSIF own > 0 THEN
    had_session := identity.apply_protocol_writes(moment,
      (SELECT jsonb_agg(e ORDER BY place) FROM jsonb_array_elements(writes) WITH ORDINALITY AS l(e, place) WHERE place <= own));
  END IF;
  FOR place IN own .. size - 1 LOOP
    w := writes -> place;
    CASE w ->> 'do'
    -- Gives one try back to each of the keys, and all of them to `afresh`, in windows that are still running. One row after the other,
    -- in the order in which a try counts (and locks) them. Primary key.
    WHEN 'give-back' THEN
      FOR tried IN SELECT jsonb_array_elements_text(w -> 'keys') LOOP
        UPDATE identity.rate_limit AS l SET points = CASE WHEN l.key = w ->> 'afresh' THEN 0 ELSE greatest(l.points - 1, 0) END
        WHERE l.key = tried AND l.expire > (extract(epoch FROM moment) * 1000)::bigint;
      END LOOP;

    WHEN 'record-event' THEN
      INSERT INTO identity.audit_event (id, at, type, account_id, client_id, actor, ip, trace_id, detail)
      VALUES ((w ->> 'id')::uuid, (w ->> 'at')::timestamptz, w ->> 'type', (w ->> 'account')::uuid, w ->> 'client', w ->> 'actor',
        (w ->> 'ip')::inet, w ->> 'trace', NULLIF(w -> 'detail', 'null'::jsonb));

    -- What ends a sign-in; a sign-in that has been taken up already is not brought back. Primary key.
    WHEN 'finish-interaction' THEN
      UPDATE identity.interaction SET expires_at = (w ->> 'until')::timestamptz, sealed = decode(w ->> 'sealed', 'hex')
      WHERE id = decode(w ->> 'id', 'hex');
      IF NOT FOUND THEN RAISE EXCEPTION 'used already' USING ERRCODE = 'MC001', DETAIL = place::text; END IF;
    END CASE;
  END LOOP;
  RETURN had_session;
END
$$;
