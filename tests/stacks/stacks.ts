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

const pip = (...packages: string[]): Stack['prepare'] => [
  ['python3', '-m', 'venv', '.venv'],
  ['.venv/bin/python', '-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', ...packages],
];

/** The page about Spring is one for both versions. */
const spring = {
  page: 'spring',
  needs: ['mvn', 'java'],
  prepare: [['mvn', '-q', '-B', 'package', '-DskipTests']],
  start: ['java', '-jar', 'target/portal-1.jar'],
  signIn: { link: '/oauth2/authorization/mocua' },
  person: '/person',
  signOut: { page: '/logout' },
  backchannel: true,
} as const;

const keycloak = '/realms/agency/protocol/openid-connect';
const keycloakSignIn = `${keycloak}/auth?client_id=portal&response_type=code&scope=openid&redirect_uri=https%3A%2F%2Fportal.example.gov.vn%2Frealms%2Fagency`;

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
  {
    name: 'express-openid-connect',
    page: 'express',
    needs: [],
    prepare: npm('express@5.1.0', 'express-openid-connect@3.4.0', 'express-session@1.19.0'),
    start: [process.execPath, 'portal.mjs'],
    signIn: { link: '/login' },
    person: '/person',
    signOut: { link: '/logout' },
    backchannel: true,
  },
  {
    name: 'passport-openidconnect',
    page: 'express',
    needs: [],
    prepare: npm('express@5.1.0', 'express-session@1.19.0', 'passport@0.7.0', 'passport-openidconnect@0.1.2'),
    start: [process.execPath, 'portal.mjs'],
    signIn: { link: '/sign-in' },
    person: '/person',
    signOut: null,
    backchannel: false,
  },
  {
    name: 'auth-js',
    page: 'auth-js',
    needs: [],
    prepare: npm('express@4.21.2', '@auth/express@0.12.3'),
    start: [process.execPath, 'portal.mjs'],
    signIn: { page: '/auth/signin' },
    person: '/person',
    signOut: null,
    backchannel: false,
  },
  {
    name: 'next',
    page: 'auth-js',
    needs: [],
    prepare: [...npm('next@16.4.6', 'next-auth@4.24.15', 'react@19', 'react-dom@19'), ['npx', 'next', 'build']],
    start: ['sh', '-c', 'exec npx next start --port $PORT'],
    signIn: { page: '/api/auth/signin' },
    person: '/person',
    signOut: { post: '/sign-out' },
    backchannel: false,
  },
  {
    name: 'authlib',
    page: 'flask',
    needs: ['python3'],
    prepare: pip('Authlib==1.9.6', 'Flask==3.1.3', 'requests==2.34.2', 'joserfc'),
    start: ['.venv/bin/python', 'portal.py'],
    onLocalhost: [['portal.py', 'SESSION_COOKIE_SECURE=True', 'SESSION_COOKIE_SECURE=False']],
    signIn: { link: '/sign-in' },
    person: '/person',
    signOut: { post: '/sign-out' },
    backchannel: true,
  },
  {
    name: 'django',
    page: 'django',
    needs: ['python3'],
    prepare: [...pip('Django==5.2.8', 'mozilla-django-oidc==5.0.2'), ['sh', '-c', '.venv/bin/django-admin migrate --verbosity 0']],
    start: ['sh', '-c', 'exec .venv/bin/django-admin runserver --noreload $PORT'],
    // The secrets of the run itself come later; the migration needs none.
    environment: { DJANGO_SETTINGS_MODULE: 'settings', PYTHONPATH: '.', CLIENT_SECRET: 'none', COOKIE_SECRET: 'none' },
    onLocalhost: [['settings.py', 'SESSION_COOKIE_SECURE = True', 'SESSION_COOKIE_SECURE = False']],
    signIn: { link: '/oidc/authenticate/' },
    person: '/person',
    signOut: { page: '/' },
    backchannel: false,
  },
  {
    name: 'go',
    page: 'go',
    needs: ['go'],
    prepare: [
      ['sh', '-c', 'test -f go.mod || go mod init portal'],
      ['go', 'get', 'github.com/coreos/go-oidc/v3@v3.21.0', 'golang.org/x/oauth2@v0.38.0'],
      ['go', 'mod', 'tidy'],
      ['go', 'build', '-o', 'portal', '.'],
    ],
    environment: { GOFLAGS: '-p=1' },
    start: ['./portal'],
    signIn: { link: '/sign-in' },
    person: '/person',
    signOut: { post: '/sign-out' },
    backchannel: true,
  },
  {
    ...spring,
    name: 'spring-6',
    folders: ['spring', 'spring-6'],
  },
  {
    ...spring,
    name: 'spring-7',
    folders: ['spring', 'spring-7'],
  },
  {
    name: 'rust',
    page: 'rust',
    needs: ['cargo'],
    prepare: [['cargo', 'build', '--quiet', '-j1']],
    start: ['target/debug/portal'],
    signIn: { link: '/sign-in' },
    person: '/person',
    signOut: { post: '/sign-out' },
    backchannel: false,
  },
  {
    name: 'apache',
    page: 'apache',
    needs: ['apache2'],
    local: ['apache2.conf'],
    prepare: [],
    start: ['sh', '-c', 'HERE=$PWD exec apache2 -f $PWD/apache2.conf -DFOREGROUND'],
    onLocalhost: [['portal.conf', 'exec:/bin/cat /etc/apache2/oidc-passphrase', 'a passphrase of this run']],
    signIn: { link: '/private' },
    person: '/oidc?info=json',
    signOut: { link: '/oidc?logout=https%3A%2F%2Fportal.example.gov.vn%2F' },
    backchannel: true,
  },
  {
    name: 'oauth2-proxy',
    page: 'oauth2-proxy',
    needs: ['go'],
    prepare: [['sh', '-c', 'test -x oauth2-proxy || GOBIN=$PWD go install github.com/oauth2-proxy/oauth2-proxy/v7@v7.15.6']],
    environment: { GOFLAGS: '-p=1' },
    start: [
      'sh',
      '-c',
      'OAUTH2_PROXY_CLIENT_SECRET=$CLIENT_SECRET OAUTH2_PROXY_COOKIE_SECRET=$COOKIE_SECRET exec ./oauth2-proxy --config oauth2-proxy.cfg',
    ],
    onLocalhost: [['oauth2-proxy.cfg', 'cookie_secure = true', 'cookie_secure = false']],
    signIn: { link: '/oauth2/start?rd=%2Foauth2%2Fuserinfo' },
    person: '/oauth2/userinfo',
    shows: /"user":"[\w-]{20,}"/,
    signOut: { link: '/oauth2/sign_out?rd=', file: 'after-sign-out.txt' },
    backchannel: false,
  },
  {
    name: 'keycloak',
    page: 'keycloak',
    needs: ['mvn', 'java'],
    prepare: [
      [
        'sh',
        '-c',
        'test -d keycloak-26.7.3 || (mvn -q -B dependency:copy -Dartifact=org.keycloak:keycloak-quarkus-dist:26.7.3:tar.gz -DoutputDirectory=. && tar xzf keycloak-quarkus-dist-26.7.3.tar.gz)',
      ],
      ['sh', '-c', 'chmod +x keycloak-26.7.3/bin/kc.sh && rm -rf keycloak-26.7.3/data && mkdir -p keycloak-26.7.3/data/import'],
    ],
    environment: { JAVA_OPTS_KC_HEAP: '-Xmx512m' },
    start: [
      'sh',
      '-c',
      'cp realm.json keycloak-26.7.3/data/import/ && exec keycloak-26.7.3/bin/kc.sh start-dev --http-port=$PORT --import-realm',
    ],
    signIn: { link: `${keycloakSignIn}&kc_idp_hint=mocua` },
    // Its own answer to a portal of the agency: a code, or that nobody is signed in.
    person: `${keycloakSignIn}&prompt=none`,
    shows: /[?&]code=/,
    signOut: { page: `${keycloak}/logout?client_id=portal&post_logout_redirect_uri=https%3A%2F%2Fportal.example.gov.vn%2Frealms%2Fagency` },
    backchannel: true,
  },
];
