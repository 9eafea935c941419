import type { Visitor } from '../../support/visitor.ts';
import type { TestClient, World } from './world.ts';

/** A person who signs in at a portal and out again, seen from outside. */
export interface SignOut {
  /** `from` is the portal that has asked; the one it was made for unless stated. */
  signedIn(from?: TestClient): Promise<{ readonly visitor: Visitor; readonly idToken: string }>;
  /** Where a browser is sent to end the session. */
  end(parameters: Record<string, string>): string;
  stillSignedIn(visitor: Visitor): Promise<boolean>;
}

export const createSignOut = (world: World, client: TestClient): SignOut => ({
  async signedIn(from = client) {
    const visitor = world.visitor();
    const tokens = await from.redeem((await world.walk(visitor, from.url())).get('code'));
    return { visitor, idToken: String(tokens.body['id_token']) };
  },
  end: (parameters) => `${world.issuer}/sign-out?${new URLSearchParams(parameters).toString()}`,
  stillSignedIn: async (visitor) => new URL((await visitor.get(client.url({ prompt: 'none' }))).elsewhere ?? '').searchParams.has('code'),
});
