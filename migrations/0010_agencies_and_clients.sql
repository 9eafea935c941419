-- Up Migration

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

-- Every process that caches clients listens to this channel; the payload is the client's id.
CREATE FUNCTION identity.announce_client() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM pg_notify('identity_client', COALESCE(NEW.id, OLD.id));
  RETURN NULL;
END $$;
CREATE TRIGGER client_changed AFTER INSERT OR UPDATE OR DELETE ON identity.client
  FOR EACH ROW EXECUTE FUNCTION identity.announce_client();
