import { webcrypto } from 'node:crypto';
import type Koa from 'koa';
import { PrivateKeyJwt } from 'openid-client';
import type { PortalSettings } from './connection.ts';
import { createPortal } from './portal.ts';

const css = `:root{--ink:#12324a;--main:#0b6e77;--soft:#e6f3f3}
*{box-sizing:border-box}body{margin:0;font:1.0625rem/1.6 system-ui,sans-serif;color:var(--ink);background:#f6f9fa}
header{background:#fff;border-top:6px solid var(--main);box-shadow:0 1px 4px #0002}.bar{max-width:60rem;margin:auto;padding:1rem;display:grid;gap:.15rem}
.agency{margin:0;font-size:.9rem;letter-spacing:.04em;text-transform:uppercase}.name{font-size:1.35rem;font-weight:700;color:var(--main);text-decoration:none}
main{max-width:60rem;margin:1.5rem auto;padding:1.5rem;background:#fff;border-radius:14px}h1{font-size:1.7rem;line-height:1.25;margin-top:0}
a{color:#075c64}.button,button{display:inline-block;font:inherit;font-weight:600;padding:.65rem 1.3rem;margin:.25rem .5rem .25rem 0;border:2px solid var(--main);border-radius:999px;background:var(--main);color:#fff;text-decoration:none;cursor:pointer}
.quiet{background:#fff;color:var(--main)}:focus-visible{outline:3px solid #ffbf47;outline-offset:2px}
.notice{padding:1rem;background:var(--soft);border-left:5px solid var(--main)}.scroll{overflow-x:auto}
table{border-collapse:collapse;width:100%;margin:1rem 0}caption{text-align:left;font-weight:700;padding:.5rem 0}th,td{text-align:left;padding:.5rem;border-bottom:1px solid #d7e5e8;vertical-align:top;overflow-wrap:anywhere}code{font-size:.85em;color:#3d5566}`;

/**
 * The portal of a ministry, in the `fapi2` profile: pushed authorization requests, PKCE, `private_key_jwt`, tokens bound by
 * DPoP, everything signed with ES256. `privateJwk` is a P-256 key with `kid`; its public half is in the registration.
 */
export function createMinistryPortal(settings: PortalSettings & { readonly privateJwk: webcrypto.JsonWebKey & { kid?: string } }): Koa {
  return createPortal(settings, {
    cookie: 'ministry',
    look: {
      name: { vi: 'Cổng dịch vụ công Bộ Y tế', en: 'Ministry of Health portal' },
      agency: { vi: 'Bộ Y tế · cổng mẫu', en: 'Ministry of Health · sample' },
      css,
    },
    scope: 'openid profile phone citizen_id',
    idTokenAlg: 'ES256',
    pushed: true,
    dpop: true,
    async clientAuth() {
      const { kid, ...jwk } = settings.privateJwk;
      const key = await webcrypto.subtle.importKey('jwk', { ...jwk, key_ops: ['sign'] }, { name: 'ECDSA', namedCurve: 'P-256' }, false, [
        'sign',
      ]);
      return PrivateKeyJwt(kid === undefined ? { key } : { key, kid });
    },
  });
}
