import { names, setting } from './settings.ts';

/** A variable that begins like one of ours is meant for us; if it is not ours, it is misspelt or out of date. */
export const families = [
  'IDENTITY_', 'CATALOGUE_', 'DOSSIER_', 'PAYMENT_', 'CONSOLE_', 'SANDBOX_', 'MINISTRY_PORTAL_', 'PROVINCE_PORTAL_', 'DATABASE_', 'TRUSTED_PROX',
  'KEY_ENCRYPTION_', 'BLIND_INDEX_', 'SUBJECT_PEPPER', 'COOKIE_', 'SMS_', 'SMTP_', 'MAIL_', 'ALLOWED_PRIVATE_', 'ARGON2_', 'PASSWORD_', 'SESSION_',
  'SHARED_SESSION_', 'WORKER_', 'INTERACTION_', 'AUTHORIZATION_CODE_', 'ACCESS_TOKEN_', 'ID_TOKEN_', 'REFRESH_', 'DEMO_', 'MOT_CUA_',
]; // prettier-ignore

/** What others set: Kubernetes for a service called "identity", Azure for its managed identities, desktops, the password manager `pass`. */
const platform =
  /^(?:SESSION_MANAGER|PASSWORD_STORE_.+|IDENTITY_ENDPOINT|IDENTITY_HEADER|IDENTITY_SERVER_THUMBPRINT|.+_SERVICE_HOST|.+_SERVICE_PORT(?:_.+)?|.+_PORT_\d+_(?:TCP|UDP)(?:_.+)?)$/;

const known = new Set(names.flatMap((name) => (setting(name).secret ? [name, `${name}_FILE`] : [name])) as string[]);

/** The variables that look like settings and are none. */
export function unknownNames(env: NodeJS.ProcessEnv): string[] {
  return Object.keys(env).filter((name) => {
    if (known.has(name) || platform.test(name)) return false;
    if (name.endsWith('_PORT') && /^(?:tcp|udp):/.test(env[name] ?? '')) return false;
    return families.some((family) => name.startsWith(family));
  });
}
