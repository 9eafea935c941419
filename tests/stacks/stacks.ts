import type { Stack } from './stack.ts';

const npm = (...packages: string[]): Stack['prepare'] => [
  ['npm', 'init', '--yes', '--silent'],
  ['npm', 'install', '--no-audit', '--no-fund', '--silent', ...packages],
];
const insecure = [
  'connection.mjs',
  'oidc.enableNonRepudiationChecks',
  'oidc.enableNonRepudiationChecks, oidc.allowInsecureRequests',
] as const;

/** The portal of the page about openid-client. */
const handmade = {
  page: 'openid-client',
  needs: [],
  start: [process.execPath, 'portal.mjs'],
  signIn: { link: '/sign-in' },
  person: '/person',
  signOut: { post: '/sign-out' },
  backchannel: true,
} as const;

export const stacks: readonly Stack[] = [
  {
    ...handmade,
    name: 'openid-client-fapi2',
    folders: ['openid-client', 'openid-client-fapi2'],
    prepare: npm('openid-client@6.8.9', 'jose@6.2.3'),
    onLocalhost: [insecure],
  },
  {
    ...handmade,
    name: 'openid-client-basic',
    folders: ['openid-client', 'openid-client-basic'],
    prepare: npm('openid-client@6.8.9', 'jose@6.2.3'),
    onLocalhost: [insecure],
  },
  {
    ...handmade,
    name: 'openid-client-5',
    folders: ['openid-client', 'openid-client-5'],
    prepare: npm('openid-client@5.7.0', 'jose@6.2.3'),
  },
];
