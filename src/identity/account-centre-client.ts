import { ACCOUNT_CENTRE } from '#identity/provider';
import { RegistrationRefused } from '#identity/clients';
import type { IdentityServices } from './services.ts';

/** Registers the account centre's own client once; a later start, or another process, finds it. */
export async function ensureAccountCentre(services: Pick<IdentityServices, 'db' | 'clients' | 'options'>): Promise<void> {
  const { db, clients, options } = services;
  if ((await clients.show(db, ACCOUNT_CENTRE)) !== null) return;
  try {
    await db.transaction((tx) =>
      clients.create(
        tx,
        {
          client_id: ACCOUNT_CENTRE,
          agency: 'MC',
          profile: 'basic',
          client_name: 'Tài khoản Một Cửa',
          'client_name#en': 'Một Cửa account',
          redirect_uris: [new URL('/account/return', options.issuer).href],
          // Codes are never redeemed, so nobody ever authenticates as this client: the secret is not kept.
          token_endpoint_auth_method: 'client_secret_basic',
          grant_types: ['authorization_code'],
          scope: 'openid',
          basic_until: '9999-12-31',
        },
        'system',
      ),
    );
  } catch (error) {
    if (!(error instanceof RegistrationRefused) || (await clients.show(db, ACCOUNT_CENTRE)) === null) throw error;
  }
}
