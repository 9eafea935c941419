import type Koa from 'koa';
import { ClientSecretBasic } from 'openid-client';
import type { PortalSettings } from './connection.ts';
import { createPortal } from './portal.ts';

const css = `:root{--ink:#33201a;--main:#8c2f1b;--soft:#fbeee6}
*{box-sizing:border-box}body{margin:0;font:1.0625rem/1.65 Georgia,'Times New Roman',serif;color:var(--ink);background:#fffaf5}
header{background:var(--main);color:#fff}.bar{max-width:52rem;margin:auto;padding:1.25rem 1rem;display:flex;flex-wrap:wrap;gap:.25rem 1.5rem;align-items:baseline}
.agency{margin:0;flex-basis:100%;font-size:.95rem;font-style:italic}header a{color:#fff}.name{font-size:1.5rem;text-decoration:none;margin-right:auto}
main{max-width:52rem;margin:2rem auto;padding:0 1rem}h1{font-size:1.9rem;font-weight:400;line-height:1.25;border-bottom:2px solid #e4c3b2;padding-bottom:.5rem}
a{color:var(--main)}.button,button{display:inline-block;font:inherit;padding:.6rem 1.2rem;margin:.25rem .5rem .25rem 0;border:2px solid var(--main);border-radius:3px;background:var(--main);color:#fff;text-decoration:none;cursor:pointer}
.quiet{background:transparent;color:var(--main)}:focus-visible{outline:3px solid #1d70b8;outline-offset:2px}
.notice{padding:1rem;background:var(--soft);border:1px solid #d9a88f}.scroll{overflow-x:auto}
table{border-collapse:collapse;width:100%;margin:1.25rem 0}caption{text-align:left;font-style:italic;padding:.5rem 0}th,td{text-align:left;padding:.5rem;border:1px solid #e4c3b2;vertical-align:top;overflow-wrap:anywhere;font-weight:400}thead th{background:var(--soft)}code{font-size:.8em}`;

/**
 * The portal of a province, in the `basic` profile: authorization code with PKCE, `client_secret_basic`, ID tokens signed with
 * RS256, and the claim names of the older national SSO.
 */
export function createProvincePortal(settings: PortalSettings & { readonly clientSecret: string }): Koa {
  return createPortal(settings, {
    cookie: 'province',
    look: {
      name: { vi: 'Dịch vụ công thành phố Hà Nội', en: 'Hanoi city services' },
      agency: { vi: 'Ủy ban nhân dân thành phố Hà Nội · cổng mẫu', en: 'People’s Committee of Hanoi · sample' },
      css,
    },
    scope: 'openid profile dvcqg',
    idTokenAlg: 'RS256',
    pushed: false,
    dpop: false,
    clientAuth: async () => ClientSecretBasic(settings.clientSecret),
  });
}
