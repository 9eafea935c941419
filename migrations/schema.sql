-- Made by `npm run schema`; a test compares it with a database that was just migrated.

CREATE EXTENSION btree_gist;
CREATE EXTENSION pg_trgm;

CREATE SCHEMA identity;
GRANT USAGE ON SCHEMA identity TO mocua_identity;
ALTER DEFAULT PRIVILEGES IN SCHEMA identity GRANT SELECT, USAGE ON SEQUENCES TO mocua_identity;
ALTER DEFAULT PRIVILEGES IN SCHEMA identity GRANT DELETE, INSERT, SELECT, UPDATE ON TABLES TO mocua_identity;
CREATE SCHEMA identity_jobs AUTHORIZATION mocua_identity;

CREATE FUNCTION identity.announce_account() RETURNS trigger
  LANGUAGE plpgsql VOLATILE
  AS 46159095adb6f7c1;

CREATE FUNCTION identity.announce_client() RETURNS trigger
  LANGUAGE plpgsql VOLATILE
  AS 915c8e69d0b28d93;

CREATE FUNCTION identity.announce_keys() RETURNS trigger
  LANGUAGE plpgsql VOLATILE
  AS 644f11e48f8c7896;

CREATE FUNCTION identity.apply_requests(timestamp with time zone,jsonb) RETURNS TABLE(had_session boolean, failed text, place integer)
  LANGUAGE plpgsql VOLATILE SET lock_timeout=50ms
  AS 12fecc4289691641;
GRANT EXECUTE ON FUNCTION identity.apply_requests(timestamp with time zone,jsonb) TO mocua_identity;

CREATE FUNCTION identity.apply_writes(timestamp with time zone,jsonb) RETURNS boolean
  LANGUAGE plpgsql VOLATILE
  AS e113b797272e6559;
GRANT EXECUTE ON FUNCTION identity.apply_writes(timestamp with time zone,jsonb) TO mocua_identity;

CREATE FUNCTION identity.prepare_audit_partitions(timestamp with time zone,integer) RETURNS integer
  LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET TimeZone=UTC SET search_path=pg_catalog, pg_temp
  AS 39bca94d9e145f89;
GRANT EXECUTE ON FUNCTION identity.prepare_audit_partitions(timestamp with time zone,integer) TO mocua_identity;

CREATE FUNCTION identity.save_session(timestamp with time zone,jsonb) RETURNS boolean
  LANGUAGE plpgsql VOLATILE
  AS 9fdf2e505a774796;
GRANT EXECUTE ON FUNCTION identity.save_session(timestamp with time zone,jsonb) TO mocua_identity;

CREATE TABLE identity.access_token (
  id bytea NOT NULL,
  grant_id text,
  account_id uuid,
  client_id text,
  session_uid text,
  expires_with_session boolean NOT NULL DEFAULT false,
  expires_at timestamp with time zone NOT NULL,
  consumed_at timestamp with time zone,
  payload jsonb NOT NULL,
  CONSTRAINT access_token_pkey PRIMARY KEY (id)
) WITH (autovacuum_vacuum_scale_factor=0.02, autovacuum_vacuum_threshold=5000, autovacuum_vacuum_insert_threshold=50000);
CREATE INDEX access_token_expiry ON identity.access_token USING btree (expires_at);
CREATE INDEX access_token_grant ON identity.access_token USING btree (grant_id) WHERE (grant_id IS NOT NULL);
CREATE INDEX access_token_session ON identity.access_token USING btree (session_uid) WHERE expires_with_session;
GRANT DELETE, INSERT, SELECT, UPDATE ON identity.access_token TO mocua_identity;

CREATE TABLE identity.account (
  id uuid NOT NULL,
  created_at timestamp with time zone NOT NULL,
  status text NOT NULL DEFAULT 'active'::text,
  language text NOT NULL,
  identity_level smallint NOT NULL,
  needs_review boolean NOT NULL,
  email_verified boolean NOT NULL DEFAULT false,
  sms_second_factor boolean NOT NULL DEFAULT false,
  citizen_number bytea NOT NULL,
  citizen_number_index bytea NOT NULL,
  phone bytea NOT NULL,
  phone_index bytea NOT NULL,
  name bytea NOT NULL,
  birth_date bytea NOT NULL,
  gender bytea,
  email bytea,
  email_index bytea,
  address bytea,
  phone_bound_level smallint NOT NULL,
  phone_bound_at timestamp with time zone NOT NULL,
  CONSTRAINT account_identity_level_check CHECK ((identity_level = ANY (ARRAY[1, 2]))),
  CONSTRAINT account_language_check CHECK ((language = ANY (ARRAY['vi'::text, 'en'::text]))),
  CONSTRAINT account_phone_bound_level_check CHECK (((phone_bound_level >= 1) AND (phone_bound_level <= 3))),
  CONSTRAINT account_pkey PRIMARY KEY (id),
  CONSTRAINT account_status_check CHECK ((status = ANY (ARRAY['active'::text, 'locked'::text, 'disabled'::text])))
);
CREATE UNIQUE INDEX account_citizen_number ON identity.account USING btree (citizen_number_index);
CREATE UNIQUE INDEX account_email ON identity.account USING btree (email_index) WHERE email_verified;
CREATE UNIQUE INDEX account_phone ON identity.account USING btree (phone_index);
CREATE INDEX account_review ON identity.account USING btree (created_at) WHERE needs_review;
CREATE TRIGGER account_standing_changed AFTER DELETE OR UPDATE OF status, identity_level ON identity.account FOR EACH ROW EXECUTE FUNCTION identity.announce_account();
GRANT DELETE, INSERT, SELECT, UPDATE ON identity.account TO mocua_identity;

CREATE TABLE identity.account_organisation (
  account_id uuid NOT NULL,
  tax_code text NOT NULL,
  name text NOT NULL,
  CONSTRAINT account_organisation_account_id_fkey FOREIGN KEY (account_id) REFERENCES identity.account(id) ON DELETE CASCADE,
  CONSTRAINT account_organisation_pkey PRIMARY KEY (account_id, tax_code)
);
CREATE INDEX account_organisation_tax_code ON identity.account_organisation USING btree (tax_code);
GRANT DELETE, INSERT, SELECT, UPDATE ON identity.account_organisation TO mocua_identity;

CREATE TABLE identity.agency (
  code text NOT NULL,
  kind text NOT NULL,
  name_vi text NOT NULL,
  name_en text NOT NULL,
  valid_from date NOT NULL,
  valid_to date,
  CONSTRAINT agency_code_check CHECK ((code ~ '^[A-Z0-9.]{2,35}$'::text)),
  CONSTRAINT agency_kind_check CHECK ((kind = ANY (ARRAY['ministry'::text, 'province'::text, 'platform'::text, 'other'::text]))),
  CONSTRAINT agency_pkey PRIMARY KEY (code)
);
GRANT DELETE, INSERT, SELECT, UPDATE ON identity.agency TO mocua_identity;

CREATE TABLE identity.api_resource (
  identifier text NOT NULL,
  agency_code text NOT NULL,
  name text NOT NULL,
  scopes text[] NOT NULL,
  signing_alg text NOT NULL DEFAULT 'ES256'::text,
  token_seconds integer NOT NULL DEFAULT 300,
  created_at timestamp with time zone NOT NULL,
  CONSTRAINT api_resource_agency_code_fkey FOREIGN KEY (agency_code) REFERENCES identity.agency(code),
  CONSTRAINT api_resource_pkey PRIMARY KEY (identifier),
  CONSTRAINT api_resource_signing_alg_check CHECK ((signing_alg = ANY (ARRAY['ES256'::text, 'PS256'::text, 'RS256'::text, 'EdDSA'::text]))),
  CONSTRAINT api_resource_token_seconds_check CHECK (((token_seconds >= 30) AND (token_seconds <= 3600)))
);
GRANT DELETE, INSERT, SELECT, UPDATE ON identity.api_resource TO mocua_identity;

CREATE TABLE identity.audit_event (
  id uuid NOT NULL,
  at timestamp with time zone NOT NULL,
  type text NOT NULL,
  account_id uuid,
  client_id text,
  actor text NOT NULL,
  ip inet,
  trace_id text,
  detail jsonb,
  CONSTRAINT audit_event_pkey PRIMARY KEY (at, id)
) PARTITION BY RANGE (at);
-- 14 partitions, rights: none
CREATE INDEX audit_event_account ON ONLY identity.audit_event USING btree (account_id, at) WHERE (account_id IS NOT NULL);
CREATE INDEX audit_event_client ON ONLY identity.audit_event USING btree (client_id, at) WHERE (client_id IS NOT NULL);
GRANT INSERT, SELECT ON identity.audit_event TO mocua_identity;

CREATE TABLE identity.authorization_code (
  id bytea NOT NULL,
  grant_id text,
  account_id uuid,
  client_id text,
  session_uid text,
  expires_with_session boolean NOT NULL DEFAULT false,
  expires_at timestamp with time zone NOT NULL,
  consumed_at timestamp with time zone,
  payload jsonb NOT NULL,
  used_by bytea,
  CONSTRAINT authorization_code_pkey PRIMARY KEY (id)
) WITH (fillfactor=85, autovacuum_vacuum_scale_factor=0.02, autovacuum_vacuum_threshold=2000, autovacuum_vacuum_insert_threshold=20000);
CREATE INDEX authorization_code_expiry ON identity.authorization_code USING btree (expires_at);
CREATE INDEX authorization_code_grant ON identity.authorization_code USING btree (grant_id) WHERE (grant_id IS NOT NULL);
GRANT DELETE, INSERT, SELECT, UPDATE ON identity.authorization_code TO mocua_identity;

CREATE TABLE identity.client (
  id text NOT NULL,
  agency_code text NOT NULL,
  name_vi text NOT NULL,
  name_en text NOT NULL,
  profile text NOT NULL,
  status text NOT NULL DEFAULT 'active'::text,
  secret_hash bytea,
  metadata jsonb NOT NULL,
  scopes jsonb NOT NULL,
  minimum_acr text NOT NULL DEFAULT 'LoA1'::text,
  basic_until date,
  pkce_exempt_until date,
  pkce_exempt_reason text,
  created_at timestamp with time zone NOT NULL,
  updated_at timestamp with time zone NOT NULL,
  previous_secret_hash bytea,
  previous_secret_until timestamp with time zone,
  CONSTRAINT client_agency_code_fkey FOREIGN KEY (agency_code) REFERENCES identity.agency(code),
  CONSTRAINT client_check CHECK (((profile = 'fapi2'::text) OR (basic_until IS NOT NULL))),
  CONSTRAINT client_check1 CHECK (((pkce_exempt_until IS NULL) = (pkce_exempt_reason IS NULL))),
  CONSTRAINT client_check2 CHECK (((pkce_exempt_until IS NULL) OR (profile = 'basic'::text))),
  CONSTRAINT client_id_check CHECK ((id ~ '^[a-z0-9][a-z0-9-]{2,63}$'::text)),
  CONSTRAINT client_minimum_acr_check CHECK ((minimum_acr = ANY (ARRAY['LoA1'::text, 'LoA2'::text, 'LoA3'::text]))),
  CONSTRAINT client_pkey PRIMARY KEY (id),
  CONSTRAINT client_previous_secret_ends CHECK (((previous_secret_hash IS NULL) = (previous_secret_until IS NULL))),
  CONSTRAINT client_profile_check CHECK ((profile = ANY (ARRAY['fapi2'::text, 'basic'::text]))),
  CONSTRAINT client_status_check CHECK ((status = ANY (ARRAY['active'::text, 'disabled'::text])))
);
CREATE INDEX client_agency ON identity.client USING btree (agency_code);
CREATE TRIGGER client_changed AFTER INSERT OR DELETE OR UPDATE ON identity.client FOR EACH ROW EXECUTE FUNCTION identity.announce_client();
GRANT DELETE, INSERT, SELECT, UPDATE ON identity.client TO mocua_identity;

CREATE TABLE identity.client_credentials (
  id bytea NOT NULL,
  client_id text,
  expires_at timestamp with time zone NOT NULL,
  payload jsonb NOT NULL,
  CONSTRAINT client_credentials_pkey PRIMARY KEY (id)
) WITH (autovacuum_vacuum_scale_factor=0.02, autovacuum_vacuum_threshold=5000, autovacuum_vacuum_insert_threshold=50000);
CREATE INDEX client_credentials_expiry ON identity.client_credentials USING btree (expires_at);
GRANT DELETE, INSERT, SELECT, UPDATE ON identity.client_credentials TO mocua_identity;

CREATE TABLE identity.disclosure (
  account_id uuid NOT NULL,
  client_id text NOT NULL,
  day date NOT NULL,
  claims text[] NOT NULL,
  first_at timestamp with time zone NOT NULL,
  last_at timestamp with time zone NOT NULL,
  times integer NOT NULL DEFAULT 1,
  CONSTRAINT disclosure_pkey PRIMARY KEY (account_id, client_id, day, claims)
) PARTITION BY HASH (account_id);
-- 4 partitions, rights: mocua_identity
GRANT DELETE, INSERT, SELECT, UPDATE ON identity.disclosure TO mocua_identity;

CREATE TABLE identity.interaction (
  id bytea NOT NULL,
  expires_at timestamp with time zone NOT NULL,
  sealed bytea NOT NULL,
  browser bytea NOT NULL,
  CONSTRAINT interaction_browser_check CHECK ((octet_length(browser) = 32)),
  CONSTRAINT interaction_pkey PRIMARY KEY (id)
) WITH (fillfactor=70, autovacuum_vacuum_scale_factor=0.02, autovacuum_vacuum_threshold=2000);
CREATE INDEX interaction_expiry ON identity.interaction USING btree (expires_at);
GRANT DELETE, INSERT, SELECT, UPDATE ON identity.interaction TO mocua_identity;

CREATE TABLE identity.job_lane (
  lane text NOT NULL,
  failures integer NOT NULL,
  patient boolean NOT NULL DEFAULT false,
  opened_at timestamp with time zone,
  probe_at timestamp with time zone,
  pause_ms integer NOT NULL,
  last_error text,
  changed_at timestamp with time zone NOT NULL,
  CONSTRAINT job_lane_check CHECK (((opened_at IS NULL) = (probe_at IS NULL))),
  CONSTRAINT job_lane_pkey PRIMARY KEY (lane)
);
GRANT DELETE, INSERT, SELECT, UPDATE ON identity.job_lane TO mocua_identity;

CREATE TABLE identity.logout_delivery (
  client_id text NOT NULL,
  sid text NOT NULL,
  session bytea NOT NULL,
  state text NOT NULL,
  ended_at timestamp with time zone NOT NULL,
  CONSTRAINT logout_delivery_pkey PRIMARY KEY (client_id, sid),
  CONSTRAINT logout_delivery_session_check CHECK ((octet_length(session) = 32)),
  CONSTRAINT logout_delivery_state_check CHECK ((state = ANY (ARRAY['waiting'::text, 'told'::text, 'retrying'::text, 'given-up'::text])))
);
CREATE INDEX logout_delivery_ended ON identity.logout_delivery USING btree (ended_at);
CREATE INDEX logout_delivery_session ON identity.logout_delivery USING btree (session);
GRANT DELETE, INSERT, SELECT, UPDATE ON identity.logout_delivery TO mocua_identity;

CREATE TABLE identity.notification (
  id uuid NOT NULL,
  channel text NOT NULL,
  template text NOT NULL,
  language text NOT NULL,
  recipient bytea NOT NULL,
  recipient_index bytea NOT NULL,
  body bytea,
  secret boolean NOT NULL,
  status text NOT NULL DEFAULT 'queued'::text,
  attempts integer NOT NULL DEFAULT 0,
  last_error text,
  created_at timestamp with time zone NOT NULL,
  expires_at timestamp with time zone NOT NULL,
  sent_at timestamp with time zone,
  CONSTRAINT notification_channel_check CHECK ((channel = ANY (ARRAY['sms'::text, 'email'::text]))),
  CONSTRAINT notification_check CHECK (((body IS NOT NULL) OR (secret AND (status <> 'queued'::text)))),
  CONSTRAINT notification_check1 CHECK (((status = 'sent'::text) = (sent_at IS NOT NULL))),
  CONSTRAINT notification_language_check CHECK ((language = ANY (ARRAY['vi'::text, 'en'::text]))),
  CONSTRAINT notification_pkey PRIMARY KEY (id),
  CONSTRAINT notification_status_check CHECK ((status = ANY (ARRAY['queued'::text, 'sent'::text, 'failed'::text, 'expired'::text])))
);
CREATE INDEX notification_created ON identity.notification USING btree (created_at);
CREATE INDEX notification_failed ON identity.notification USING btree (created_at DESC) WHERE (status = ANY (ARRAY['failed'::text, 'expired'::text]));
CREATE INDEX notification_recipient ON identity.notification USING btree (recipient_index, created_at DESC);
CREATE INDEX notification_unfinished ON identity.notification USING btree (expires_at) WHERE (status = 'queued'::text);
GRANT DELETE, INSERT, SELECT, UPDATE ON identity.notification TO mocua_identity;

CREATE TABLE identity.oidc_grant (
  id text NOT NULL,
  account_id uuid NOT NULL,
  client_id text NOT NULL,
  created_at timestamp with time zone NOT NULL,
  expires_at timestamp with time zone,
  payload jsonb NOT NULL,
  CONSTRAINT oidc_grant_pkey PRIMARY KEY (id)
) WITH (fillfactor=85);
CREATE INDEX oidc_grant_expiry ON identity.oidc_grant USING btree (expires_at) WHERE (expires_at IS NOT NULL);
CREATE UNIQUE INDEX oidc_grant_pair ON identity.oidc_grant USING btree (account_id, client_id);
GRANT DELETE, INSERT, SELECT, UPDATE ON identity.oidc_grant TO mocua_identity;

CREATE TABLE identity.oidc_session (
  uid text NOT NULL,
  id bytea NOT NULL,
  previous_id bytea,
  previous_until timestamp with time zone,
  account_id uuid,
  login_ts bigint,
  login jsonb NOT NULL,
  payload jsonb NOT NULL,
  created_at timestamp with time zone NOT NULL,
  seen_at timestamp with time zone NOT NULL,
  expires_at timestamp with time zone NOT NULL,
  max_expires_at timestamp with time zone,
  sweep_at timestamp with time zone NOT NULL,
  user_agent text,
  ip text,
  CONSTRAINT oidc_session_pkey PRIMARY KEY (uid)
) WITH (fillfactor=70, autovacuum_vacuum_scale_factor=0.02, autovacuum_vacuum_threshold=2000);
CREATE INDEX oidc_session_account ON identity.oidc_session USING btree (account_id) WHERE (account_id IS NOT NULL);
CREATE UNIQUE INDEX oidc_session_id ON identity.oidc_session USING btree (id);
CREATE INDEX oidc_session_previous ON identity.oidc_session USING btree (previous_id) WHERE (previous_id IS NOT NULL);
CREATE INDEX oidc_session_sweep ON identity.oidc_session USING btree (sweep_at);
GRANT DELETE, INSERT, SELECT, UPDATE ON identity.oidc_session TO mocua_identity;

CREATE TABLE identity.oidc_session_client (
  session_uid text NOT NULL,
  client_id text NOT NULL,
  sid text,
  other_sids text[] NOT NULL DEFAULT '{}'::text[],
  grant_id text,
  persists_logout boolean NOT NULL DEFAULT false,
  rest jsonb,
  CONSTRAINT oidc_session_client_pkey PRIMARY KEY (session_uid, client_id),
  CONSTRAINT oidc_session_client_session_uid_fkey FOREIGN KEY (session_uid) REFERENCES identity.oidc_session(uid) ON DELETE CASCADE
) WITH (fillfactor=85, autovacuum_vacuum_scale_factor=0.02, autovacuum_vacuum_threshold=5000);
GRANT DELETE, INSERT, SELECT, UPDATE ON identity.oidc_session_client TO mocua_identity;

CREATE TABLE identity.passkey (
  id uuid NOT NULL,
  account_id uuid NOT NULL,
  credential_id bytea NOT NULL,
  public_key bytea NOT NULL,
  counter bigint NOT NULL,
  transports text[] NOT NULL,
  aaguid uuid NOT NULL,
  backed_up boolean NOT NULL,
  label text NOT NULL,
  created_at timestamp with time zone NOT NULL,
  last_used_at timestamp with time zone,
  bound_level smallint NOT NULL,
  backup_eligible boolean,
  CONSTRAINT passkey_account_id_fkey FOREIGN KEY (account_id) REFERENCES identity.account(id) ON DELETE CASCADE,
  CONSTRAINT passkey_bound_level_check CHECK (((bound_level >= 1) AND (bound_level <= 3))),
  CONSTRAINT passkey_pkey PRIMARY KEY (id)
);
CREATE INDEX passkey_account ON identity.passkey USING btree (account_id, created_at);
CREATE UNIQUE INDEX passkey_credential ON identity.passkey USING btree (credential_id);
GRANT DELETE, INSERT, SELECT, UPDATE ON identity.passkey TO mocua_identity;

CREATE TABLE identity.passkey_ceremony (
  ceremony_hash bytea NOT NULL,
  kind text NOT NULL,
  challenge text NOT NULL,
  account_id uuid,
  user_handle bytea,
  expires_at timestamp with time zone NOT NULL,
  bound_level smallint,
  CONSTRAINT passkey_ceremony_bound CHECK (((kind = 'register'::text) = (bound_level IS NOT NULL))),
  CONSTRAINT passkey_ceremony_bound_level_check CHECK (((bound_level >= 1) AND (bound_level <= 3))),
  CONSTRAINT passkey_ceremony_kind_check CHECK ((kind = ANY (ARRAY['register'::text, 'authenticate'::text]))),
  CONSTRAINT passkey_ceremony_pkey PRIMARY KEY (ceremony_hash)
);
CREATE INDEX passkey_ceremony_expires_at ON identity.passkey_ceremony USING btree (expires_at);
GRANT DELETE, INSERT, SELECT, UPDATE ON identity.passkey_ceremony TO mocua_identity;

CREATE TABLE identity.passkey_user (
  account_id uuid NOT NULL,
  user_handle bytea NOT NULL,
  CONSTRAINT passkey_user_account_id_fkey FOREIGN KEY (account_id) REFERENCES identity.account(id) ON DELETE CASCADE,
  CONSTRAINT passkey_user_pkey PRIMARY KEY (account_id)
);
GRANT DELETE, INSERT, SELECT, UPDATE ON identity.passkey_user TO mocua_identity;

CREATE TABLE identity.password (
  account_id uuid NOT NULL,
  hash text NOT NULL,
  changed_at timestamp with time zone NOT NULL,
  bound_level smallint NOT NULL,
  CONSTRAINT password_account_id_fkey FOREIGN KEY (account_id) REFERENCES identity.account(id) ON DELETE CASCADE,
  CONSTRAINT password_bound_level_check CHECK (((bound_level >= 1) AND (bound_level <= 3))),
  CONSTRAINT password_pkey PRIMARY KEY (account_id)
);
GRANT DELETE, INSERT, SELECT, UPDATE ON identity.password TO mocua_identity;

CREATE TABLE identity.phone_change (
  account_id uuid NOT NULL,
  phone bytea NOT NULL,
  refusal_mac bytea NOT NULL,
  requested_at timestamp with time zone NOT NULL,
  due_at timestamp with time zone NOT NULL,
  CONSTRAINT phone_change_account_id_fkey FOREIGN KEY (account_id) REFERENCES identity.account(id) ON DELETE CASCADE,
  CONSTRAINT phone_change_check CHECK ((due_at > requested_at)),
  CONSTRAINT phone_change_pkey PRIMARY KEY (account_id)
);
CREATE INDEX phone_change_due ON identity.phone_change USING btree (due_at);
CREATE UNIQUE INDEX phone_change_refusal ON identity.phone_change USING btree (refusal_mac);
GRANT DELETE, INSERT, SELECT, UPDATE ON identity.phone_change TO mocua_identity;

CREATE TABLE identity.pushed_authorization_request (
  id bytea NOT NULL,
  expires_at timestamp with time zone NOT NULL,
  consumed_at timestamp with time zone,
  sealed bytea NOT NULL,
  CONSTRAINT pushed_authorization_request_pkey PRIMARY KEY (id)
) WITH (fillfactor=85, autovacuum_vacuum_scale_factor=0.02, autovacuum_vacuum_threshold=2000, autovacuum_vacuum_insert_threshold=20000);
CREATE INDEX pushed_authorization_request_expiry ON identity.pushed_authorization_request USING btree (expires_at);
GRANT DELETE, INSERT, SELECT, UPDATE ON identity.pushed_authorization_request TO mocua_identity;

CREATE TABLE identity.rate_limit (
  key character varying(255) NOT NULL,
  points integer NOT NULL DEFAULT 0,
  expire bigint,
  CONSTRAINT rate_limit_pkey PRIMARY KEY (key)
) WITH (fillfactor=50, autovacuum_vacuum_scale_factor=0.05, autovacuum_vacuum_threshold=1000);
CREATE INDEX rate_limit_expire ON identity.rate_limit USING btree (expire);
GRANT DELETE, INSERT, SELECT, UPDATE ON identity.rate_limit TO mocua_identity;

CREATE TABLE identity.recovery_code (
  account_id uuid NOT NULL,
  code_mac bytea NOT NULL,
  used_at timestamp with time zone,
  bound_level smallint NOT NULL,
  CONSTRAINT recovery_code_account_id_fkey FOREIGN KEY (account_id) REFERENCES identity.account(id) ON DELETE CASCADE,
  CONSTRAINT recovery_code_bound_level_check CHECK (((bound_level >= 1) AND (bound_level <= 3))),
  CONSTRAINT recovery_code_pkey PRIMARY KEY (account_id, code_mac)
);
GRANT DELETE, INSERT, SELECT, UPDATE ON identity.recovery_code TO mocua_identity;

CREATE TABLE identity.refresh_token (
  id bytea NOT NULL,
  grant_id text,
  account_id uuid,
  client_id text,
  session_uid text,
  expires_with_session boolean NOT NULL DEFAULT false,
  expires_at timestamp with time zone NOT NULL,
  consumed_at timestamp with time zone,
  successor_id bytea,
  sealed_successor bytea,
  payload jsonb NOT NULL,
  CONSTRAINT refresh_token_pkey PRIMARY KEY (id)
) WITH (fillfactor=80, autovacuum_vacuum_scale_factor=0.02, autovacuum_vacuum_threshold=5000);
CREATE INDEX refresh_token_expiry ON identity.refresh_token USING btree (expires_at);
CREATE INDEX refresh_token_grant ON identity.refresh_token USING btree (grant_id) WHERE (grant_id IS NOT NULL);
CREATE INDEX refresh_token_session ON identity.refresh_token USING btree (session_uid) WHERE expires_with_session;
GRANT DELETE, INSERT, SELECT, UPDATE ON identity.refresh_token TO mocua_identity;

CREATE TABLE identity.replay_detection (
  id bytea NOT NULL,
  expires_at timestamp with time zone NOT NULL,
  CONSTRAINT replay_detection_pkey PRIMARY KEY (id)
) WITH (autovacuum_vacuum_scale_factor=0.02, autovacuum_vacuum_threshold=5000, autovacuum_vacuum_insert_threshold=50000);
CREATE INDEX replay_detection_expiry ON identity.replay_detection USING btree (expires_at);
GRANT DELETE, INSERT, SELECT, UPDATE ON identity.replay_detection TO mocua_identity;

CREATE TABLE identity.sign_in_flow (
  uid_hash bytea NOT NULL,
  version integer NOT NULL,
  state jsonb NOT NULL,
  personal bytea,
  expires_at timestamp with time zone NOT NULL,
  CONSTRAINT sign_in_flow_pkey PRIMARY KEY (uid_hash),
  CONSTRAINT sign_in_flow_uid_hash_check CHECK ((octet_length(uid_hash) = 32)),
  CONSTRAINT sign_in_flow_version_check CHECK ((version > 0))
) WITH (fillfactor=70, autovacuum_vacuum_scale_factor=0.05, autovacuum_vacuum_threshold=1000);
CREATE INDEX sign_in_flow_expires_at ON identity.sign_in_flow USING btree (expires_at);
GRANT DELETE, INSERT, SELECT, UPDATE ON identity.sign_in_flow TO mocua_identity;

CREATE TABLE identity.signing_key (
  kid text NOT NULL,
  alg text NOT NULL,
  public_jwk jsonb NOT NULL,
  private_jwk bytea NOT NULL,
  published_at timestamp with time zone NOT NULL,
  active_from timestamp with time zone,
  retire_at timestamp with time zone,
  CONSTRAINT signing_key_alg_check CHECK ((alg = ANY (ARRAY['ES256'::text, 'PS256'::text, 'RS256'::text, 'EdDSA'::text]))),
  CONSTRAINT signing_key_pkey PRIMARY KEY (kid)
);
CREATE UNIQUE INDEX signing_key_one_next ON identity.signing_key USING btree (alg) WHERE (active_from IS NULL);
CREATE TRIGGER signing_key_changed AFTER INSERT OR DELETE OR UPDATE ON identity.signing_key FOR EACH STATEMENT EXECUTE FUNCTION identity.announce_keys();
GRANT DELETE, INSERT, SELECT, UPDATE ON identity.signing_key TO mocua_identity;

CREATE TABLE identity.sms_code (
  purpose text NOT NULL,
  subject_hash bytea NOT NULL,
  code_mac bytea NOT NULL,
  tries smallint NOT NULL DEFAULT 0,
  expires_at timestamp with time zone NOT NULL,
  used_at timestamp with time zone,
  CONSTRAINT sms_code_pkey PRIMARY KEY (purpose, subject_hash)
);
CREATE INDEX sms_code_expires_at ON identity.sms_code USING btree (expires_at);
GRANT DELETE, INSERT, SELECT, UPDATE ON identity.sms_code TO mocua_identity;

CREATE TABLE identity.subject (
  account_id uuid NOT NULL,
  sector text NOT NULL,
  sub text NOT NULL,
  pepper_version smallint NOT NULL,
  created_at timestamp with time zone NOT NULL,
  CONSTRAINT subject_pkey PRIMARY KEY (account_id, sector)
) PARTITION BY HASH (account_id);
-- 8 partitions, rights: mocua_identity
CREATE UNIQUE INDEX subject_by_sub ON ONLY identity.subject USING btree (sub, account_id);
GRANT DELETE, INSERT, SELECT, UPDATE ON identity.subject TO mocua_identity;

CREATE TABLE identity.totp (
  account_id uuid NOT NULL,
  secret bytea,
  enrolled_at timestamp with time zone,
  last_step bigint,
  pending_secret bytea,
  pending_until timestamp with time zone,
  bound_level smallint,
  CONSTRAINT totp_account_id_fkey FOREIGN KEY (account_id) REFERENCES identity.account(id) ON DELETE CASCADE,
  CONSTRAINT totp_bound CHECK (((secret IS NULL) = (bound_level IS NULL))),
  CONSTRAINT totp_bound_level_check CHECK (((bound_level >= 1) AND (bound_level <= 3))),
  CONSTRAINT totp_pkey PRIMARY KEY (account_id)
);
GRANT DELETE, INSERT, SELECT, UPDATE ON identity.totp TO mocua_identity;

CREATE SCHEMA catalogue;
GRANT USAGE ON SCHEMA catalogue TO mocua_catalogue;
ALTER DEFAULT PRIVILEGES IN SCHEMA catalogue GRANT SELECT, USAGE ON SEQUENCES TO mocua_catalogue;
ALTER DEFAULT PRIVILEGES IN SCHEMA catalogue GRANT DELETE, INSERT, SELECT, UPDATE ON TABLES TO mocua_catalogue;

CREATE FUNCTION catalogue.check_succeeded() RETURNS trigger
  LANGUAGE plpgsql VOLATILE SET search_path=pg_catalog, pg_temp
  AS e5a7521b11dff2e5;

CREATE FUNCTION catalogue.fold(text) RETURNS text
  LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
  AS 4c1e360618f7992b;
GRANT EXECUTE ON FUNCTION catalogue.fold(text) TO PUBLIC;

CREATE FUNCTION catalogue.follow_published() RETURNS trigger
  LANGUAGE plpgsql VOLATILE SET search_path=pg_catalog, pg_temp
  AS b69ee32341360133;

CREATE FUNCTION catalogue.keep_published() RETURNS trigger
  LANGUAGE plpgsql VOLATILE SET search_path=pg_catalog, pg_temp
  AS 96a9f10bf19fa7cd;

CREATE TABLE catalogue.agency (
  code text NOT NULL,
  valid_from date NOT NULL,
  valid_to date,
  kind text NOT NULL,
  name_vi text NOT NULL,
  name_en text NOT NULL,
  unit_code text,
  unit_from date,
  successor_code text,
  unconfirmed text[] NOT NULL DEFAULT '{}'::text[],
  CONSTRAINT agency_check CHECK ((valid_to >= valid_from)),
  CONSTRAINT agency_code_check CHECK ((code ~ '^[A-Z0-9][A-Z0-9.]{0,34}$'::text)),
  CONSTRAINT agency_code_daterange_excl EXCLUDE USING gist (code WITH =, daterange(valid_from, valid_to, '[]'::text) WITH &&),
  CONSTRAINT agency_kind_check CHECK ((kind = ANY (ARRAY['ministry'::text, 'province'::text, 'court'::text, 'enterprise'::text, 'other'::text]))),
  CONSTRAINT agency_pkey PRIMARY KEY (code, valid_from),
  CONSTRAINT agency_unit_code_unit_from_fkey FOREIGN KEY (unit_code, unit_from) REFERENCES catalogue.unit(code, valid_from)
);
CREATE INDEX agency_unit ON catalogue.agency USING btree (unit_code, unit_from) WHERE (unit_code IS NOT NULL);
GRANT INSERT, SELECT, UPDATE ON catalogue.agency TO mocua_catalogue;

CREATE TABLE catalogue.field (
  code text NOT NULL,
  name_vi text NOT NULL,
  name_en text NOT NULL,
  CONSTRAINT field_code_check CHECK ((code ~ '^[a-z][a-z-]{1,40}$'::text)),
  CONSTRAINT field_pkey PRIMARY KEY (code)
);
GRANT INSERT, SELECT, UPDATE ON catalogue.field TO mocua_catalogue;

CREATE TABLE catalogue.procedure (
  code text NOT NULL,
  CONSTRAINT procedure_code_check CHECK ((code ~ '^([0-9]\.[0-9]{6}(\.[0-9]{3}\.[0-9]{2}\.[0-9]{2}\.H[0-9]{2})?|MC\.[0-9]{6})$'::text)),
  CONSTRAINT procedure_pkey PRIMARY KEY (code)
);
GRANT INSERT, SELECT, UPDATE ON catalogue.procedure TO mocua_catalogue;

CREATE TABLE catalogue.procedure_version (
  code text NOT NULL,
  version integer NOT NULL,
  valid_from date NOT NULL,
  valid_to date,
  agency_code text NOT NULL,
  field_code text NOT NULL,
  level text NOT NULL,
  audience text[] NOT NULL,
  online text NOT NULL,
  name_vi text NOT NULL,
  name_en text NOT NULL,
  summary_vi text NOT NULL,
  summary_en text NOT NULL,
  keywords text NOT NULL,
  record jsonb NOT NULL,
  content jsonb NOT NULL,
  content_hash bytea NOT NULL,
  published_at timestamp with time zone NOT NULL,
  search tsvector NOT NULL GENERATED ALWAYS AS (((setweight(to_tsvector('simple'::regconfig, ((((catalogue.fold(name_vi) || ' '::text) || catalogue.fold(keywords)) || ' '::text) || code)), 'A'::"char") || setweight(to_tsvector('simple'::regconfig, ((((name_vi || ' '::text) || keywords) || ' '::text) || name_en)), 'B'::"char")) || setweight(to_tsvector('simple'::regconfig, ((((catalogue.fold(summary_vi) || ' '::text) || summary_vi) || ' '::text) || summary_en)), 'D'::"char"))) STORED,
  search_text text NOT NULL GENERATED ALWAYS AS (((((catalogue.fold(name_vi) || ' '::text) || catalogue.fold(keywords)) || ' '::text) || catalogue.fold(name_en))) STORED,
  CONSTRAINT procedure_version_audience_check CHECK (((cardinality(audience) > 0) AND (audience <@ ARRAY['citizen'::text, 'business'::text]))),
  CONSTRAINT procedure_version_check CHECK ((valid_to >= valid_from)),
  CONSTRAINT procedure_version_check1 CHECK (((online = 'full'::text) OR (jsonb_typeof((content -> 'onlinePartialReason'::text)) = 'object'::text))),
  CONSTRAINT procedure_version_code_daterange_excl EXCLUDE USING gist (code WITH =, daterange(valid_from, valid_to, '[]'::text) WITH &&),
  CONSTRAINT procedure_version_code_fkey FOREIGN KEY (code) REFERENCES catalogue.procedure(code),
  CONSTRAINT procedure_version_field_code_fkey FOREIGN KEY (field_code) REFERENCES catalogue.field(code),
  CONSTRAINT procedure_version_level_check CHECK ((level = ANY (ARRAY['ministry'::text, 'province'::text, 'commune'::text]))),
  CONSTRAINT procedure_version_online_check CHECK ((online = ANY (ARRAY['full'::text, 'partial'::text, 'none'::text]))),
  CONSTRAINT procedure_version_pkey PRIMARY KEY (code, version),
  CONSTRAINT procedure_version_version_check CHECK ((version > 0))
);
CREATE INDEX procedure_version_agency ON catalogue.procedure_version USING btree (agency_code, code);
CREATE INDEX procedure_version_name ON catalogue.procedure_version USING btree (name_vi, code);
CREATE INDEX procedure_version_search ON catalogue.procedure_version USING gin (search);
CREATE INDEX procedure_version_trigrams ON catalogue.procedure_version USING gin (search_text gin_trgm_ops);
CREATE TRIGGER follow_published BEFORE INSERT ON catalogue.procedure_version FOR EACH ROW EXECUTE FUNCTION catalogue.follow_published();
CREATE TRIGGER keep_published BEFORE DELETE OR UPDATE ON catalogue.procedure_version FOR EACH ROW EXECUTE FUNCTION catalogue.keep_published();
CREATE CONSTRAINT TRIGGER succeeded AFTER UPDATE OF valid_to ON catalogue.procedure_version DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION catalogue.check_succeeded();
GRANT INSERT, SELECT, UPDATE ON catalogue.procedure_version TO mocua_catalogue;

CREATE TABLE catalogue.rp_login (
  state_hash bytea NOT NULL,
  browser_hash bytea NOT NULL,
  return_to text NOT NULL,
  asked_acr text,
  asked_max_age integer,
  created_at timestamp with time zone NOT NULL,
  expires_at timestamp with time zone NOT NULL,
  used_at timestamp with time zone,
  CONSTRAINT rp_login_pkey PRIMARY KEY (state_hash)
);
CREATE INDEX rp_login_expires_at ON catalogue.rp_login USING btree (expires_at);
GRANT DELETE, INSERT, SELECT, UPDATE ON catalogue.rp_login TO mocua_catalogue;

CREATE TABLE catalogue.rp_once (
  kind text NOT NULL,
  key bytea NOT NULL,
  expires_at timestamp with time zone NOT NULL,
  CONSTRAINT rp_once_pkey PRIMARY KEY (kind, key)
);
CREATE INDEX rp_once_expires_at ON catalogue.rp_once USING btree (expires_at);
GRANT DELETE, INSERT, SELECT, UPDATE ON catalogue.rp_once TO mocua_catalogue;

CREATE TABLE catalogue.rp_session (
  id_hash bytea NOT NULL,
  issuer text NOT NULL,
  subject text NOT NULL,
  sid text,
  acr text,
  amr text[] NOT NULL,
  auth_time timestamp with time zone,
  claims bytea NOT NULL,
  tokens bytea NOT NULL,
  tokens_version integer NOT NULL,
  refresh_lease timestamp with time zone,
  created_at timestamp with time zone NOT NULL,
  seen_at timestamp with time zone NOT NULL,
  ends_at timestamp with time zone NOT NULL,
  expires_at timestamp with time zone NOT NULL,
  CONSTRAINT rp_session_pkey PRIMARY KEY (id_hash)
) WITH (fillfactor=80);
CREATE INDEX rp_session_expires_at ON catalogue.rp_session USING btree (expires_at);
CREATE INDEX rp_session_sid ON catalogue.rp_session USING btree (issuer, sid) WHERE (sid IS NOT NULL);
CREATE INDEX rp_session_subject ON catalogue.rp_session USING btree (issuer, subject);
GRANT DELETE, INSERT, SELECT, UPDATE ON catalogue.rp_session TO mocua_catalogue;

CREATE TABLE catalogue.synonym (
  phrase text NOT NULL,
  meaning text NOT NULL,
  CONSTRAINT synonym_meaning_check CHECK (((meaning = catalogue.fold(meaning)) AND (meaning ~ '^[a-z0-9]+( [a-z0-9]+)*$'::text))),
  CONSTRAINT synonym_phrase_check CHECK (((phrase = catalogue.fold(phrase)) AND (phrase ~ '^[a-z0-9]+( [a-z0-9]+)*$'::text))),
  CONSTRAINT synonym_pkey PRIMARY KEY (phrase, meaning)
);
GRANT DELETE, INSERT, SELECT, UPDATE ON catalogue.synonym TO mocua_catalogue;

CREATE TABLE catalogue.unit (
  code text NOT NULL,
  valid_from date NOT NULL,
  valid_to date,
  level text NOT NULL,
  kind text NOT NULL,
  name_vi text NOT NULL,
  name_en text NOT NULL,
  parent_code text,
  parent_from date,
  unconfirmed text[] NOT NULL DEFAULT '{}'::text[],
  CONSTRAINT unit_check CHECK ((valid_to >= valid_from)),
  CONSTRAINT unit_check1 CHECK (((level = 'province'::text) = (parent_code IS NULL))),
  CONSTRAINT unit_check2 CHECK (((parent_code IS NULL) = (parent_from IS NULL))),
  CONSTRAINT unit_code_check CHECK ((code ~ '^[0-9]{2,5}$'::text)),
  CONSTRAINT unit_code_daterange_excl EXCLUDE USING gist (code WITH =, daterange(valid_from, valid_to, '[]'::text) WITH &&),
  CONSTRAINT unit_kind_check CHECK ((kind = ANY (ARRAY['province'::text, 'city'::text, 'commune'::text, 'ward'::text, 'special-zone'::text]))),
  CONSTRAINT unit_level_check CHECK ((level = ANY (ARRAY['province'::text, 'commune'::text]))),
  CONSTRAINT unit_parent_code_parent_from_fkey FOREIGN KEY (parent_code, parent_from) REFERENCES catalogue.unit(code, valid_from),
  CONSTRAINT unit_pkey PRIMARY KEY (code, valid_from)
);
CREATE INDEX unit_parent ON catalogue.unit USING btree (parent_code, parent_from, code);
GRANT INSERT, SELECT, UPDATE ON catalogue.unit TO mocua_catalogue;

CREATE TABLE catalogue.unit_change (
  from_code text NOT NULL,
  from_valid_from date NOT NULL,
  to_code text NOT NULL,
  to_valid_from date NOT NULL,
  legal_basis text NOT NULL,
  CONSTRAINT unit_change_from_code_from_valid_from_fkey FOREIGN KEY (from_code, from_valid_from) REFERENCES catalogue.unit(code, valid_from),
  CONSTRAINT unit_change_pkey PRIMARY KEY (from_code, from_valid_from, to_code, to_valid_from),
  CONSTRAINT unit_change_to_code_to_valid_from_fkey FOREIGN KEY (to_code, to_valid_from) REFERENCES catalogue.unit(code, valid_from)
);
CREATE INDEX unit_change_to ON catalogue.unit_change USING btree (to_code, to_valid_from);
GRANT INSERT, SELECT, UPDATE ON catalogue.unit_change TO mocua_catalogue;

CREATE SCHEMA dossier;
GRANT USAGE ON SCHEMA dossier TO mocua_dossier;
GRANT USAGE ON SCHEMA dossier TO mocua_staff;
ALTER DEFAULT PRIVILEGES IN SCHEMA dossier GRANT SELECT, USAGE ON SEQUENCES TO mocua_dossier;
ALTER DEFAULT PRIVILEGES IN SCHEMA dossier GRANT DELETE, INSERT, SELECT, UPDATE ON TABLES TO mocua_dossier;
CREATE SCHEMA dossier_jobs AUTHORIZATION mocua_dossier;

CREATE FUNCTION dossier.append_event() RETURNS trigger
  LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path=pg_catalog, pg_temp
  AS 4217cd61752948ef;

CREATE FUNCTION dossier.check_code_used() RETURNS trigger
  LANGUAGE plpgsql VOLATILE SET search_path=pg_catalog, pg_temp
  AS 11abedc5be52dc4e;

CREATE FUNCTION dossier.check_event_actor(dossier.dossier_event,dossier.dossier) RETURNS void
  LANGUAGE plpgsql STABLE SET search_path=pg_catalog, pg_temp
  AS 1108fca4edaaec16;

CREATE FUNCTION dossier.check_event_approval(dossier.dossier_event,dossier.dossier) RETURNS void
  LANGUAGE plpgsql STABLE SET search_path=pg_catalog, pg_temp
  AS af0f1daba5ac21bd;

CREATE FUNCTION dossier.check_event_date(dossier.dossier_event,dossier.dossier) RETURNS void
  LANGUAGE plpgsql STABLE SET search_path=pg_catalog, pg_temp
  AS 3d522a0ae1286eee;

CREATE FUNCTION dossier.check_event_fee(dossier.dossier_event) RETURNS void
  LANGUAGE plpgsql STABLE SET search_path=pg_catalog, pg_temp
  AS 3d5c1c548189111b;

CREATE FUNCTION dossier.check_event_move(dossier.dossier_event,dossier.dossier) RETURNS void
  LANGUAGE plpgsql STABLE SET search_path=pg_catalog, pg_temp
  AS b99043fb6469d46f;

CREATE FUNCTION dossier.check_event_notice(dossier.dossier_event,dossier.dossier) RETURNS void
  LANGUAGE plpgsql STABLE SET search_path=pg_catalog, pg_temp
  AS 86e32ccdfef7e714;

CREATE FUNCTION dossier.check_event_order(dossier.dossier_event,dossier.dossier) RETURNS void
  LANGUAGE plpgsql VOLATILE SET search_path=pg_catalog, pg_temp
  AS 1d8ffe6819bdf244;

CREATE FUNCTION dossier.check_event_rating(dossier.dossier_event,dossier.dossier) RETURNS void
  LANGUAGE plpgsql IMMUTABLE SET search_path=pg_catalog, pg_temp
  AS 62c1e881fa0598c0;

CREATE FUNCTION dossier.check_event_reason(dossier.dossier_event) RETURNS void
  LANGUAGE plpgsql STABLE SET search_path=pg_catalog, pg_temp
  AS 7e3f1c5b96f70a6a;

CREATE FUNCTION dossier.check_fee_asked() RETURNS trigger
  LANGUAGE plpgsql VOLATILE SET search_path=pg_catalog, pg_temp
  AS a52a8fe6c61b8ae0;

CREATE FUNCTION dossier.check_fee_told() RETURNS trigger
  LANGUAGE plpgsql VOLATILE SET search_path=pg_catalog, pg_temp
  AS a9e5666e3e63a59e;

CREATE FUNCTION dossier.event_hash(dossier.dossier_event) RETURNS bytea
  LANGUAGE sql STABLE SET search_path=pg_catalog, pg_temp
  AS c3781781c1035041;
GRANT EXECUTE ON FUNCTION dossier.event_hash(dossier.dossier_event) TO mocua_dossier;

CREATE FUNCTION dossier.first_altered_event(uuid) RETURNS integer
  LANGUAGE plpgsql STABLE SET search_path=pg_catalog, pg_temp
  AS 671da9bd723597ea;
GRANT EXECUTE ON FUNCTION dossier.first_altered_event(uuid) TO mocua_dossier;

CREATE FUNCTION dossier.guard_draft() RETURNS trigger
  LANGUAGE plpgsql VOLATILE SET search_path=pg_catalog, pg_temp
  AS 0c1c9c11cd31030f;

CREATE FUNCTION dossier.guard_fee() RETURNS trigger
  LANGUAGE plpgsql VOLATILE SET search_path=pg_catalog, pg_temp
  AS aa832ebe526bfa88;

CREATE FUNCTION dossier.issue_code(uuid,text,date) RETURNS text
  LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path=pg_catalog, pg_temp SET standard_conforming_strings=on
  AS 94adab0a4ef8f424;
GRANT EXECUTE ON FUNCTION dossier.issue_code(uuid,text,date) TO mocua_dossier;

CREATE FUNCTION dossier.keep_filed() RETURNS trigger
  LANGUAGE plpgsql VOLATILE SET search_path=pg_catalog, pg_temp
  AS c080fca5a9b39d8b;

CREATE FUNCTION dossier.keep_filed_bytes() RETURNS trigger
  LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path=pg_catalog, pg_temp
  AS 986b7669382627ed;

CREATE FUNCTION dossier.require_history() RETURNS trigger
  LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path=pg_catalog, pg_temp
  AS daf0b2a216102a8f;

CREATE TABLE dossier.code_counter (
  agency text NOT NULL,
  day date NOT NULL,
  last integer NOT NULL,
  CONSTRAINT code_counter_pkey PRIMARY KEY (agency, day)
);
GRANT SELECT ON dossier.code_counter TO mocua_dossier;

CREATE TABLE dossier.dossier (
  id uuid NOT NULL,
  code text NOT NULL,
  agency text NOT NULL,
  agency_root text NOT NULL GENERATED ALWAYS AS (split_part(agency, '.'::text, 1)) STORED,
  person_id uuid NOT NULL,
  procedure_code text NOT NULL,
  procedure_version integer NOT NULL,
  draft_id uuid NOT NULL,
  answers bytea NOT NULL,
  applicant bytea NOT NULL,
  lookup_secret bytea NOT NULL,
  filed_at timestamp with time zone NOT NULL,
  status smallint NOT NULL DEFAULT 1,
  seq integer NOT NULL DEFAULT 0,
  last_hash bytea,
  changed_at timestamp with time zone,
  received_at timestamp with time zone,
  due_at timestamp with time zone,
  supplements smallint NOT NULL DEFAULT 0,
  counted_overdue boolean NOT NULL DEFAULT false,
  payment_state text NOT NULL DEFAULT 'none'::text,
  rating smallint,
  CONSTRAINT dossier_code_id_fkey FOREIGN KEY (code, id) REFERENCES dossier.dossier_code(code, dossier_id),
  CONSTRAINT dossier_payment_state_check CHECK ((payment_state = ANY (ARRAY['none'::text, 'to-arrange'::text, 'requested'::text, 'paid'::text, 'refunded'::text]))),
  CONSTRAINT dossier_person_id_fkey FOREIGN KEY (person_id) REFERENCES dossier.person(id),
  CONSTRAINT dossier_pkey PRIMARY KEY (id),
  CONSTRAINT dossier_procedure_code_procedure_version_fkey FOREIGN KEY (procedure_code, procedure_version) REFERENCES dossier.procedure_version(code, version),
  CONSTRAINT dossier_rating_check CHECK (((rating >= 1) AND (rating <= 3))),
  CONSTRAINT dossier_status_check CHECK (((status >= 1) AND (status <= 10)))
) PARTITION BY HASH (id);
-- 16 partitions, rights: none
CREATE INDEX dossier_code_of ON ONLY dossier.dossier USING btree (code);
CREATE INDEX dossier_draft ON ONLY dossier.dossier USING btree (draft_id);
CREATE INDEX dossier_person ON ONLY dossier.dossier USING btree (person_id, filed_at DESC);
CREATE INDEX dossier_queue ON ONLY dossier.dossier USING btree (agency_root, status, filed_at) WHERE (status = ANY (ARRAY[1, 2, 4, 5, 6, 9]));
CREATE CONSTRAINT TRIGGER history AFTER INSERT ON dossier.dossier DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION dossier.require_history();
GRANT SELECT ON dossier.dossier TO mocua_dossier;
GRANT INSERT (id, code, agency, person_id, procedure_code, procedure_version, draft_id, answers, applicant, lookup_secret, filed_at) ON dossier.dossier TO mocua_dossier;

CREATE TABLE dossier.dossier_code (
  code text NOT NULL,
  dossier_id uuid NOT NULL,
  CONSTRAINT dossier_code_code_dossier_id_key UNIQUE (code, dossier_id),
  CONSTRAINT dossier_code_pkey PRIMARY KEY (code)
);
CREATE CONSTRAINT TRIGGER code_used AFTER INSERT ON dossier.dossier_code DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION dossier.check_code_used();
GRANT SELECT ON dossier.dossier_code TO mocua_dossier;

CREATE TABLE dossier.dossier_event (
  dossier_id uuid NOT NULL,
  seq integer NOT NULL,
  id uuid NOT NULL,
  kind text NOT NULL,
  from_status smallint,
  to_status smallint,
  at timestamp with time zone NOT NULL,
  actor text NOT NULL,
  actor_id uuid,
  reason_code text,
  legal_ground text,
  remedy text,
  approved_by uuid,
  payment_state text,
  payment_notice uuid,
  due_at timestamp with time zone,
  calculation jsonb,
  rating smallint,
  detail bytea,
  prev_hash bytea,
  hash bytea NOT NULL,
  recorded_at timestamp with time zone DEFAULT clock_timestamp(),
  CONSTRAINT dossier_event_actor_check CHECK ((actor = ANY (ARRAY['citizen'::text, 'officer'::text, 'payment'::text, 'system'::text]))),
  CONSTRAINT dossier_event_approved_by_fkey FOREIGN KEY (approved_by) REFERENCES dossier.staff(id),
  CONSTRAINT dossier_event_check CHECK (((kind = ANY (ARRAY['filed'::text, 'moved'::text])) = (to_status IS NOT NULL))),
  CONSTRAINT dossier_event_check1 CHECK (((actor = ANY (ARRAY['citizen'::text, 'officer'::text])) = (actor_id IS NOT NULL))),
  CONSTRAINT dossier_event_check2 CHECK (((actor = 'payment'::text) = (payment_notice IS NOT NULL))),
  CONSTRAINT dossier_event_kind_check CHECK ((kind = ANY (ARRAY['filed'::text, 'moved'::text, 'fee-requested'::text, 'fee-paid'::text, 'fee-expired'::text, 'fee-refunded'::text, 'rated'::text, 'noted'::text]))),
  CONSTRAINT dossier_event_payment_state_check CHECK ((payment_state = ANY (ARRAY['to-arrange'::text, 'requested'::text, 'paid'::text, 'refunded'::text]))),
  CONSTRAINT dossier_event_pkey PRIMARY KEY (dossier_id, seq),
  CONSTRAINT dossier_event_rating_check CHECK (((rating >= 1) AND (rating <= 3))),
  CONSTRAINT dossier_event_reason_code_fkey FOREIGN KEY (reason_code) REFERENCES dossier.reason(code),
  CONSTRAINT dossier_event_to_status_check CHECK (((to_status >= 1) AND (to_status <= 10))),
  CONSTRAINT reason_ground_remedy CHECK (((to_status IS NULL) OR (to_status <> ALL (ARRAY[3, 5, 7, 8])) OR ((reason_code IS NOT NULL) AND (length(btrim(COALESCE(legal_ground, ''::text))) >= 8) AND (length(btrim(COALESCE(remedy, ''::text))) >= 8))))
) PARTITION BY HASH (dossier_id);
-- 16 partitions, rights: none
CREATE UNIQUE INDEX dossier_event_id ON ONLY dossier.dossier_event USING btree (dossier_id, id);
CREATE TRIGGER append BEFORE INSERT ON dossier.dossier_event FOR EACH ROW EXECUTE FUNCTION dossier.append_event();
CREATE CONSTRAINT TRIGGER fee_asked AFTER INSERT ON dossier.dossier_event DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (((new.payment_state = 'to-arrange'::text) AND (new.kind = ANY (ARRAY['filed'::text, 'moved'::text])))) EXECUTE FUNCTION dossier.check_fee_asked();
GRANT SELECT ON dossier.dossier_event TO mocua_dossier;
GRANT INSERT (dossier_id, id, kind, from_status, to_status, at, actor, actor_id, reason_code, legal_ground, remedy, approved_by, payment_state, payment_notice, due_at, calculation, rating, detail) ON dossier.dossier_event TO mocua_dossier;

CREATE TABLE dossier.draft (
  id uuid NOT NULL,
  person_id uuid NOT NULL,
  procedure_code text NOT NULL,
  procedure_version integer NOT NULL,
  agency text NOT NULL,
  answers bytea NOT NULL,
  prefilled jsonb NOT NULL,
  version integer NOT NULL DEFAULT 1,
  dossier_id uuid,
  created_at timestamp with time zone NOT NULL,
  updated_at timestamp with time zone NOT NULL,
  CONSTRAINT draft_person_id_fkey FOREIGN KEY (person_id) REFERENCES dossier.person(id),
  CONSTRAINT draft_person_id_procedure_code_id_key UNIQUE (person_id, procedure_code, id),
  CONSTRAINT draft_pkey PRIMARY KEY (id),
  CONSTRAINT draft_procedure_code_procedure_version_fkey FOREIGN KEY (procedure_code, procedure_version) REFERENCES dossier.procedure_version(code, version)
);
CREATE INDEX draft_idle ON dossier.draft USING btree (updated_at) WHERE (dossier_id IS NULL);
CREATE INDEX draft_open ON dossier.draft USING btree (person_id, updated_at DESC) WHERE (dossier_id IS NULL);
CREATE TRIGGER guard_draft BEFORE INSERT OR DELETE OR UPDATE ON dossier.draft FOR EACH ROW EXECUTE FUNCTION dossier.guard_draft();
GRANT DELETE, INSERT, SELECT ON dossier.draft TO mocua_dossier;
GRANT UPDATE (answers, prefilled, version, dossier_id, updated_at) ON dossier.draft TO mocua_dossier;

CREATE TABLE dossier.fee_request (
  id uuid NOT NULL,
  dossier_id uuid NOT NULL,
  items jsonb NOT NULL,
  amount bigint NOT NULL,
  state text NOT NULL,
  attempt integer NOT NULL DEFAULT 1,
  order_id text,
  order_url text,
  order_expires_at timestamp with time zone,
  receipt_number text,
  paid_at timestamp with time zone,
  created_at timestamp with time zone NOT NULL,
  CONSTRAINT fee_request_amount_check CHECK ((amount > 0)),
  CONSTRAINT fee_request_check CHECK (((state <> 'requested'::text) OR (order_id IS NOT NULL))),
  CONSTRAINT fee_request_check1 CHECK (((state <> 'paid'::text) OR (paid_at IS NOT NULL))),
  CONSTRAINT fee_request_dossier_id_fkey FOREIGN KEY (dossier_id) REFERENCES dossier.dossier(id),
  CONSTRAINT fee_request_dossier_id_fkey_1 FOREIGN KEY (dossier_id) REFERENCES dossier.dossier_00(id),
  CONSTRAINT fee_request_dossier_id_fkey_10 FOREIGN KEY (dossier_id) REFERENCES dossier.dossier_09(id),
  CONSTRAINT fee_request_dossier_id_fkey_11 FOREIGN KEY (dossier_id) REFERENCES dossier.dossier_10(id),
  CONSTRAINT fee_request_dossier_id_fkey_12 FOREIGN KEY (dossier_id) REFERENCES dossier.dossier_11(id),
  CONSTRAINT fee_request_dossier_id_fkey_13 FOREIGN KEY (dossier_id) REFERENCES dossier.dossier_12(id),
  CONSTRAINT fee_request_dossier_id_fkey_14 FOREIGN KEY (dossier_id) REFERENCES dossier.dossier_13(id),
  CONSTRAINT fee_request_dossier_id_fkey_15 FOREIGN KEY (dossier_id) REFERENCES dossier.dossier_14(id),
  CONSTRAINT fee_request_dossier_id_fkey_16 FOREIGN KEY (dossier_id) REFERENCES dossier.dossier_15(id),
  CONSTRAINT fee_request_dossier_id_fkey_2 FOREIGN KEY (dossier_id) REFERENCES dossier.dossier_01(id),
  CONSTRAINT fee_request_dossier_id_fkey_3 FOREIGN KEY (dossier_id) REFERENCES dossier.dossier_02(id),
  CONSTRAINT fee_request_dossier_id_fkey_4 FOREIGN KEY (dossier_id) REFERENCES dossier.dossier_03(id),
  CONSTRAINT fee_request_dossier_id_fkey_5 FOREIGN KEY (dossier_id) REFERENCES dossier.dossier_04(id),
  CONSTRAINT fee_request_dossier_id_fkey_6 FOREIGN KEY (dossier_id) REFERENCES dossier.dossier_05(id),
  CONSTRAINT fee_request_dossier_id_fkey_7 FOREIGN KEY (dossier_id) REFERENCES dossier.dossier_06(id),
  CONSTRAINT fee_request_dossier_id_fkey_8 FOREIGN KEY (dossier_id) REFERENCES dossier.dossier_07(id),
  CONSTRAINT fee_request_dossier_id_fkey_9 FOREIGN KEY (dossier_id) REFERENCES dossier.dossier_08(id),
  CONSTRAINT fee_request_pkey PRIMARY KEY (id),
  CONSTRAINT fee_request_state_check CHECK ((state = ANY (ARRAY['to-arrange'::text, 'requested'::text, 'paid'::text, 'refunded'::text])))
);
CREATE INDEX fee_request_dossier ON dossier.fee_request USING btree (dossier_id, created_at);
CREATE UNIQUE INDEX fee_request_open ON dossier.fee_request USING btree (dossier_id) WHERE (state = ANY (ARRAY['to-arrange'::text, 'requested'::text]));
CREATE UNIQUE INDEX fee_request_order ON dossier.fee_request USING btree (order_id) WHERE (order_id IS NOT NULL);
CREATE CONSTRAINT TRIGGER fee_asked_for AFTER INSERT ON dossier.fee_request DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION dossier.check_fee_told();
CREATE CONSTRAINT TRIGGER fee_told AFTER UPDATE ON dossier.fee_request DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (((new.state <> old.state) AND (new.state <> 'requested'::text))) EXECUTE FUNCTION dossier.check_fee_told();
CREATE TRIGGER guard_fee BEFORE INSERT OR UPDATE ON dossier.fee_request FOR EACH ROW EXECUTE FUNCTION dossier.guard_fee();
GRANT INSERT, SELECT ON dossier.fee_request TO mocua_dossier;
GRANT UPDATE (state, attempt, order_id, order_url, order_expires_at, receipt_number, paid_at) ON dossier.fee_request TO mocua_dossier;

CREATE TABLE dossier.file (
  id uuid NOT NULL,
  draft_id uuid,
  dossier_id uuid,
  slot text NOT NULL,
  name bytea NOT NULL,
  type text NOT NULL,
  size integer NOT NULL,
  sha256 bytea,
  state text NOT NULL,
  created_at timestamp with time zone NOT NULL,
  CONSTRAINT file_check CHECK (((draft_id IS NULL) <> (dossier_id IS NULL))),
  CONSTRAINT file_check1 CHECK (((state = 'kept'::text) = (sha256 IS NOT NULL))),
  CONSTRAINT file_check2 CHECK (((state <> 'kept'::text) OR (size > 0))),
  CONSTRAINT file_dossier_id_fkey FOREIGN KEY (dossier_id) REFERENCES dossier.dossier(id),
  CONSTRAINT file_dossier_id_fkey_1 FOREIGN KEY (dossier_id) REFERENCES dossier.dossier_00(id),
  CONSTRAINT file_dossier_id_fkey_10 FOREIGN KEY (dossier_id) REFERENCES dossier.dossier_09(id),
  CONSTRAINT file_dossier_id_fkey_11 FOREIGN KEY (dossier_id) REFERENCES dossier.dossier_10(id),
  CONSTRAINT file_dossier_id_fkey_12 FOREIGN KEY (dossier_id) REFERENCES dossier.dossier_11(id),
  CONSTRAINT file_dossier_id_fkey_13 FOREIGN KEY (dossier_id) REFERENCES dossier.dossier_12(id),
  CONSTRAINT file_dossier_id_fkey_14 FOREIGN KEY (dossier_id) REFERENCES dossier.dossier_13(id),
  CONSTRAINT file_dossier_id_fkey_15 FOREIGN KEY (dossier_id) REFERENCES dossier.dossier_14(id),
  CONSTRAINT file_dossier_id_fkey_16 FOREIGN KEY (dossier_id) REFERENCES dossier.dossier_15(id),
  CONSTRAINT file_dossier_id_fkey_2 FOREIGN KEY (dossier_id) REFERENCES dossier.dossier_01(id),
  CONSTRAINT file_dossier_id_fkey_3 FOREIGN KEY (dossier_id) REFERENCES dossier.dossier_02(id),
  CONSTRAINT file_dossier_id_fkey_4 FOREIGN KEY (dossier_id) REFERENCES dossier.dossier_03(id),
  CONSTRAINT file_dossier_id_fkey_5 FOREIGN KEY (dossier_id) REFERENCES dossier.dossier_04(id),
  CONSTRAINT file_dossier_id_fkey_6 FOREIGN KEY (dossier_id) REFERENCES dossier.dossier_05(id),
  CONSTRAINT file_dossier_id_fkey_7 FOREIGN KEY (dossier_id) REFERENCES dossier.dossier_06(id),
  CONSTRAINT file_dossier_id_fkey_8 FOREIGN KEY (dossier_id) REFERENCES dossier.dossier_07(id),
  CONSTRAINT file_dossier_id_fkey_9 FOREIGN KEY (dossier_id) REFERENCES dossier.dossier_08(id),
  CONSTRAINT file_draft_id_fkey FOREIGN KEY (draft_id) REFERENCES dossier.draft(id),
  CONSTRAINT file_pkey PRIMARY KEY (id),
  CONSTRAINT file_size_check CHECK ((size >= 0)),
  CONSTRAINT file_state_check CHECK ((state = ANY (ARRAY['receiving'::text, 'kept'::text])))
);
CREATE INDEX file_dossier ON dossier.file USING btree (dossier_id) WHERE (dossier_id IS NOT NULL);
CREATE INDEX file_draft ON dossier.file USING btree (draft_id) WHERE (draft_id IS NOT NULL);
CREATE INDEX file_unfinished ON dossier.file USING btree (created_at) WHERE (state = 'receiving'::text);
CREATE TRIGGER keep_filed BEFORE INSERT OR DELETE OR UPDATE ON dossier.file FOR EACH ROW EXECUTE FUNCTION dossier.keep_filed();
GRANT DELETE, INSERT, SELECT ON dossier.file TO mocua_dossier;
GRANT UPDATE (draft_id, dossier_id, size, sha256, state) ON dossier.file TO mocua_dossier;

CREATE TABLE dossier.file_chunk (
  file_id uuid NOT NULL,
  n integer NOT NULL,
  bytes bytea NOT NULL,
  CONSTRAINT file_chunk_file_id_fkey FOREIGN KEY (file_id) REFERENCES dossier.file(id) ON DELETE CASCADE,
  CONSTRAINT file_chunk_pkey PRIMARY KEY (file_id, n)
);
CREATE TRIGGER keep_filed_bytes BEFORE INSERT OR DELETE ON dossier.file_chunk FOR EACH ROW EXECUTE FUNCTION dossier.keep_filed_bytes();
GRANT DELETE, INSERT, SELECT ON dossier.file_chunk TO mocua_dossier;

CREATE TABLE dossier.inbox_message (
  id uuid NOT NULL,
  person_id uuid NOT NULL,
  dossier_id uuid NOT NULL,
  seq integer NOT NULL,
  template text NOT NULL,
  code text NOT NULL,
  at timestamp with time zone NOT NULL,
  read_at timestamp with time zone,
  CONSTRAINT inbox_message_dossier_id_fkey FOREIGN KEY (dossier_id) REFERENCES dossier.dossier(id),
  CONSTRAINT inbox_message_dossier_id_fkey_1 FOREIGN KEY (dossier_id) REFERENCES dossier.dossier_00(id),
  CONSTRAINT inbox_message_dossier_id_fkey_10 FOREIGN KEY (dossier_id) REFERENCES dossier.dossier_09(id),
  CONSTRAINT inbox_message_dossier_id_fkey_11 FOREIGN KEY (dossier_id) REFERENCES dossier.dossier_10(id),
  CONSTRAINT inbox_message_dossier_id_fkey_12 FOREIGN KEY (dossier_id) REFERENCES dossier.dossier_11(id),
  CONSTRAINT inbox_message_dossier_id_fkey_13 FOREIGN KEY (dossier_id) REFERENCES dossier.dossier_12(id),
  CONSTRAINT inbox_message_dossier_id_fkey_14 FOREIGN KEY (dossier_id) REFERENCES dossier.dossier_13(id),
  CONSTRAINT inbox_message_dossier_id_fkey_15 FOREIGN KEY (dossier_id) REFERENCES dossier.dossier_14(id),
  CONSTRAINT inbox_message_dossier_id_fkey_16 FOREIGN KEY (dossier_id) REFERENCES dossier.dossier_15(id),
  CONSTRAINT inbox_message_dossier_id_fkey_2 FOREIGN KEY (dossier_id) REFERENCES dossier.dossier_01(id),
  CONSTRAINT inbox_message_dossier_id_fkey_3 FOREIGN KEY (dossier_id) REFERENCES dossier.dossier_02(id),
  CONSTRAINT inbox_message_dossier_id_fkey_4 FOREIGN KEY (dossier_id) REFERENCES dossier.dossier_03(id),
  CONSTRAINT inbox_message_dossier_id_fkey_5 FOREIGN KEY (dossier_id) REFERENCES dossier.dossier_04(id),
  CONSTRAINT inbox_message_dossier_id_fkey_6 FOREIGN KEY (dossier_id) REFERENCES dossier.dossier_05(id),
  CONSTRAINT inbox_message_dossier_id_fkey_7 FOREIGN KEY (dossier_id) REFERENCES dossier.dossier_06(id),
  CONSTRAINT inbox_message_dossier_id_fkey_8 FOREIGN KEY (dossier_id) REFERENCES dossier.dossier_07(id),
  CONSTRAINT inbox_message_dossier_id_fkey_9 FOREIGN KEY (dossier_id) REFERENCES dossier.dossier_08(id),
  CONSTRAINT inbox_message_dossier_id_seq_key UNIQUE (dossier_id, seq),
  CONSTRAINT inbox_message_person_id_fkey FOREIGN KEY (person_id) REFERENCES dossier.person(id),
  CONSTRAINT inbox_message_pkey PRIMARY KEY (id)
);
CREATE INDEX inbox_person ON dossier.inbox_message USING btree (person_id, at DESC);
GRANT INSERT, SELECT ON dossier.inbox_message TO mocua_dossier;
GRANT UPDATE (read_at) ON dossier.inbox_message TO mocua_dossier;

CREATE TABLE dossier.job_lane (
  lane text NOT NULL,
  failures integer NOT NULL,
  patient boolean NOT NULL DEFAULT false,
  opened_at timestamp with time zone,
  probe_at timestamp with time zone,
  pause_ms integer NOT NULL,
  last_error text,
  changed_at timestamp with time zone NOT NULL,
  CONSTRAINT job_lane_check CHECK (((opened_at IS NULL) = (probe_at IS NULL))),
  CONSTRAINT job_lane_pkey PRIMARY KEY (lane)
);
GRANT DELETE, INSERT, SELECT, UPDATE ON dossier.job_lane TO mocua_dossier;

CREATE TABLE dossier.notification (
  id uuid NOT NULL,
  channel text NOT NULL,
  template text NOT NULL,
  language text NOT NULL,
  recipient bytea NOT NULL,
  recipient_index bytea NOT NULL,
  body bytea,
  secret boolean NOT NULL,
  status text NOT NULL DEFAULT 'queued'::text,
  attempts integer NOT NULL DEFAULT 0,
  last_error text,
  created_at timestamp with time zone NOT NULL,
  expires_at timestamp with time zone NOT NULL,
  sent_at timestamp with time zone,
  CONSTRAINT notification_channel_check CHECK ((channel = ANY (ARRAY['sms'::text, 'email'::text]))),
  CONSTRAINT notification_check CHECK (((body IS NOT NULL) OR (secret AND (status <> 'queued'::text)))),
  CONSTRAINT notification_check1 CHECK (((status = 'sent'::text) = (sent_at IS NOT NULL))),
  CONSTRAINT notification_language_check CHECK ((language = ANY (ARRAY['vi'::text, 'en'::text]))),
  CONSTRAINT notification_pkey PRIMARY KEY (id),
  CONSTRAINT notification_status_check CHECK ((status = ANY (ARRAY['queued'::text, 'sent'::text, 'failed'::text, 'expired'::text])))
);
CREATE INDEX notification_created ON dossier.notification USING btree (created_at);
CREATE INDEX notification_failed ON dossier.notification USING btree (created_at DESC) WHERE (status = ANY (ARRAY['failed'::text, 'expired'::text]));
CREATE INDEX notification_recipient ON dossier.notification USING btree (recipient_index, created_at DESC);
CREATE INDEX notification_unfinished ON dossier.notification USING btree (expires_at) WHERE (status = 'queued'::text);
GRANT DELETE, INSERT, SELECT, UPDATE ON dossier.notification TO mocua_dossier;

CREATE TABLE dossier.office (
  code text NOT NULL,
  name jsonb NOT NULL,
  place jsonb NOT NULL,
  seen_at timestamp with time zone NOT NULL,
  CONSTRAINT office_pkey PRIMARY KEY (code)
);
GRANT DELETE, INSERT, SELECT, UPDATE ON dossier.office TO mocua_dossier;

CREATE TABLE dossier.payment_notice (
  id uuid NOT NULL,
  event_id text NOT NULL,
  type text NOT NULL,
  dossier_id uuid NOT NULL,
  order_id text NOT NULL,
  amount bigint NOT NULL,
  received_at timestamp with time zone NOT NULL,
  CONSTRAINT payment_notice_dossier_id_fkey FOREIGN KEY (dossier_id) REFERENCES dossier.dossier(id),
  CONSTRAINT payment_notice_dossier_id_fkey_1 FOREIGN KEY (dossier_id) REFERENCES dossier.dossier_00(id),
  CONSTRAINT payment_notice_dossier_id_fkey_10 FOREIGN KEY (dossier_id) REFERENCES dossier.dossier_09(id),
  CONSTRAINT payment_notice_dossier_id_fkey_11 FOREIGN KEY (dossier_id) REFERENCES dossier.dossier_10(id),
  CONSTRAINT payment_notice_dossier_id_fkey_12 FOREIGN KEY (dossier_id) REFERENCES dossier.dossier_11(id),
  CONSTRAINT payment_notice_dossier_id_fkey_13 FOREIGN KEY (dossier_id) REFERENCES dossier.dossier_12(id),
  CONSTRAINT payment_notice_dossier_id_fkey_14 FOREIGN KEY (dossier_id) REFERENCES dossier.dossier_13(id),
  CONSTRAINT payment_notice_dossier_id_fkey_15 FOREIGN KEY (dossier_id) REFERENCES dossier.dossier_14(id),
  CONSTRAINT payment_notice_dossier_id_fkey_16 FOREIGN KEY (dossier_id) REFERENCES dossier.dossier_15(id),
  CONSTRAINT payment_notice_dossier_id_fkey_2 FOREIGN KEY (dossier_id) REFERENCES dossier.dossier_01(id),
  CONSTRAINT payment_notice_dossier_id_fkey_3 FOREIGN KEY (dossier_id) REFERENCES dossier.dossier_02(id),
  CONSTRAINT payment_notice_dossier_id_fkey_4 FOREIGN KEY (dossier_id) REFERENCES dossier.dossier_03(id),
  CONSTRAINT payment_notice_dossier_id_fkey_5 FOREIGN KEY (dossier_id) REFERENCES dossier.dossier_04(id),
  CONSTRAINT payment_notice_dossier_id_fkey_6 FOREIGN KEY (dossier_id) REFERENCES dossier.dossier_05(id),
  CONSTRAINT payment_notice_dossier_id_fkey_7 FOREIGN KEY (dossier_id) REFERENCES dossier.dossier_06(id),
  CONSTRAINT payment_notice_dossier_id_fkey_8 FOREIGN KEY (dossier_id) REFERENCES dossier.dossier_07(id),
  CONSTRAINT payment_notice_dossier_id_fkey_9 FOREIGN KEY (dossier_id) REFERENCES dossier.dossier_08(id),
  CONSTRAINT payment_notice_event_id_key UNIQUE (event_id),
  CONSTRAINT payment_notice_pkey PRIMARY KEY (id)
);
GRANT INSERT, SELECT ON dossier.payment_notice TO mocua_dossier;

CREATE TABLE dossier.person (
  id uuid NOT NULL,
  issuer text NOT NULL,
  subject text NOT NULL,
  contact bytea NOT NULL,
  contact_digest bytea NOT NULL,
  language text NOT NULL,
  created_at timestamp with time zone NOT NULL,
  CONSTRAINT person_issuer_subject_key UNIQUE (issuer, subject),
  CONSTRAINT person_language_check CHECK ((language = ANY (ARRAY['vi'::text, 'en'::text]))),
  CONSTRAINT person_pkey PRIMARY KEY (id)
);
GRANT INSERT, SELECT ON dossier.person TO mocua_dossier;
GRANT UPDATE (contact, contact_digest, language) ON dossier.person TO mocua_dossier;

CREATE TABLE dossier.procedure_current (
  code text NOT NULL,
  version integer NOT NULL,
  etag text,
  checked_at timestamp with time zone NOT NULL,
  CONSTRAINT procedure_current_code_version_fkey FOREIGN KEY (code, version) REFERENCES dossier.procedure_version(code, version),
  CONSTRAINT procedure_current_pkey PRIMARY KEY (code)
);
GRANT DELETE, INSERT, SELECT, UPDATE ON dossier.procedure_current TO mocua_dossier;

CREATE TABLE dossier.procedure_version (
  code text NOT NULL,
  version integer NOT NULL,
  body jsonb NOT NULL,
  fetched_at timestamp with time zone NOT NULL,
  CONSTRAINT procedure_version_pkey PRIMARY KEY (code, version)
);
GRANT INSERT, SELECT ON dossier.procedure_version TO mocua_dossier;

CREATE TABLE dossier.rate_limit (
  key character varying(255) NOT NULL,
  points integer NOT NULL DEFAULT 0,
  expire bigint,
  CONSTRAINT rate_limit_pkey PRIMARY KEY (key)
) WITH (fillfactor=50, autovacuum_vacuum_scale_factor=0.05, autovacuum_vacuum_threshold=1000);
CREATE INDEX rate_limit_expire ON dossier.rate_limit USING btree (expire);
GRANT DELETE, INSERT, SELECT, UPDATE ON dossier.rate_limit TO mocua_dossier;

CREATE TABLE dossier.reason (
  code text NOT NULL,
  status smallint NOT NULL,
  CONSTRAINT reason_pkey PRIMARY KEY (code),
  CONSTRAINT reason_status_check CHECK ((status = ANY (ARRAY[3, 5, 7, 8])))
);
GRANT SELECT ON dossier.reason TO mocua_dossier;

CREATE TABLE dossier.rp_login (
  state_hash bytea NOT NULL,
  browser_hash bytea NOT NULL,
  return_to text NOT NULL,
  asked_acr text,
  asked_max_age integer,
  created_at timestamp with time zone NOT NULL,
  expires_at timestamp with time zone NOT NULL,
  used_at timestamp with time zone,
  CONSTRAINT rp_login_pkey PRIMARY KEY (state_hash)
);
CREATE INDEX rp_login_expires_at ON dossier.rp_login USING btree (expires_at);
GRANT DELETE, INSERT, SELECT, UPDATE ON dossier.rp_login TO mocua_dossier;

CREATE TABLE dossier.rp_once (
  kind text NOT NULL,
  key bytea NOT NULL,
  expires_at timestamp with time zone NOT NULL,
  CONSTRAINT rp_once_pkey PRIMARY KEY (kind, key)
);
CREATE INDEX rp_once_expires_at ON dossier.rp_once USING btree (expires_at);
GRANT DELETE, INSERT, SELECT, UPDATE ON dossier.rp_once TO mocua_dossier;

CREATE TABLE dossier.rp_session (
  id_hash bytea NOT NULL,
  issuer text NOT NULL,
  subject text NOT NULL,
  sid text,
  acr text,
  amr text[] NOT NULL,
  auth_time timestamp with time zone,
  claims bytea NOT NULL,
  tokens bytea NOT NULL,
  tokens_version integer NOT NULL,
  refresh_lease timestamp with time zone,
  created_at timestamp with time zone NOT NULL,
  seen_at timestamp with time zone NOT NULL,
  ends_at timestamp with time zone NOT NULL,
  expires_at timestamp with time zone NOT NULL,
  CONSTRAINT rp_session_pkey PRIMARY KEY (id_hash)
) WITH (fillfactor=80);
CREATE INDEX rp_session_expires_at ON dossier.rp_session USING btree (expires_at);
CREATE INDEX rp_session_sid ON dossier.rp_session USING btree (issuer, sid) WHERE (sid IS NOT NULL);
CREATE INDEX rp_session_subject ON dossier.rp_session USING btree (issuer, subject);
GRANT DELETE, INSERT, SELECT, UPDATE ON dossier.rp_session TO mocua_dossier;

CREATE TABLE dossier.staff (
  id uuid NOT NULL,
  citizen_index bytea NOT NULL,
  agency text NOT NULL,
  name bytea NOT NULL,
  role text NOT NULL,
  active boolean NOT NULL DEFAULT true,
  created_at timestamp with time zone NOT NULL,
  CONSTRAINT staff_agency_check CHECK (((agency ~ '^[A-Z0-9]{1,8}(\.[A-Z0-9]{1,8})*$'::text) AND (length(agency) <= 35))),
  CONSTRAINT staff_citizen_index_agency_key UNIQUE (citizen_index, agency),
  CONSTRAINT staff_pkey PRIMARY KEY (id),
  CONSTRAINT staff_role_check CHECK ((role = ANY (ARRAY['officer'::text, 'head'::text])))
);
GRANT INSERT, SELECT ON dossier.staff TO mocua_staff;
GRANT SELECT ON dossier.staff TO mocua_dossier;
GRANT UPDATE (name, role, active) ON dossier.staff TO mocua_staff;

CREATE TABLE dossier.status_move (
  from_status smallint NOT NULL,
  to_status smallint NOT NULL,
  actor text NOT NULL,
  CONSTRAINT status_move_actor_check CHECK ((actor = ANY (ARRAY['citizen'::text, 'officer'::text, 'payment'::text]))),
  CONSTRAINT status_move_from_status_check CHECK (((from_status >= 1) AND (from_status <= 10))),
  CONSTRAINT status_move_pkey PRIMARY KEY (from_status, to_status),
  CONSTRAINT status_move_to_status_check CHECK (((to_status >= 1) AND (to_status <= 10)))
);
GRANT SELECT ON dossier.status_move TO mocua_dossier;

CREATE SCHEMA payment;
GRANT USAGE ON SCHEMA payment TO mocua_payment;
ALTER DEFAULT PRIVILEGES IN SCHEMA payment GRANT SELECT, USAGE ON SEQUENCES TO mocua_payment;
ALTER DEFAULT PRIVILEGES IN SCHEMA payment GRANT DELETE, INSERT, SELECT, UPDATE ON TABLES TO mocua_payment;
CREATE SCHEMA payment_jobs AUTHORIZATION mocua_payment;

CREATE FUNCTION payment.check_attempt() RETURNS trigger
  LANGUAGE plpgsql VOLATILE SET search_path=pg_catalog, pg_temp
  AS d083a23217ec9f28;

CREATE FUNCTION payment.check_fine() RETURNS trigger
  LANGUAGE plpgsql VOLATILE SET search_path=pg_catalog, pg_temp
  AS bd12cb7d7bb642c1;

CREATE FUNCTION payment.check_fine_order(payment.payment_order) RETURNS void
  LANGUAGE plpgsql VOLATILE SET search_path=pg_catalog, pg_temp
  AS c970f6e439e87db4;
GRANT EXECUTE ON FUNCTION payment.check_fine_order(payment.payment_order) TO mocua_payment;

CREATE FUNCTION payment.check_incoming() RETURNS trigger
  LANGUAGE plpgsql VOLATILE SET search_path=pg_catalog, pg_temp
  AS 4262a8af57f3c26e;

CREATE FUNCTION payment.check_journal() RETURNS trigger
  LANGUAGE plpgsql VOLATILE SET search_path=pg_catalog, pg_temp
  AS 55215307f8448b8f;

CREATE FUNCTION payment.check_journal_order() RETURNS trigger
  LANGUAGE plpgsql VOLATILE SET search_path=pg_catalog, pg_temp
  AS 478b1422ff81d9ea;

CREATE FUNCTION payment.check_order_event() RETURNS trigger
  LANGUAGE plpgsql VOLATILE SET search_path=pg_catalog, pg_temp
  AS 0f971797aae4f3cb;

CREATE FUNCTION payment.check_paid() RETURNS trigger
  LANGUAGE plpgsql VOLATILE SET search_path=pg_catalog, pg_temp
  AS 7945e92dbdba828e;

CREATE FUNCTION payment.check_postings() RETURNS trigger
  LANGUAGE plpgsql VOLATILE SET search_path=pg_catalog, pg_temp
  AS 1e06afe00904b52e;

CREATE FUNCTION payment.check_receipt() RETURNS trigger
  LANGUAGE plpgsql VOLATILE SET search_path=pg_catalog, pg_temp
  AS 278e8f7dea215435;

CREATE FUNCTION payment.check_receipt_counter() RETURNS trigger
  LANGUAGE plpgsql VOLATILE SET search_path=pg_catalog, pg_temp
  AS e5c327b44b764cd8;

CREATE FUNCTION payment.check_return_step() RETURNS trigger
  LANGUAGE plpgsql VOLATILE SET search_path=pg_catalog, pg_temp
  AS a9404bb90c13b0d3;

CREATE FUNCTION payment.check_returned() RETURNS trigger
  LANGUAGE plpgsql VOLATILE SET search_path=pg_catalog, pg_temp
  AS 8460e2be5a7b6f3b;

CREATE FUNCTION payment.clock() RETURNS timestamp with time zone
  LANGUAGE sql VOLATILE SET search_path=pg_catalog, pg_temp
  AS 2461f8bb8070d8f1;
GRANT EXECUTE ON FUNCTION payment.clock() TO mocua_payment;

CREATE FUNCTION payment.guard_order() RETURNS trigger
  LANGUAGE plpgsql VOLATILE SET search_path=pg_catalog, pg_temp
  AS 193d495e1d642074;

CREATE FUNCTION payment.guard_paper_return() RETURNS trigger
  LANGUAGE plpgsql VOLATILE SET search_path=pg_catalog, pg_temp
  AS 38b6c4fca375ed5d;

CREATE FUNCTION payment.guard_posting() RETURNS trigger
  LANGUAGE plpgsql VOLATILE SET search_path=pg_catalog, pg_temp
  AS cd86e6049a3e7eb2;

CREATE FUNCTION payment.guard_receipt_counter() RETURNS trigger
  LANGUAGE plpgsql VOLATILE SET search_path=pg_catalog, pg_temp
  AS 96bb4802cc0bb551;

CREATE FUNCTION payment.guard_suspense_return() RETURNS trigger
  LANGUAGE plpgsql VOLATILE SET search_path=pg_catalog, pg_temp
  AS e398728b800c6db3;

CREATE FUNCTION payment.items_total(jsonb) RETURNS bigint
  LANGUAGE sql IMMUTABLE STRICT SET search_path=pg_catalog, pg_temp
  AS 73d89a1da1dd82a9;
GRANT EXECUTE ON FUNCTION payment.items_total(jsonb) TO mocua_payment;

CREATE FUNCTION payment.payable_account(text) RETURNS text
  LANGUAGE sql IMMUTABLE SET search_path=pg_catalog, pg_temp
  AS 4a6ccc46d87806a8;
GRANT EXECUTE ON FUNCTION payment.payable_account(text) TO mocua_payment;

CREATE FUNCTION payment.refuse_change() RETURNS trigger
  LANGUAGE plpgsql VOLATILE SET search_path=pg_catalog, pg_temp
  AS d9182648d4a3998d;

CREATE FUNCTION payment.right_legs(payment.journal) RETURNS jsonb
  LANGUAGE plpgsql STABLE SET search_path=pg_catalog, pg_temp
  AS aafd26971038045f;
GRANT EXECUTE ON FUNCTION payment.right_legs(payment.journal) TO mocua_payment;

CREATE TABLE payment.attempt (
  id uuid NOT NULL,
  order_id uuid NOT NULL,
  gateway text NOT NULL,
  reference text NOT NULL,
  amount bigint NOT NULL,
  status text NOT NULL DEFAULT 'open'::text,
  failure text,
  address text NOT NULL,
  begun_at timestamp with time zone NOT NULL,
  next_query_at timestamp with time zone,
  CONSTRAINT attempt_amount_check CHECK ((amount > 0)),
  CONSTRAINT attempt_check CHECK (((status = 'open'::text) OR (next_query_at IS NULL))),
  CONSTRAINT attempt_gateway_check CHECK ((gateway = ANY (ARRAY['vnpay'::text, 'vietqr'::text]))),
  CONSTRAINT attempt_order_id_fkey FOREIGN KEY (order_id) REFERENCES payment.payment_order(id),
  CONSTRAINT attempt_pkey PRIMARY KEY (id),
  CONSTRAINT attempt_reference_check CHECK ((reference ~ '^MC[0-9A-Z]{12}$'::text)),
  CONSTRAINT attempt_reference_key UNIQUE (reference),
  CONSTRAINT attempt_status_check CHECK ((status = ANY (ARRAY['open'::text, 'paid'::text, 'failed'::text])))
) WITH (fillfactor=85);
CREATE UNIQUE INDEX attempt_one_open ON payment.attempt USING btree (order_id, gateway) WHERE (status = 'open'::text);
CREATE UNIQUE INDEX attempt_one_paid ON payment.attempt USING btree (order_id) WHERE (status = 'paid'::text);
CREATE INDEX attempt_order ON payment.attempt USING btree (order_id, begun_at DESC);
CREATE INDEX attempt_query ON payment.attempt USING btree (next_query_at) WHERE (next_query_at IS NOT NULL);
CREATE CONSTRAINT TRIGGER attempt_true AFTER INSERT OR UPDATE OF status ON payment.attempt DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION payment.check_attempt();
GRANT INSERT, SELECT ON payment.attempt TO mocua_payment;
GRANT UPDATE (status, failure, next_query_at) ON payment.attempt TO mocua_payment;

CREATE TABLE payment.fine (
  id uuid NOT NULL,
  decision_number text NOT NULL,
  decision_date date NOT NULL,
  record_number text NOT NULL,
  violation_date date NOT NULL,
  offender bytea NOT NULL,
  lookup_index bytea NOT NULL,
  citizen_index bytea,
  amount bigint NOT NULL,
  authority text NOT NULL,
  treasury_account text NOT NULL,
  received_on date,
  pay_by date,
  paper_held text[] NOT NULL,
  status text NOT NULL DEFAULT 'unpaid'::text,
  paid_at timestamp with time zone,
  paid_amount bigint,
  upload_hash bytea NOT NULL,
  uploaded_by text NOT NULL,
  uploaded_at timestamp with time zone NOT NULL,
  CONSTRAINT fine_amount_check CHECK ((amount > 0)),
  CONSTRAINT fine_check CHECK (((received_on IS NULL) = (pay_by IS NULL))),
  CONSTRAINT fine_check1 CHECK ((pay_by >= received_on)),
  CONSTRAINT fine_check2 CHECK (((status = 'paid'::text) = ((paid_at IS NOT NULL) AND (paid_amount IS NOT NULL)))),
  CONSTRAINT fine_pkey PRIMARY KEY (id),
  CONSTRAINT fine_status_check CHECK ((status = ANY (ARRAY['unpaid'::text, 'paid'::text])))
) WITH (fillfactor=90);
CREATE INDEX fine_citizen ON payment.fine USING btree (citizen_index) WHERE (citizen_index IS NOT NULL);
CREATE UNIQUE INDEX fine_decision ON payment.fine USING btree (uploaded_by, decision_number, authority);
CREATE UNIQUE INDEX fine_record ON payment.fine USING btree (lookup_index, decision_number, uploaded_by);
CREATE CONSTRAINT TRIGGER fine_paid AFTER INSERT OR UPDATE OF status, paid_at, paid_amount ON payment.fine DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION payment.check_fine();
GRANT INSERT, SELECT ON payment.fine TO mocua_payment;
GRANT UPDATE (status, paid_at, paid_amount) ON payment.fine TO mocua_payment;

CREATE TABLE payment.fine_incentive (
  id integer NOT NULL GENERATED ALWAYS AS IDENTITY,
  name_vi text NOT NULL,
  name_en text NOT NULL,
  legal_basis text NOT NULL,
  basis_points integer NOT NULL,
  within_days integer NOT NULL,
  valid_from date NOT NULL,
  valid_to date,
  enabled boolean NOT NULL DEFAULT false,
  CONSTRAINT fine_incentive_basis_points_check CHECK (((basis_points >= 1) AND (basis_points <= 9999))),
  CONSTRAINT fine_incentive_pkey PRIMARY KEY (id),
  CONSTRAINT fine_incentive_within_days_check CHECK ((within_days > 0))
);
GRANT SELECT ON payment.fine_incentive TO mocua_payment;

CREATE TABLE payment.idempotent_answer (
  client_id text NOT NULL,
  key text NOT NULL,
  body_hash bytea NOT NULL,
  answer jsonb NOT NULL,
  created_at timestamp with time zone NOT NULL,
  CONSTRAINT idempotent_answer_pkey PRIMARY KEY (client_id, key)
);
CREATE INDEX idempotent_answer_created ON payment.idempotent_answer USING btree (created_at);
GRANT DELETE, INSERT, SELECT, UPDATE ON payment.idempotent_answer TO mocua_payment;

CREATE TABLE payment.incoming (
  id uuid NOT NULL,
  gateway text NOT NULL,
  transaction_no text NOT NULL,
  reference text,
  attempt_id uuid,
  order_id uuid,
  amount bigint NOT NULL,
  suspense text,
  recorded_at timestamp with time zone NOT NULL,
  CONSTRAINT incoming_amount_check CHECK ((amount > 0)),
  CONSTRAINT incoming_attempt_id_fkey FOREIGN KEY (attempt_id) REFERENCES payment.attempt(id),
  CONSTRAINT incoming_check CHECK (((suspense IS NOT NULL) OR ((order_id IS NOT NULL) AND (attempt_id IS NOT NULL)))),
  CONSTRAINT incoming_gateway_check CHECK ((gateway = ANY (ARRAY['vnpay'::text, 'vietqr'::text]))),
  CONSTRAINT incoming_gateway_transaction_no_key UNIQUE (gateway, transaction_no),
  CONSTRAINT incoming_order_id_fkey FOREIGN KEY (order_id) REFERENCES payment.payment_order(id),
  CONSTRAINT incoming_pkey PRIMARY KEY (id),
  CONSTRAINT incoming_suspense_check CHECK ((suspense = ANY (ARRAY['late'::text, 'twice'::text, 'wrong-amount'::text, 'unknown-reference'::text])))
);
CREATE INDEX incoming_order ON payment.incoming USING btree (order_id) WHERE (order_id IS NOT NULL);
CREATE INDEX incoming_suspense ON payment.incoming USING btree (recorded_at DESC) WHERE (suspense IS NOT NULL);
CREATE TRIGGER incoming_append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON payment.incoming FOR EACH STATEMENT EXECUTE FUNCTION payment.refuse_change();
CREATE CONSTRAINT TRIGGER incoming_booked AFTER INSERT ON payment.incoming DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION payment.check_incoming();
GRANT INSERT, SELECT ON payment.incoming TO mocua_payment;

CREATE TABLE payment.job_lane (
  lane text NOT NULL,
  failures integer NOT NULL,
  patient boolean NOT NULL DEFAULT false,
  opened_at timestamp with time zone,
  probe_at timestamp with time zone,
  pause_ms integer NOT NULL,
  last_error text,
  changed_at timestamp with time zone NOT NULL,
  CONSTRAINT job_lane_check CHECK (((opened_at IS NULL) = (probe_at IS NULL))),
  CONSTRAINT job_lane_pkey PRIMARY KEY (lane)
);
GRANT DELETE, INSERT, SELECT, UPDATE ON payment.job_lane TO mocua_payment;

CREATE TABLE payment.journal (
  id uuid NOT NULL,
  kind text NOT NULL,
  order_id uuid,
  incoming_id uuid,
  at timestamp with time zone NOT NULL,
  transaction xid8 NOT NULL DEFAULT pg_current_xact_id(),
  return_id uuid,
  CONSTRAINT journal_incoming_id_fkey FOREIGN KEY (incoming_id) REFERENCES payment.incoming(id),
  CONSTRAINT journal_kind_check CHECK ((kind = ANY (ARRAY['payment'::text, 'suspense'::text, 'refund'::text, 'return'::text]))),
  CONSTRAINT journal_not_refund CHECK ((kind <> 'refund'::text)),
  CONSTRAINT journal_of_incoming CHECK (((kind = ANY (ARRAY['refund'::text, 'return'::text])) OR (incoming_id IS NOT NULL))),
  CONSTRAINT journal_of_order CHECK (((kind = ANY (ARRAY['suspense'::text, 'return'::text])) OR (order_id IS NOT NULL))),
  CONSTRAINT journal_of_return CHECK (((kind = 'return'::text) = (return_id IS NOT NULL))),
  CONSTRAINT journal_order_id_fkey FOREIGN KEY (order_id) REFERENCES payment.payment_order(id),
  CONSTRAINT journal_pkey PRIMARY KEY (id),
  CONSTRAINT journal_return_id_fkey FOREIGN KEY (return_id) REFERENCES payment.suspense_return(id)
);
CREATE UNIQUE INDEX journal_incoming ON payment.journal USING btree (incoming_id) WHERE (incoming_id IS NOT NULL);
CREATE UNIQUE INDEX journal_order ON payment.journal USING btree (order_id, kind) WHERE (kind = ANY (ARRAY['payment'::text, 'refund'::text]));
CREATE UNIQUE INDEX journal_return ON payment.journal USING btree (return_id) WHERE (return_id IS NOT NULL);
CREATE TRIGGER journal_append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON payment.journal FOR EACH STATEMENT EXECUTE FUNCTION payment.refuse_change();
CREATE CONSTRAINT TRIGGER journal_balances AFTER INSERT ON payment.journal DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION payment.check_journal();
CREATE CONSTRAINT TRIGGER journal_of_order_so AFTER INSERT ON payment.journal DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN ((new.kind = 'payment'::text)) EXECUTE FUNCTION payment.check_journal_order();
CREATE CONSTRAINT TRIGGER journal_return_stands AFTER INSERT ON payment.journal DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN ((new.kind = 'return'::text)) EXECUTE FUNCTION payment.check_returned();
GRANT SELECT ON payment.journal TO mocua_payment;
GRANT INSERT (id, kind, order_id, incoming_id, at, return_id) ON payment.journal TO mocua_payment;

CREATE TABLE payment.ledger_account (
  code text NOT NULL,
  about text NOT NULL,
  CONSTRAINT ledger_account_pkey PRIMARY KEY (code)
);
GRANT SELECT ON payment.ledger_account TO mocua_payment;

CREATE TABLE payment.order_event (
  id uuid NOT NULL,
  order_id uuid NOT NULL,
  type text NOT NULL,
  at timestamp with time zone NOT NULL,
  delivered_at timestamp with time zone,
  last_error text,
  CONSTRAINT order_event_not_refunded CHECK ((type <> 'order.refunded'::text)),
  CONSTRAINT order_event_order_id_fkey FOREIGN KEY (order_id) REFERENCES payment.payment_order(id),
  CONSTRAINT order_event_order_id_type_key UNIQUE (order_id, type),
  CONSTRAINT order_event_pkey PRIMARY KEY (id),
  CONSTRAINT order_event_type_check CHECK ((type = ANY (ARRAY['order.paid'::text, 'order.expired'::text, 'order.refunded'::text])))
);
CREATE INDEX order_event_undelivered ON payment.order_event USING btree (at) WHERE (delivered_at IS NULL);
CREATE CONSTRAINT TRIGGER order_event_true AFTER INSERT OR UPDATE OF order_id, type ON payment.order_event DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION payment.check_order_event();
GRANT INSERT, SELECT ON payment.order_event TO mocua_payment;
GRANT UPDATE (delivered_at, last_error) ON payment.order_event TO mocua_payment;

CREATE TABLE payment.paper_return (
  fine_id uuid NOT NULL,
  recipient bytea NOT NULL,
  status text NOT NULL DEFAULT 'requested'::text,
  tracking_number text,
  requested_at timestamp with time zone NOT NULL,
  changed_at timestamp with time zone NOT NULL,
  CONSTRAINT paper_return_fine_id_fkey FOREIGN KEY (fine_id) REFERENCES payment.fine(id),
  CONSTRAINT paper_return_pkey PRIMARY KEY (fine_id),
  CONSTRAINT paper_return_status_check CHECK ((status = ANY (ARRAY['requested'::text, 'posted'::text, 'delivered'::text])))
);
CREATE TRIGGER paper_return_guard BEFORE INSERT OR UPDATE ON payment.paper_return FOR EACH ROW EXECUTE FUNCTION payment.guard_paper_return();
GRANT INSERT, SELECT ON payment.paper_return TO mocua_payment;
GRANT UPDATE (status, tracking_number, changed_at) ON payment.paper_return TO mocua_payment;

CREATE TABLE payment.payment_order (
  id uuid NOT NULL,
  status text NOT NULL,
  client_id text,
  fine_id uuid,
  reference text NOT NULL,
  description text NOT NULL,
  payer_name bytea NOT NULL,
  owner_sub text,
  amount bigint NOT NULL,
  currency text NOT NULL DEFAULT 'VND'::text,
  items jsonb NOT NULL,
  return_url text,
  notify_url text,
  created_at timestamp with time zone NOT NULL,
  expires_at timestamp with time zone NOT NULL,
  paid_at timestamp with time zone,
  cancel_reason text,
  CONSTRAINT payment_order_amount_check CHECK ((amount > 0)),
  CONSTRAINT payment_order_cancel_reason CHECK (((cancel_reason IS NULL) OR ((status = 'cancelled'::text) AND (cancel_reason = ANY (ARRAY['withdrawn'::text, 'refused'::text, 'stopped'::text, 'replaced'::text]))))),
  CONSTRAINT payment_order_check CHECK ((payment.items_total(items) = amount)),
  CONSTRAINT payment_order_check1 CHECK (((client_id IS NULL) <> (fine_id IS NULL))),
  CONSTRAINT payment_order_check2 CHECK (((status = ANY (ARRAY['paid'::text, 'refunded'::text])) = (paid_at IS NOT NULL))),
  CONSTRAINT payment_order_check3 CHECK ((expires_at > created_at)),
  CONSTRAINT payment_order_currency_check CHECK ((currency = 'VND'::text)),
  CONSTRAINT payment_order_fine_id_fkey FOREIGN KEY (fine_id) REFERENCES payment.fine(id),
  CONSTRAINT payment_order_items_check CHECK ((jsonb_typeof(items) = 'array'::text)),
  CONSTRAINT payment_order_not_refunded CHECK ((status <> 'refunded'::text)),
  CONSTRAINT payment_order_pkey PRIMARY KEY (id),
  CONSTRAINT payment_order_status_check CHECK ((status = ANY (ARRAY['created'::text, 'pending'::text, 'paid'::text, 'failed'::text, 'expired'::text, 'cancelled'::text, 'refunded'::text])))
) WITH (fillfactor=85);
CREATE UNIQUE INDEX payment_order_fine ON payment.payment_order USING btree (fine_id) WHERE ((fine_id IS NOT NULL) AND (status = ANY (ARRAY['created'::text, 'pending'::text, 'failed'::text, 'paid'::text])));
CREATE INDEX payment_order_owner ON payment.payment_order USING btree (owner_sub, created_at DESC) WHERE (owner_sub IS NOT NULL);
CREATE INDEX payment_order_unfinished ON payment.payment_order USING btree (expires_at) WHERE (status = ANY (ARRAY['created'::text, 'pending'::text, 'failed'::text]));
CREATE TRIGGER payment_order_guard BEFORE INSERT OR UPDATE ON payment.payment_order FOR EACH ROW EXECUTE FUNCTION payment.guard_order();
CREATE CONSTRAINT TRIGGER payment_order_paid AFTER UPDATE OF status ON payment.payment_order DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION payment.check_paid();
GRANT INSERT, SELECT ON payment.payment_order TO mocua_payment;
GRANT UPDATE (status, owner_sub, paid_at, cancel_reason) ON payment.payment_order TO mocua_payment;

CREATE TABLE payment.posting (
  journal_id uuid NOT NULL,
  account text NOT NULL,
  amount bigint NOT NULL,
  CONSTRAINT posting_account_fkey FOREIGN KEY (account) REFERENCES payment.ledger_account(code),
  CONSTRAINT posting_amount_check CHECK ((amount <> 0)),
  CONSTRAINT posting_journal_id_fkey FOREIGN KEY (journal_id) REFERENCES payment.journal(id),
  CONSTRAINT posting_pkey PRIMARY KEY (journal_id, account)
);
CREATE INDEX posting_account ON payment.posting USING btree (account) INCLUDE (amount);
CREATE TRIGGER posting_append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON payment.posting FOR EACH STATEMENT EXECUTE FUNCTION payment.refuse_change();
CREATE TRIGGER posting_books_incoming AFTER INSERT ON payment.posting REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION payment.check_postings();
CREATE TRIGGER posting_guard BEFORE INSERT ON payment.posting FOR EACH ROW EXECUTE FUNCTION payment.guard_posting();
GRANT INSERT, SELECT ON payment.posting TO mocua_payment;

CREATE TABLE payment.rate_limit (
  key character varying(255) NOT NULL,
  points integer NOT NULL DEFAULT 0,
  expire bigint,
  CONSTRAINT rate_limit_pkey PRIMARY KEY (key)
) WITH (fillfactor=50, autovacuum_vacuum_scale_factor=0.05, autovacuum_vacuum_threshold=1000);
CREATE INDEX rate_limit_expire ON payment.rate_limit USING btree (expire);
GRANT DELETE, INSERT, SELECT, UPDATE ON payment.rate_limit TO mocua_payment;

CREATE TABLE payment.receipt (
  number text NOT NULL,
  series text NOT NULL,
  year integer NOT NULL,
  sequence integer NOT NULL,
  order_id uuid NOT NULL,
  amount bigint NOT NULL,
  issued_at timestamp with time zone NOT NULL,
  CONSTRAINT receipt_amount_check CHECK ((amount > 0)),
  CONSTRAINT receipt_order_id_fkey FOREIGN KEY (order_id) REFERENCES payment.payment_order(id),
  CONSTRAINT receipt_order_id_key UNIQUE (order_id),
  CONSTRAINT receipt_pkey PRIMARY KEY (number),
  CONSTRAINT receipt_sequence_check CHECK (((sequence >= 1) AND (sequence <= 99999999))),
  CONSTRAINT receipt_series_year_sequence_key UNIQUE (series, year, sequence)
);
CREATE TRIGGER receipt_append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON payment.receipt FOR EACH STATEMENT EXECUTE FUNCTION payment.refuse_change();
CREATE CONSTRAINT TRIGGER receipt_stands AFTER INSERT ON payment.receipt DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION payment.check_receipt();
GRANT INSERT, SELECT ON payment.receipt TO mocua_payment;

CREATE TABLE payment.receipt_counter (
  series text NOT NULL,
  year integer NOT NULL,
  last integer NOT NULL,
  CONSTRAINT receipt_counter_last_check CHECK (((last >= 1) AND (last <= 99999999))),
  CONSTRAINT receipt_counter_pkey PRIMARY KEY (series, year)
) WITH (fillfactor=50);
CREATE TRIGGER receipt_counter_guard BEFORE INSERT OR UPDATE ON payment.receipt_counter FOR EACH ROW EXECUTE FUNCTION payment.guard_receipt_counter();
CREATE CONSTRAINT TRIGGER receipt_counter_used AFTER INSERT OR UPDATE ON payment.receipt_counter DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION payment.check_receipt_counter();
GRANT INSERT, SELECT ON payment.receipt_counter TO mocua_payment;
GRANT UPDATE (last) ON payment.receipt_counter TO mocua_payment;

CREATE TABLE payment.rp_login (
  state_hash bytea NOT NULL,
  browser_hash bytea NOT NULL,
  return_to text NOT NULL,
  asked_acr text,
  asked_max_age integer,
  created_at timestamp with time zone NOT NULL,
  expires_at timestamp with time zone NOT NULL,
  used_at timestamp with time zone,
  CONSTRAINT rp_login_pkey PRIMARY KEY (state_hash)
);
CREATE INDEX rp_login_expires_at ON payment.rp_login USING btree (expires_at);
GRANT DELETE, INSERT, SELECT, UPDATE ON payment.rp_login TO mocua_payment;

CREATE TABLE payment.rp_once (
  kind text NOT NULL,
  key bytea NOT NULL,
  expires_at timestamp with time zone NOT NULL,
  CONSTRAINT rp_once_pkey PRIMARY KEY (kind, key)
);
CREATE INDEX rp_once_expires_at ON payment.rp_once USING btree (expires_at);
GRANT DELETE, INSERT, SELECT, UPDATE ON payment.rp_once TO mocua_payment;

CREATE TABLE payment.rp_session (
  id_hash bytea NOT NULL,
  issuer text NOT NULL,
  subject text NOT NULL,
  sid text,
  acr text,
  amr text[] NOT NULL,
  auth_time timestamp with time zone,
  claims bytea NOT NULL,
  tokens bytea NOT NULL,
  tokens_version integer NOT NULL,
  refresh_lease timestamp with time zone,
  created_at timestamp with time zone NOT NULL,
  seen_at timestamp with time zone NOT NULL,
  ends_at timestamp with time zone NOT NULL,
  expires_at timestamp with time zone NOT NULL,
  CONSTRAINT rp_session_pkey PRIMARY KEY (id_hash)
) WITH (fillfactor=80);
CREATE INDEX rp_session_expires_at ON payment.rp_session USING btree (expires_at);
CREATE INDEX rp_session_sid ON payment.rp_session USING btree (issuer, sid) WHERE (sid IS NOT NULL);
CREATE INDEX rp_session_subject ON payment.rp_session USING btree (issuer, subject);
GRANT DELETE, INSERT, SELECT, UPDATE ON payment.rp_session TO mocua_payment;

CREATE TABLE payment.suspense_return (
  id uuid NOT NULL,
  incoming_id uuid NOT NULL,
  amount bigint NOT NULL,
  way text NOT NULL,
  to_account bytea,
  status text NOT NULL DEFAULT 'proposed'::text,
  proposed_by text NOT NULL,
  approved_by text,
  asked_at timestamp with time zone,
  bank_reference text,
  failure text,
  proposed_at timestamp with time zone NOT NULL,
  returned_at timestamp with time zone,
  CONSTRAINT suspense_return_amount_check CHECK ((amount > 0)),
  CONSTRAINT suspense_return_approved_by_check CHECK ((length(btrim(approved_by)) >= 2)),
  CONSTRAINT suspense_return_check CHECK (((way = 'transfer'::text) = (to_account IS NOT NULL))),
  CONSTRAINT suspense_return_check1 CHECK (((status <> ALL (ARRAY['approved'::text, 'unclear'::text, 'returned'::text, 'declined'::text])) OR (approved_by IS NOT NULL))),
  CONSTRAINT suspense_return_check2 CHECK (((status = 'returned'::text) = (returned_at IS NOT NULL))),
  CONSTRAINT suspense_return_incoming_id_fkey FOREIGN KEY (incoming_id) REFERENCES payment.incoming(id),
  CONSTRAINT suspense_return_pkey PRIMARY KEY (id),
  CONSTRAINT suspense_return_proposed_by_check CHECK ((length(btrim(proposed_by)) >= 2)),
  CONSTRAINT suspense_return_status_check CHECK ((status = ANY (ARRAY['proposed'::text, 'approved'::text, 'unclear'::text, 'returned'::text, 'declined'::text, 'refused'::text]))),
  CONSTRAINT suspense_return_way_check CHECK ((way = ANY (ARRAY['gateway'::text, 'transfer'::text]))),
  CONSTRAINT two_persons CHECK ((lower(btrim(approved_by)) <> lower(btrim(proposed_by))))
) WITH (fillfactor=85);
CREATE INDEX suspense_return_incoming ON payment.suspense_return USING btree (incoming_id, proposed_at DESC);
CREATE UNIQUE INDEX suspense_return_live ON payment.suspense_return USING btree (incoming_id) WHERE (status = ANY (ARRAY['proposed'::text, 'approved'::text, 'unclear'::text, 'returned'::text]));
CREATE CONSTRAINT TRIGGER suspense_return_booked AFTER UPDATE OF status ON payment.suspense_return DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION payment.check_returned();
CREATE TRIGGER suspense_return_guard BEFORE INSERT OR UPDATE ON payment.suspense_return FOR EACH ROW EXECUTE FUNCTION payment.guard_suspense_return();
CREATE CONSTRAINT TRIGGER suspense_return_told AFTER INSERT OR UPDATE OF status ON payment.suspense_return DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION payment.check_return_step();
GRANT INSERT, SELECT ON payment.suspense_return TO mocua_payment;
GRANT UPDATE (status, approved_by, asked_at, bank_reference, failure, returned_at) ON payment.suspense_return TO mocua_payment;

CREATE TABLE payment.suspense_return_event (
  return_id uuid NOT NULL,
  seq integer NOT NULL GENERATED ALWAYS AS IDENTITY,
  status text NOT NULL,
  actor text NOT NULL,
  detail text,
  at timestamp with time zone NOT NULL,
  CONSTRAINT suspense_return_event_pkey PRIMARY KEY (return_id, seq),
  CONSTRAINT suspense_return_event_return_id_fkey FOREIGN KEY (return_id) REFERENCES payment.suspense_return(id)
);
CREATE UNIQUE INDEX suspense_return_event_once ON payment.suspense_return_event USING btree (return_id, status);
CREATE TRIGGER suspense_return_event_append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON payment.suspense_return_event FOR EACH STATEMENT EXECUTE FUNCTION payment.refuse_change();
CREATE CONSTRAINT TRIGGER suspense_return_event_true AFTER INSERT ON payment.suspense_return_event DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION payment.check_return_step();
GRANT SELECT ON payment.suspense_return_event TO mocua_payment;
GRANT INSERT (return_id, status, actor, detail, at) ON payment.suspense_return_event TO mocua_payment;

CREATE SCHEMA sandbox;
GRANT USAGE ON SCHEMA sandbox TO mocua_sandbox;
ALTER DEFAULT PRIVILEGES IN SCHEMA sandbox GRANT SELECT, USAGE ON SEQUENCES TO mocua_sandbox;
ALTER DEFAULT PRIVILEGES IN SCHEMA sandbox GRANT DELETE, INSERT, SELECT, UPDATE ON TABLES TO mocua_sandbox;

CREATE TABLE sandbox.bank_notice (
  id bigint NOT NULL GENERATED ALWAYS AS IDENTITY,
  transaction_id bigint NOT NULL,
  gateway text NOT NULL,
  content text NOT NULL,
  forged boolean NOT NULL,
  tries integer NOT NULL DEFAULT 0,
  next_at timestamp with time zone NOT NULL,
  ended_at timestamp with time zone,
  answer text,
  CONSTRAINT bank_notice_gateway_check CHECK ((gateway = ANY (ARRAY['vnpay'::text, 'vietqr'::text]))),
  CONSTRAINT bank_notice_pkey PRIMARY KEY (id),
  CONSTRAINT bank_notice_transaction_id_fkey FOREIGN KEY (transaction_id) REFERENCES sandbox.bank_transaction(id)
);
CREATE INDEX bank_notice_due ON sandbox.bank_notice USING btree (next_at) WHERE (ended_at IS NULL);
CREATE INDEX bank_notice_transaction ON sandbox.bank_notice USING btree (transaction_id);
GRANT DELETE, INSERT, SELECT, UPDATE ON sandbox.bank_notice TO mocua_sandbox;

CREATE TABLE sandbox.bank_request (
  request_id text NOT NULL,
  transaction_id bigint,
  refunded bigint NOT NULL DEFAULT 0,
  asked_at timestamp with time zone NOT NULL,
  CONSTRAINT bank_request_pkey PRIMARY KEY (request_id),
  CONSTRAINT bank_request_refunded_check CHECK ((refunded >= 0)),
  CONSTRAINT bank_request_transaction_id_fkey FOREIGN KEY (transaction_id) REFERENCES sandbox.bank_transaction(id)
);
CREATE INDEX bank_request_transaction ON sandbox.bank_request USING btree (transaction_id);
GRANT DELETE, INSERT, SELECT, UPDATE ON sandbox.bank_request TO mocua_sandbox;

CREATE TABLE sandbox.bank_transaction (
  id bigint NOT NULL GENERATED ALWAYS AS IDENTITY,
  gateway text NOT NULL,
  reference text NOT NULL,
  amount bigint NOT NULL,
  outcome text NOT NULL,
  response_code text NOT NULL,
  status text NOT NULL,
  order_info text NOT NULL,
  expires_at timestamp with time zone NOT NULL,
  decided_at timestamp with time zone NOT NULL,
  CONSTRAINT bank_transaction_amount_check CHECK ((amount > 0)),
  CONSTRAINT bank_transaction_gateway_check CHECK ((gateway = ANY (ARRAY['vnpay'::text, 'vietqr'::text]))),
  CONSTRAINT bank_transaction_pkey PRIMARY KEY (id)
);
CREATE UNIQUE INDEX bank_transaction_vnpay_reference ON sandbox.bank_transaction USING btree (reference) WHERE (gateway = 'vnpay'::text);
GRANT DELETE, INSERT, SELECT, UPDATE ON sandbox.bank_transaction TO mocua_sandbox;

CREATE TABLE sandbox.citizen (
  citizen_number text NOT NULL,
  name text NOT NULL,
  birth_date date NOT NULL,
  gender text NOT NULL,
  address text NOT NULL,
  status text NOT NULL DEFAULT 'living'::text,
  CONSTRAINT citizen_citizen_number_check CHECK ((citizen_number ~ '^[0-9]{12}$'::text)),
  CONSTRAINT citizen_gender_check CHECK ((gender = ANY (ARRAY['male'::text, 'female'::text]))),
  CONSTRAINT citizen_pkey PRIMARY KEY (citizen_number),
  CONSTRAINT citizen_status_check CHECK ((status = ANY (ARRAY['living'::text, 'deceased'::text])))
);
GRANT DELETE, INSERT, SELECT, UPDATE ON sandbox.citizen TO mocua_sandbox;

CREATE TABLE sandbox.fault (
  service text NOT NULL,
  kind text NOT NULL,
  remaining integer NOT NULL,
  CONSTRAINT fault_kind_check CHECK ((kind = ANY (ARRAY['error'::text, 'busy'::text, 'silence'::text, 'silence-after'::text]))),
  CONSTRAINT fault_pkey PRIMARY KEY (service),
  CONSTRAINT fault_remaining_check CHECK ((remaining >= 0)),
  CONSTRAINT fault_service_check CHECK ((service = ANY (ARRAY['sms'::text, 'population-register'::text])))
);
GRANT DELETE, INSERT, SELECT, UPDATE ON sandbox.fault TO mocua_sandbox;

CREATE TABLE sandbox.outbox (
  id bigint NOT NULL GENERATED ALWAYS AS IDENTITY,
  channel text NOT NULL,
  message_key text NOT NULL,
  fingerprint bytea NOT NULL,
  recipient text NOT NULL,
  subject text,
  body text NOT NULL,
  received_at timestamp with time zone NOT NULL,
  CONSTRAINT outbox_channel_check CHECK ((channel = ANY (ARRAY['sms'::text, 'email'::text]))),
  CONSTRAINT outbox_channel_message_key_key UNIQUE (channel, message_key),
  CONSTRAINT outbox_pkey PRIMARY KEY (id)
);
CREATE INDEX outbox_recipient ON sandbox.outbox USING btree (recipient, id DESC);
GRANT DELETE, INSERT, SELECT, UPDATE ON sandbox.outbox TO mocua_sandbox;

CREATE TABLE sandbox.portal (
  name text NOT NULL,
  issuer text NOT NULL,
  base_url text NOT NULL,
  client_id text NOT NULL,
  credential jsonb NOT NULL,
  CONSTRAINT portal_name_check CHECK ((name = ANY (ARRAY['ministry'::text, 'province'::text]))),
  CONSTRAINT portal_pkey PRIMARY KEY (name, issuer, base_url)
);
GRANT DELETE, INSERT, SELECT, UPDATE ON sandbox.portal TO mocua_sandbox;

CREATE TABLE sandbox.seen_request (
  id text NOT NULL,
  seen_at timestamp with time zone NOT NULL,
  CONSTRAINT seen_request_pkey PRIMARY KEY (id)
);
CREATE INDEX seen_request_seen_at ON sandbox.seen_request USING btree (seen_at);
GRANT DELETE, INSERT, SELECT, UPDATE ON sandbox.seen_request TO mocua_sandbox;
