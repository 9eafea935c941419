import type { webcrypto } from 'node:crypto';

/** A registration as `client create` takes it: RFC 7591 metadata, and the agency, profile and approved scopes. */
export interface PortalRegistration extends Readonly<Record<string, unknown>> {
  readonly client_id: string;
}

const decree = 'Nghị định 118/2025/NĐ-CP';

/**
 * What the two sample agencies hand in to be connected. `ministryJwk` is the public half of the key the ministry's portal
 * is started with; the province's secret is in the answer to its registration.
 */
export function portalClients(given: { ministryUrl: string; provinceUrl: string; ministryJwk: webcrypto.JsonWebKey }): {
  readonly ministry: PortalRegistration;
  readonly province: PortalRegistration;
} {
  const addresses = (base: string) => ({
    client_uri: new URL('/', base).href,
    redirect_uris: [new URL('/callback', base).href],
    post_logout_redirect_uris: [new URL('/signed-out', base).href],
    backchannel_logout_uri: new URL('/backchannel-logout', base).href,
    backchannel_logout_session_required: true,
    response_types: ['code'],
    grant_types: ['authorization_code', 'refresh_token'],
  });
  return {
    ministry: {
      client_id: 'portal-ministry-of-health',
      agency: 'G18',
      profile: 'fapi2',
      client_name: 'Cổng dịch vụ công Bộ Y tế (mẫu)',
      'client_name#vi': 'Cổng dịch vụ công Bộ Y tế (mẫu)',
      'client_name#en': 'Ministry of Health portal (sample)',
      contacts: ['portal@health.example'],
      ...addresses(given.ministryUrl),
      token_endpoint_auth_method: 'private_key_jwt',
      token_endpoint_auth_signing_alg: 'ES256',
      id_token_signed_response_alg: 'ES256',
      require_pushed_authorization_requests: true,
      dpop_bound_access_tokens: true,
      jwks: { keys: [given.ministryJwk] },
      scopes: [
        'openid',
        {
          scope: 'profile',
          purpose_vi: 'Điền sẵn họ tên và ngày sinh vào hồ sơ khám chữa bệnh',
          purpose_en: 'Fill in name and date of birth on health forms',
          legal_basis: decree,
        },
        {
          scope: 'phone',
          purpose_vi: 'Nhắn tin khi hồ sơ có kết quả',
          purpose_en: 'Send a message when a dossier is decided',
          legal_basis: decree,
        },
        {
          scope: 'citizen_id',
          purpose_vi: 'Đối chiếu thẻ bảo hiểm y tế',
          purpose_en: 'Match the health insurance card',
          legal_basis: 'Luật Bảo hiểm y tế',
        },
      ],
    },
    province: {
      client_id: 'portal-hanoi',
      agency: 'H26',
      profile: 'basic',
      client_name: 'Cổng dịch vụ công thành phố Hà Nội (mẫu)',
      'client_name#vi': 'Cổng dịch vụ công thành phố Hà Nội (mẫu)',
      'client_name#en': 'Hanoi city portal (sample)',
      contacts: ['portal@hanoi.example'],
      ...addresses(given.provinceUrl),
      token_endpoint_auth_method: 'client_secret_basic',
      id_token_signed_response_alg: 'RS256',
      scopes: [
        'openid',
        {
          scope: 'profile',
          purpose_vi: 'Điền sẵn họ tên và ngày sinh vào tờ khai',
          purpose_en: 'Fill in name and date of birth on forms',
          legal_basis: decree,
        },
        {
          scope: 'dvcqg',
          purpose_vi: 'Giữ liên kết với tài khoản của hệ thống đăng nhập trước đây',
          purpose_en: 'Keep the link to accounts of the older single sign-on',
          legal_basis: decree,
        },
      ],
    },
  };
}
