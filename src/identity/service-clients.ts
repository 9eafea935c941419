import { RegistrationRefused } from '#identity/clients';
import type { ClientRegistration } from '#module';
import type { IdentityServices } from './services.ts';

/** Registers services that are not registered yet, APIs first, since clients are approved for their scopes. Safe to repeat. */
export async function registerServices(
  { db, clients }: Pick<IdentityServices, 'db' | 'clients'>,
  registrations: readonly ClientRegistration[],
  actor: string,
): Promise<void> {
  for (const { api } of registrations) {
    await clients.saveResource(db, { ...api, scopes: [...api.scopes], agency_code: 'MC', signing_alg: 'ES256', token_seconds: 300 });
  }
  for (const { client } of registrations) {
    if ((await clients.show(db, client.client_id)) !== null) continue;
    try {
      await db.transaction((tx) => clients.create(tx, client, actor));
    } catch (error) {
      // Another process registered it at the same moment.
      if (!(error instanceof RegistrationRefused) || (await clients.show(db, client.client_id)) === null) throw error;
    }
  }
}
