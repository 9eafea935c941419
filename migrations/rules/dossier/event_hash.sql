-- The hash of one event: over the one before it and every column the program writes, in an order and spelling that do not depend on settings.
-- A history whose hashes hold was not changed behind the database's back.
-- Source: decision 16; append-only, hash-chained history.
CREATE OR REPLACE FUNCTION dossier.event_hash(e dossier.dossier_event) RETURNS bytea
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
  SELECT sha256(coalesce(e.prev_hash, ''::bytea) || convert_to(jsonb_build_array(
    e.dossier_id, e.seq, e.id, e.kind, e.from_status, e.to_status, (extract(epoch FROM e.at) * 1000000)::bigint, e.actor, e.actor_id,
    e.reason_code, e.legal_ground, e.remedy, e.approved_by, e.payment_state, e.payment_notice,
    (extract(epoch FROM e.due_at) * 1000000)::bigint, e.calculation, e.rating, encode(e.detail, 'hex'))::text, 'UTF8'))
$$;
REVOKE ALL ON FUNCTION dossier.event_hash(dossier.dossier_event) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION dossier.event_hash(dossier.dossier_event) TO mocua_dossier;
