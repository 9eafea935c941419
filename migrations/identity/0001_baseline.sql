-- Agencies, relying parties, keys, what the protocol remembers, the audit trail, people and their factors.

-- Agencies under the codes of Decision 20/2020/QĐ-TTg (amended 09/2025). Data with validity dates: merged bodies keep their row.
-- Only H15, H22, H29 and H39 of the province codes are confirmed by public sources; the others follow the alphabetical order.
CREATE TABLE identity.agency (
  code text PRIMARY KEY CHECK (code ~ '^[A-Z0-9.]{2,35}$'),
  kind text NOT NULL CHECK (kind IN ('ministry', 'province', 'platform', 'other')),
  name_vi text NOT NULL,
  name_en text NOT NULL,
  valid_from date NOT NULL,
  valid_to date
);

INSERT INTO identity.agency (code, kind, name_vi, name_en, valid_from, valid_to) VALUES
  ('MC', 'platform', 'Một Cửa', 'Một Cửa', DATE '2026-01-01', NULL),
  ('G01', 'ministry', 'Bộ Công an', 'Ministry of Public Security', DATE '2020-07-22', NULL),
  ('G02', 'ministry', 'Bộ Công Thương', 'Ministry of Industry and Trade', DATE '2020-07-22', NULL),
  ('G03', 'ministry', 'Bộ Giáo dục và Đào tạo', 'Ministry of Education and Training', DATE '2020-07-22', NULL),
  ('G04', 'ministry', 'Bộ Giao thông vận tải', 'Ministry of Transport', DATE '2020-07-22', DATE '2025-02-28'),
  ('G05', 'ministry', 'Bộ Kế hoạch và Đầu tư', 'Ministry of Planning and Investment', DATE '2020-07-22', DATE '2025-02-28'),
  ('G06', 'ministry', 'Bộ Khoa học và Công nghệ', 'Ministry of Science and Technology', DATE '2020-07-22', NULL),
  ('G07', 'ministry', 'Bộ Lao động - Thương binh và Xã hội', 'Ministry of Labour, Invalids and Social Affairs', DATE '2020-07-22', DATE '2025-02-28'),
  ('G08', 'ministry', 'Bộ Ngoại giao', 'Ministry of Foreign Affairs', DATE '2020-07-22', NULL),
  ('G09', 'ministry', 'Bộ Nội vụ', 'Ministry of Home Affairs', DATE '2020-07-22', NULL),
  ('G10', 'ministry', 'Bộ Nông nghiệp và Phát triển nông thôn', 'Ministry of Agriculture and Rural Development', DATE '2020-07-22', DATE '2025-02-28'),
  ('G11', 'ministry', 'Bộ Quốc phòng', 'Ministry of National Defence', DATE '2020-07-22', NULL),
  ('G12', 'ministry', 'Bộ Tài chính', 'Ministry of Finance', DATE '2020-07-22', NULL),
  ('G13', 'ministry', 'Bộ Tài nguyên và Môi trường', 'Ministry of Natural Resources and Environment', DATE '2020-07-22', DATE '2025-02-28'),
  ('G14', 'ministry', 'Bộ Thông tin và Truyền thông', 'Ministry of Information and Communications', DATE '2020-07-22', DATE '2025-02-28'),
  ('G15', 'ministry', 'Bộ Tư pháp', 'Ministry of Justice', DATE '2020-07-22', NULL),
  ('G16', 'ministry', 'Bộ Văn hóa, Thể thao và Du lịch', 'Ministry of Culture, Sports and Tourism', DATE '2020-07-22', NULL),
  ('G17', 'ministry', 'Bộ Xây dựng', 'Ministry of Construction', DATE '2020-07-22', NULL),
  ('G18', 'ministry', 'Bộ Y tế', 'Ministry of Health', DATE '2020-07-22', NULL),
  ('G19', 'ministry', 'Ngân hàng Nhà nước Việt Nam', 'State Bank of Vietnam', DATE '2020-07-22', NULL),
  ('G20', 'ministry', 'Thanh tra Chính phủ', 'Government Inspectorate', DATE '2020-07-22', NULL),
  ('G21', 'ministry', 'Ủy ban Dân tộc', 'Committee for Ethnic Affairs', DATE '2020-07-22', DATE '2025-02-28'),
  ('G22', 'ministry', 'Văn phòng Chính phủ', 'Office of the Government', DATE '2020-07-22', NULL),
  ('G24', 'ministry', 'Bảo hiểm xã hội Việt Nam', 'Vietnam Social Security', DATE '2020-07-22', DATE '2025-02-28'),
  ('G27', 'ministry', 'Đài Tiếng nói Việt Nam', 'Voice of Vietnam', DATE '2020-07-22', DATE '2025-02-28'),
  ('G28', 'ministry', 'Đài Truyền hình Việt Nam', 'Vietnam Television', DATE '2020-07-22', DATE '2025-02-28'),
  ('G30', 'ministry', 'Thông tấn xã Việt Nam', 'Vietnam News Agency', DATE '2020-07-22', DATE '2025-02-28'),
  ('H01', 'province', 'Ủy ban nhân dân tỉnh An Giang', 'People''s Committee of An Giang Province', DATE '2020-07-22', NULL),
  ('H02', 'province', 'Ủy ban nhân dân tỉnh Bắc Giang', 'People''s Committee of Bac Giang Province', DATE '2020-07-22', DATE '2025-06-30'),
  ('H03', 'province', 'Ủy ban nhân dân tỉnh Bắc Kạn', 'People''s Committee of Bac Kan Province', DATE '2020-07-22', DATE '2025-06-30'),
  ('H04', 'province', 'Ủy ban nhân dân tỉnh Bạc Liêu', 'People''s Committee of Bac Lieu Province', DATE '2020-07-22', DATE '2025-06-30'),
  ('H05', 'province', 'Ủy ban nhân dân tỉnh Bắc Ninh', 'People''s Committee of Bac Ninh Province', DATE '2020-07-22', NULL),
  ('H06', 'province', 'Ủy ban nhân dân tỉnh Bà Rịa - Vũng Tàu', 'People''s Committee of Ba Ria - Vung Tau Province', DATE '2020-07-22', DATE '2025-06-30'),
  ('H07', 'province', 'Ủy ban nhân dân tỉnh Bến Tre', 'People''s Committee of Ben Tre Province', DATE '2020-07-22', DATE '2025-06-30'),
  ('H08', 'province', 'Ủy ban nhân dân tỉnh Bình Định', 'People''s Committee of Binh Dinh Province', DATE '2020-07-22', DATE '2025-06-30'),
  ('H09', 'province', 'Ủy ban nhân dân tỉnh Bình Dương', 'People''s Committee of Binh Duong Province', DATE '2020-07-22', DATE '2025-06-30'),
  ('H10', 'province', 'Ủy ban nhân dân tỉnh Bình Phước', 'People''s Committee of Binh Phuoc Province', DATE '2020-07-22', DATE '2025-06-30'),
  ('H11', 'province', 'Ủy ban nhân dân tỉnh Bình Thuận', 'People''s Committee of Binh Thuan Province', DATE '2020-07-22', DATE '2025-06-30'),
  ('H12', 'province', 'Ủy ban nhân dân tỉnh Cà Mau', 'People''s Committee of Ca Mau Province', DATE '2020-07-22', NULL),
  ('H13', 'province', 'Ủy ban nhân dân thành phố Cần Thơ', 'People''s Committee of Can Tho City', DATE '2020-07-22', NULL),
  ('H14', 'province', 'Ủy ban nhân dân tỉnh Cao Bằng', 'People''s Committee of Cao Bang Province', DATE '2020-07-22', NULL),
  ('H15', 'province', 'Ủy ban nhân dân tỉnh Đắk Lắk', 'People''s Committee of Dak Lak Province', DATE '2020-07-22', NULL),
  ('H16', 'province', 'Ủy ban nhân dân tỉnh Đắk Nông', 'People''s Committee of Dak Nong Province', DATE '2020-07-22', DATE '2025-06-30'),
  ('H17', 'province', 'Ủy ban nhân dân thành phố Đà Nẵng', 'People''s Committee of Da Nang City', DATE '2020-07-22', NULL),
  ('H18', 'province', 'Ủy ban nhân dân tỉnh Điện Biên', 'People''s Committee of Dien Bien Province', DATE '2020-07-22', NULL),
  ('H19', 'province', 'Ủy ban nhân dân tỉnh Đồng Nai', 'People''s Committee of Dong Nai Province', DATE '2020-07-22', NULL),
  ('H20', 'province', 'Ủy ban nhân dân tỉnh Đồng Tháp', 'People''s Committee of Dong Thap Province', DATE '2020-07-22', NULL),
  ('H21', 'province', 'Ủy ban nhân dân tỉnh Gia Lai', 'People''s Committee of Gia Lai Province', DATE '2020-07-22', NULL),
  ('H22', 'province', 'Ủy ban nhân dân tỉnh Hà Giang', 'People''s Committee of Ha Giang Province', DATE '2020-07-22', DATE '2025-06-30'),
  ('H23', 'province', 'Ủy ban nhân dân tỉnh Hải Dương', 'People''s Committee of Hai Duong Province', DATE '2020-07-22', DATE '2025-06-30'),
  ('H24', 'province', 'Ủy ban nhân dân thành phố Hải Phòng', 'People''s Committee of Hai Phong City', DATE '2020-07-22', NULL),
  ('H25', 'province', 'Ủy ban nhân dân tỉnh Hà Nam', 'People''s Committee of Ha Nam Province', DATE '2020-07-22', DATE '2025-06-30'),
  ('H26', 'province', 'Ủy ban nhân dân thành phố Hà Nội', 'People''s Committee of Hanoi City', DATE '2020-07-22', NULL),
  ('H27', 'province', 'Ủy ban nhân dân tỉnh Hà Tĩnh', 'People''s Committee of Ha Tinh Province', DATE '2020-07-22', NULL),
  ('H28', 'province', 'Ủy ban nhân dân tỉnh Hòa Bình', 'People''s Committee of Hoa Binh Province', DATE '2020-07-22', DATE '2025-06-30'),
  ('H29', 'province', 'Ủy ban nhân dân Thành phố Hồ Chí Minh', 'People''s Committee of Ho Chi Minh City', DATE '2020-07-22', NULL),
  ('H30', 'province', 'Ủy ban nhân dân tỉnh Hậu Giang', 'People''s Committee of Hau Giang Province', DATE '2020-07-22', DATE '2025-06-30'),
  ('H31', 'province', 'Ủy ban nhân dân tỉnh Hưng Yên', 'People''s Committee of Hung Yen Province', DATE '2020-07-22', NULL),
  ('H32', 'province', 'Ủy ban nhân dân tỉnh Khánh Hòa', 'People''s Committee of Khanh Hoa Province', DATE '2020-07-22', NULL),
  ('H33', 'province', 'Ủy ban nhân dân tỉnh Kiên Giang', 'People''s Committee of Kien Giang Province', DATE '2020-07-22', DATE '2025-06-30'),
  ('H34', 'province', 'Ủy ban nhân dân tỉnh Kon Tum', 'People''s Committee of Kon Tum Province', DATE '2020-07-22', DATE '2025-06-30'),
  ('H35', 'province', 'Ủy ban nhân dân tỉnh Lai Châu', 'People''s Committee of Lai Chau Province', DATE '2020-07-22', NULL),
  ('H36', 'province', 'Ủy ban nhân dân tỉnh Lâm Đồng', 'People''s Committee of Lam Dong Province', DATE '2020-07-22', NULL),
  ('H37', 'province', 'Ủy ban nhân dân tỉnh Lạng Sơn', 'People''s Committee of Lang Son Province', DATE '2020-07-22', NULL),
  ('H38', 'province', 'Ủy ban nhân dân tỉnh Lào Cai', 'People''s Committee of Lao Cai Province', DATE '2020-07-22', NULL),
  ('H39', 'province', 'Ủy ban nhân dân tỉnh Long An', 'People''s Committee of Long An Province', DATE '2020-07-22', DATE '2025-06-30'),
  ('H40', 'province', 'Ủy ban nhân dân tỉnh Nam Định', 'People''s Committee of Nam Dinh Province', DATE '2020-07-22', DATE '2025-06-30'),
  ('H41', 'province', 'Ủy ban nhân dân tỉnh Nghệ An', 'People''s Committee of Nghe An Province', DATE '2020-07-22', NULL),
  ('H42', 'province', 'Ủy ban nhân dân tỉnh Ninh Bình', 'People''s Committee of Ninh Binh Province', DATE '2020-07-22', NULL),
  ('H43', 'province', 'Ủy ban nhân dân tỉnh Ninh Thuận', 'People''s Committee of Ninh Thuan Province', DATE '2020-07-22', DATE '2025-06-30'),
  ('H44', 'province', 'Ủy ban nhân dân tỉnh Phú Thọ', 'People''s Committee of Phu Tho Province', DATE '2020-07-22', NULL),
  ('H45', 'province', 'Ủy ban nhân dân tỉnh Phú Yên', 'People''s Committee of Phu Yen Province', DATE '2020-07-22', DATE '2025-06-30'),
  ('H46', 'province', 'Ủy ban nhân dân tỉnh Quảng Bình', 'People''s Committee of Quang Binh Province', DATE '2020-07-22', DATE '2025-06-30'),
  ('H47', 'province', 'Ủy ban nhân dân tỉnh Quảng Nam', 'People''s Committee of Quang Nam Province', DATE '2020-07-22', DATE '2025-06-30'),
  ('H48', 'province', 'Ủy ban nhân dân tỉnh Quảng Ngãi', 'People''s Committee of Quang Ngai Province', DATE '2020-07-22', NULL),
  ('H49', 'province', 'Ủy ban nhân dân tỉnh Quảng Ninh', 'People''s Committee of Quang Ninh Province', DATE '2020-07-22', NULL),
  ('H50', 'province', 'Ủy ban nhân dân tỉnh Quảng Trị', 'People''s Committee of Quang Tri Province', DATE '2020-07-22', NULL),
  ('H51', 'province', 'Ủy ban nhân dân tỉnh Sóc Trăng', 'People''s Committee of Soc Trang Province', DATE '2020-07-22', DATE '2025-06-30'),
  ('H52', 'province', 'Ủy ban nhân dân tỉnh Sơn La', 'People''s Committee of Son La Province', DATE '2020-07-22', NULL),
  ('H53', 'province', 'Ủy ban nhân dân tỉnh Tây Ninh', 'People''s Committee of Tay Ninh Province', DATE '2020-07-22', NULL),
  ('H54', 'province', 'Ủy ban nhân dân tỉnh Thái Bình', 'People''s Committee of Thai Binh Province', DATE '2020-07-22', DATE '2025-06-30'),
  ('H55', 'province', 'Ủy ban nhân dân tỉnh Thái Nguyên', 'People''s Committee of Thai Nguyen Province', DATE '2020-07-22', NULL),
  ('H56', 'province', 'Ủy ban nhân dân tỉnh Thanh Hóa', 'People''s Committee of Thanh Hoa Province', DATE '2020-07-22', NULL),
  ('H57', 'province', 'Ủy ban nhân dân tỉnh Thừa Thiên Huế', 'People''s Committee of Thua Thien Hue Province', DATE '2020-07-22', NULL),
  ('H58', 'province', 'Ủy ban nhân dân tỉnh Tiền Giang', 'People''s Committee of Tien Giang Province', DATE '2020-07-22', DATE '2025-06-30'),
  ('H59', 'province', 'Ủy ban nhân dân tỉnh Trà Vinh', 'People''s Committee of Tra Vinh Province', DATE '2020-07-22', DATE '2025-06-30'),
  ('H60', 'province', 'Ủy ban nhân dân tỉnh Tuyên Quang', 'People''s Committee of Tuyen Quang Province', DATE '2020-07-22', NULL),
  ('H61', 'province', 'Ủy ban nhân dân tỉnh Vĩnh Long', 'People''s Committee of Vinh Long Province', DATE '2020-07-22', NULL),
  ('H62', 'province', 'Ủy ban nhân dân tỉnh Vĩnh Phúc', 'People''s Committee of Vinh Phuc Province', DATE '2020-07-22', DATE '2025-06-30'),
  ('H63', 'province', 'Ủy ban nhân dân tỉnh Yên Bái', 'People''s Committee of Yen Bai Province', DATE '2020-07-22', DATE '2025-06-30');

-- Relying parties. Typed where policy decides by it; the rest of the RFC 7591 metadata is `metadata`.
CREATE TABLE identity.client (
  id text PRIMARY KEY CHECK (id ~ '^[a-z0-9][a-z0-9-]{2,63}$'),
  agency_code text NOT NULL REFERENCES identity.agency (code),
  name_vi text NOT NULL,
  name_en text NOT NULL,
  profile text NOT NULL CHECK (profile IN ('fapi2', 'basic')),
  status text NOT NULL DEFAULT 'active' CHECK (status IN ('active', 'disabled')),
  -- SHA-256 of the client secret, which is shown once and never stored.
  secret_hash bytea,
  metadata jsonb NOT NULL,
  -- [{scope, purpose_vi, purpose_en, legal_basis, consent}], what the citizen is shown.
  scopes jsonb NOT NULL,
  minimum_acr text NOT NULL DEFAULT 'LoA1' CHECK (minimum_acr IN ('LoA1', 'LoA2', 'LoA3')),
  -- The lower profile is for a time only; so is the exemption from PKCE, by name and with its reason.
  basic_until date,
  pkce_exempt_until date,
  pkce_exempt_reason text,
  created_at timestamptz NOT NULL,
  updated_at timestamptz NOT NULL,
  CHECK (profile = 'fapi2' OR basic_until IS NOT NULL),
  CHECK ((pkce_exempt_until IS NULL) = (pkce_exempt_reason IS NULL)),
  CHECK (pkce_exempt_until IS NULL OR profile = 'basic')
);
CREATE INDEX client_agency ON identity.client (agency_code);

-- APIs that accept our access tokens (RFC 8707 resource indicators).
CREATE TABLE identity.api_resource (
  identifier text PRIMARY KEY,
  agency_code text NOT NULL REFERENCES identity.agency (code),
  name text NOT NULL,
  scopes text[] NOT NULL,
  signing_alg text NOT NULL DEFAULT 'ES256' CHECK (signing_alg IN ('ES256', 'PS256', 'RS256', 'EdDSA')),
  token_seconds integer NOT NULL DEFAULT 300 CHECK (token_seconds BETWEEN 30 AND 3600),
  created_at timestamptz NOT NULL
);

-- Signing keys: published before use, used from `active_from`, kept in the key set until the longest token has expired.
CREATE TABLE identity.signing_key (
  kid text PRIMARY KEY,
  alg text NOT NULL CHECK (alg IN ('ES256', 'PS256', 'RS256', 'EdDSA')),
  public_jwk jsonb NOT NULL,
  -- AES-256-GCM, bound to this row.
  private_jwk bytea NOT NULL,
  published_at timestamptz NOT NULL,
  -- Null while it is the next key.
  active_from timestamptz,
  -- Set when a successor was activated: removed from the key set after it.
  retire_at timestamptz
);
CREATE UNIQUE INDEX signing_key_one_next ON identity.signing_key (alg) WHERE active_from IS NULL;

-- Pairwise subject identifiers, kept once issued: neither a new pepper nor anything else ever changes them.
CREATE TABLE identity.subject (
  account_id uuid NOT NULL,
  sector text NOT NULL,
  sub text NOT NULL,
  pepper_version smallint NOT NULL,
  created_at timestamptz NOT NULL,
  PRIMARY KEY (account_id, sector)
) PARTITION BY HASH (account_id);
DO $$
BEGIN
  FOR i IN 0..7 LOOP
    EXECUTE format('CREATE TABLE identity.subject_p%1$s PARTITION OF identity.subject FOR VALUES WITH (MODULUS 8, REMAINDER %1$s)', i);
  END LOOP;
END
$$;
-- Looks a citizen up by what an agency knows of them (support, erasure requests).
CREATE UNIQUE INDEX subject_by_sub ON identity.subject (sub, account_id);

-- What was released to whom, for the citizen to read. One row per client, day and set of claims.
CREATE TABLE identity.disclosure (
  account_id uuid NOT NULL,
  client_id text NOT NULL,
  day date NOT NULL,
  claims text[] NOT NULL,
  first_at timestamptz NOT NULL,
  last_at timestamptz NOT NULL,
  times integer NOT NULL DEFAULT 1,
  PRIMARY KEY (account_id, client_id, day, claims)
) PARTITION BY HASH (account_id);
DO $$
BEGIN
  FOR i IN 0..3 LOOP
    EXECUTE format('CREATE TABLE identity.disclosure_p%1$s PARTITION OF identity.disclosure FOR VALUES WITH (MODULUS 4, REMAINDER %1$s)', i);
  END LOOP;
END
$$;

-- What lives from one request to the next. The key is SHA-256 of the bearer's value, so that no row can be presented at an endpoint.
-- These tables are emptied as fast as they are filled: vacuum early, and by count rather than by share.

CREATE TABLE identity.authorization_code (
  id bytea PRIMARY KEY,                 -- find, consume
  grant_id text,
  account_id uuid,
  client_id text,
  session_uid text,
  expires_with_session boolean NOT NULL DEFAULT false,
  expires_at timestamptz NOT NULL,
  consumed_at timestamptz,
  payload jsonb NOT NULL
) WITH (fillfactor = 85, autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_threshold = 2000, autovacuum_vacuum_insert_threshold = 20000);
-- store.authorization-code.revoke: everything issued under a grant.
CREATE INDEX authorization_code_grant ON identity.authorization_code (grant_id) WHERE grant_id IS NOT NULL;
-- store.authorization-code.expire. There is no index by session: a code lives a minute, and one that is bound to a session is refused
-- by the provider as soon as the session is gone.
CREATE INDEX authorization_code_expiry ON identity.authorization_code (expires_at);

-- A pushed request and a running sign-in hold what the person typed or was called with (login_hint, the chosen account) and other
-- bearers' values. They are only ever found by their own id, so all of it is encrypted under a key derived from that id.
CREATE TABLE identity.pushed_authorization_request (
  id bytea PRIMARY KEY,                 -- find, consume
  expires_at timestamptz NOT NULL,
  consumed_at timestamptz,
  sealed bytea NOT NULL
) WITH (fillfactor = 85, autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_threshold = 2000, autovacuum_vacuum_insert_threshold = 20000);
CREATE INDEX pushed_authorization_request_expiry ON identity.pushed_authorization_request (expires_at);

CREATE TABLE identity.interaction (
  id bytea PRIMARY KEY,                 -- find, destroy
  expires_at timestamptz NOT NULL,
  sealed bytea NOT NULL
) WITH (fillfactor = 70, autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_threshold = 2000);
CREATE INDEX interaction_expiry ON identity.interaction (expires_at);

-- Used jti values of client assertions and DPoP proofs.
CREATE TABLE identity.replay_detection (
  id bytea PRIMARY KEY,                 -- store.replay-detection.claim
  expires_at timestamptz NOT NULL
) WITH (autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_threshold = 5000, autovacuum_vacuum_insert_threshold = 50000);
CREATE INDEX replay_detection_expiry ON identity.replay_detection (expires_at);

CREATE TABLE identity.access_token (
  id bytea PRIMARY KEY,                 -- find, destroy
  grant_id text,
  account_id uuid,
  client_id text,
  session_uid text,
  expires_with_session boolean NOT NULL DEFAULT false,
  expires_at timestamptz NOT NULL,
  consumed_at timestamptz,
  payload jsonb NOT NULL
) WITH (autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_threshold = 5000, autovacuum_vacuum_insert_threshold = 50000);
-- store.access-token.revoke and store.access-token.revoke-in-session.
CREATE INDEX access_token_grant ON identity.access_token (grant_id) WHERE grant_id IS NOT NULL;
-- store.access-token.end-session: only tokens that end with their session are looked for by it.
CREATE INDEX access_token_session ON identity.access_token (session_uid) WHERE expires_with_session;
CREATE INDEX access_token_expiry ON identity.access_token (expires_at);

-- A rotated token stays until it expires, so that its reuse is noticed. `sealed_successor` is the value of the token that replaced
-- it, encrypted under a key derived from this token's own value, which only the client has.
CREATE TABLE identity.refresh_token (
  id bytea PRIMARY KEY,                 -- find, rotate
  grant_id text,
  account_id uuid,
  client_id text,
  session_uid text,
  expires_with_session boolean NOT NULL DEFAULT false,
  expires_at timestamptz NOT NULL,
  consumed_at timestamptz,
  successor_id bytea,
  sealed_successor bytea,
  payload jsonb NOT NULL
) WITH (fillfactor = 80, autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_threshold = 5000);
-- store.refresh-token.revoke and store.refresh-token.revoke-in-session.
CREATE INDEX refresh_token_grant ON identity.refresh_token (grant_id) WHERE grant_id IS NOT NULL;
-- store.refresh-token.end-session.
CREATE INDEX refresh_token_session ON identity.refresh_token (session_uid) WHERE expires_with_session;
CREATE INDEX refresh_token_expiry ON identity.refresh_token (expires_at);

CREATE TABLE identity.client_credentials (
  id bytea PRIMARY KEY,                 -- find, destroy
  client_id text,
  expires_at timestamptz NOT NULL,
  payload jsonb NOT NULL
) WITH (autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_threshold = 5000, autovacuum_vacuum_insert_threshold = 50000);
CREATE INDEX client_credentials_expiry ON identity.client_credentials (expires_at);

-- One row per signed-in (or signing-in) browser. `uid` never changes; the cookie's value does, and only its SHA-256 is kept.
-- Most updates move nothing that is indexed (`sweep_at` is rounded up), so they stay on their page (HOT): hence the fillfactor.
CREATE TABLE identity.oidc_session (
  uid text PRIMARY KEY,                 -- findByUid, every save, end
  id bytea NOT NULL,
  previous_id bytea,                    -- a second cookie value that is still accepted until previous_until
  previous_until timestamptz,
  account_id uuid,
  login_ts bigint,                      -- when the person last authenticated, seconds since the epoch
  login jsonb NOT NULL,                 -- accountId, acr, amr, loginTs, transient
  payload jsonb NOT NULL,               -- everything else but `authorizations`
  created_at timestamptz NOT NULL,
  seen_at timestamptz NOT NULL,
  expires_at timestamptz NOT NULL,
  max_expires_at timestamptz,           -- expires_at is never moved past it
  sweep_at timestamptz NOT NULL,        -- expires_at rounded up to ten minutes
  user_agent text,
  ip text
) WITH (fillfactor = 70, autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_threshold = 2000);
-- store.session.find.
CREATE UNIQUE INDEX oidc_session_id ON identity.oidc_session (id);
-- store.session.find, second branch.
CREATE INDEX oidc_session_previous ON identity.oidc_session (previous_id) WHERE previous_id IS NOT NULL;
-- store.session.list and store.session.of-account.
CREATE INDEX oidc_session_account ON identity.oidc_session (account_id) WHERE account_id IS NOT NULL;
-- store.session.expired.
CREATE INDEX oidc_session_sweep ON identity.oidc_session (sweep_at);

-- One row per client the session has signed in to, so that tabs working at the same time add rows instead of overwriting a document.
CREATE TABLE identity.oidc_session_client (
  session_uid text NOT NULL REFERENCES identity.oidc_session (uid) ON DELETE CASCADE,
  client_id text NOT NULL,
  sid text,
  -- Two tabs that enter the same portal for the first time at the same moment each give it a sid; the portal may hold either.
  other_sids text[] NOT NULL DEFAULT '{}',
  grant_id text,
  persists_logout boolean NOT NULL DEFAULT false,
  rest jsonb,                           -- properties this version does not know
  PRIMARY KEY (session_uid, client_id)  -- all uses
) WITH (fillfactor = 85, autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_threshold = 5000);

-- What a person has allowed a client: one row per pair, reused by every session. The id is never shown to anybody.
CREATE TABLE identity.oidc_grant (
  id text PRIMARY KEY,                  -- find, destroy
  account_id uuid NOT NULL,
  client_id text NOT NULL,
  created_at timestamptz NOT NULL,
  expires_at timestamptz,
  payload jsonb NOT NULL
) WITH (fillfactor = 85);
-- store.grant.find-id, store.grant.of-account, and the decision which of two grants made at the same moment stands.
CREATE UNIQUE INDEX oidc_grant_pair ON identity.oidc_grant (account_id, client_id);
-- store.grant.expire.
CREATE INDEX oidc_grant_expiry ON identity.oidc_grant (expires_at) WHERE expires_at IS NOT NULL;

-- Everything worth keeping, written in the transaction of the fact. Append-only for the application: it may insert and
-- read, nothing else. One partition per month (rules/identity/prepare_audit_partitions.sql);
-- rows of a month nobody prepared go to the default partition.
CREATE TABLE identity.audit_event (
  id uuid NOT NULL,
  at timestamptz NOT NULL,
  type text NOT NULL,
  account_id uuid,
  client_id text,
  actor text NOT NULL,
  ip inet,
  trace_id text,
  detail jsonb,
  PRIMARY KEY (at, id)
) PARTITION BY RANGE (at);

CREATE INDEX audit_event_account ON identity.audit_event (account_id, at) WHERE account_id IS NOT NULL;
CREATE INDEX audit_event_client ON identity.audit_event (client_id, at) WHERE client_id IS NOT NULL;

CREATE TABLE identity.audit_event_default PARTITION OF identity.audit_event DEFAULT;

REVOKE UPDATE, DELETE, TRUNCATE ON identity.audit_event FROM mocua_identity;
-- Rows are reached through the parent only: its rights are the ones that count.
REVOKE ALL ON identity.audit_event_default FROM mocua_identity;

-- One row per person. Personal data is sealed (AES-256-GCM, bound to table, column and id); what must be found again has
-- an HMAC blind index beside it. The unique indexes decide who owns a number when several people claim it at once.
CREATE TABLE identity.account (
  id uuid PRIMARY KEY,
  created_at timestamptz NOT NULL,
  status text NOT NULL DEFAULT 'active' CHECK (status IN ('active', 'locked', 'disabled')),
  language text NOT NULL CHECK (language IN ('vi', 'en')),
  identity_level smallint NOT NULL CHECK (identity_level IN (1, 2)),
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
  address bytea
);
CREATE UNIQUE INDEX account_citizen_number ON identity.account (citizen_number_index);
CREATE UNIQUE INDEX account_phone ON identity.account (phone_index);
-- Only a verified address is exclusive: otherwise anybody could occupy the address of somebody else.
CREATE UNIQUE INDEX account_email ON identity.account (email_index) WHERE email_verified;
-- The officers' queue; a small fraction of all accounts.
CREATE INDEX account_review ON identity.account (created_at) WHERE needs_review;

-- The organisations a person legally represents.
CREATE TABLE identity.account_organisation (
  account_id uuid NOT NULL REFERENCES identity.account (id) ON DELETE CASCADE,
  tax_code text NOT NULL,
  name text NOT NULL,
  PRIMARY KEY (account_id, tax_code)
);
CREATE INDEX account_organisation_tax_code ON identity.account_organisation (tax_code);

-- argon2id in PHC string format; no row means no password.
CREATE TABLE identity.password (
  account_id uuid PRIMARY KEY REFERENCES identity.account (id) ON DELETE CASCADE,
  hash text NOT NULL,
  changed_at timestamptz NOT NULL
);

-- `secret` is in force; `pending_secret` waits for the first right code. `last_step` is the newest time step that was
-- accepted: it only grows, so a code works once (RFC 6238 section 5.2).
CREATE TABLE identity.totp (
  account_id uuid PRIMARY KEY REFERENCES identity.account (id) ON DELETE CASCADE,
  secret bytea,
  enrolled_at timestamptz,
  last_step bigint,
  pending_secret bytea,
  pending_until timestamptz
);

-- One live code per purpose and subject; sending another one replaces it.
CREATE TABLE identity.sms_code (
  purpose text NOT NULL,
  subject_hash bytea NOT NULL,
  code_mac bytea NOT NULL,
  tries smallint NOT NULL DEFAULT 0,
  expires_at timestamptz NOT NULL,
  used_at timestamptz,
  PRIMARY KEY (purpose, subject_hash)
);
CREATE INDEX sms_code_expires_at ON identity.sms_code (expires_at);

CREATE TABLE identity.recovery_code (
  account_id uuid NOT NULL REFERENCES identity.account (id) ON DELETE CASCADE,
  code_mac bytea NOT NULL,
  used_at timestamptz,
  PRIMARY KEY (account_id, code_mac)
);

-- The WebAuthn user handle: random, so that a passkey tells nothing about the account (WebAuthn Level 3 section 14.6.1).
CREATE TABLE identity.passkey_user (
  account_id uuid PRIMARY KEY REFERENCES identity.account (id) ON DELETE CASCADE,
  user_handle bytea NOT NULL
);

CREATE TABLE identity.passkey (
  id uuid PRIMARY KEY,
  account_id uuid NOT NULL REFERENCES identity.account (id) ON DELETE CASCADE,
  credential_id bytea NOT NULL,
  public_key bytea NOT NULL,
  counter bigint NOT NULL,
  transports text[] NOT NULL,
  aaguid uuid NOT NULL,
  backed_up boolean NOT NULL,
  label text NOT NULL,
  created_at timestamptz NOT NULL,
  last_used_at timestamptz
);
CREATE UNIQUE INDEX passkey_credential ON identity.passkey (credential_id);
CREATE INDEX passkey_account ON identity.passkey (account_id, created_at);

-- A WebAuthn challenge, taken out by the answer: single use. `account_id` has no foreign key because a passkey can be
-- prepared while its account is still being registered.
CREATE TABLE identity.passkey_ceremony (
  ceremony_hash bytea PRIMARY KEY,
  kind text NOT NULL CHECK (kind IN ('register', 'authenticate')),
  challenge text NOT NULL,
  account_id uuid,
  user_handle bytea,
  expires_at timestamptz NOT NULL
);
CREATE INDEX passkey_ceremony_expires_at ON identity.passkey_ceremony (expires_at);

-- One row per sign-in interaction that has gone beyond its first page. Keyed by SHA-256 of the interaction's uid, so that
-- reading the table gives nobody a running interaction. `personal` is sealed and bound to the row. `version` rises by one
-- with every change: of two parallel posts one is refused and continues from what the other decided.
CREATE TABLE identity.sign_in_flow (
  uid_hash   bytea       PRIMARY KEY CHECK (octet_length(uid_hash) = 32),
  version    integer     NOT NULL CHECK (version > 0),
  state      jsonb       NOT NULL,
  personal   bytea,
  expires_at timestamptz NOT NULL
) WITH (fillfactor = 70, autovacuum_vacuum_scale_factor = 0.05, autovacuum_vacuum_threshold = 1000);

CREATE INDEX sign_in_flow_expires_at ON identity.sign_in_flow (expires_at);
