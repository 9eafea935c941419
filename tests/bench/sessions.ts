import type { Provider } from 'oidc-provider';
import type { Person } from './portal.ts';

/** The name of the session cookie, the same on both sides. */
export const sessionCookie = 'identity_session';

/**
 * Signs people in without a page or a password: sessions made with the provider's own model, in its own store, and the
 * cookies their browsers would hold. Each is fresh: it has entered no portal.
 */
export async function makeSessions(
  provider: Provider,
  sign: (data: string) => string,
  people: readonly Person[],
  input: { count: number; offset: number },
): Promise<string[]> {
  const cookies: string[] = [];
  const one = async (index: number): Promise<void> => {
    const person = people[(input.offset + index) % people.length];
    if (person === undefined) throw new Error('there is nobody to sign in');
    const session = new provider.Session();
    session.loginAccount({
      accountId: person.accountId,
      loginTs: Math.floor(Date.now() / 1000),
      amr: ['pwd'],
      acr: 'LoA1',
      transient: false,
    } as never);
    await session.save(1800);
    const pair = `${sessionCookie}=${session.jti}`;
    cookies[index] = `${pair}; ${sessionCookie}.sig=${sign(pair)}`;
  };
  for (let from = 0; from < input.count; from += 16) {
    await Promise.all(Array.from({ length: Math.min(16, input.count - from) }, (_, index) => one(from + index)));
  }
  return cookies;
}
