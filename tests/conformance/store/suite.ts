import { randomBytes, randomUUID } from 'node:crypto';
import { errors, type Adapter, type AdapterPayload } from 'oidc-provider';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

/** What the suite needs of a store: oidc-provider's adapter factory, a clock it can move, and a way to let everything go. */
export interface StoreUnderTest {
  readonly adapter: (name: string) => Adapter;
  advance(seconds: number): void;
  epoch(): number;
  close(): Promise<void>;
}

const value = (): string => randomBytes(32).toString('base64url');
const singleUse = [
  ['AuthorizationCode', errors.InvalidGrant],
  ['RefreshToken', errors.InvalidGrant],
  ['PushedAuthorizationRequest', errors.InvalidRequestUri],
] as const;
const underGrant = ['AuthorizationCode', 'AccessToken', 'RefreshToken'] as const;
const everyToken = [...underGrant, 'ClientCredentials', 'PushedAuthorizationRequest', 'Interaction'] as const;

/** The contract of any store for oidc-provider, as this project understands it: what the library expects, and one winner per race. */
export function describeStore(name: string, make: () => Promise<StoreUnderTest>): void {
  describe(`the ${name} store`, () => {
    let store: StoreUnderTest;
    beforeAll(async () => {
      store = await make();
    });
    afterAll(() => store.close());

    const issue = async (model: string, more: Partial<AdapterPayload> = {}) => {
      const id = value();
      const now = store.epoch();
      const payload = {
        kind: model,
        jti: id,
        iat: now,
        exp: now + 600,
        accountId: randomUUID(),
        clientId: 'portal',
        grantId: value(),
        ...more,
      };
      await store.adapter(model).upsert(id, payload, 600);
      return { id, payload };
    };
    const twenty = <T>(work: () => Promise<T>) => Promise.allSettled(Array.from({ length: 20 }, work));

    describe.each(everyToken)('%s', (model) => {
      it('is found with every property it was saved with, also those no version of the store knows', async () => {
        const { id, payload } = await issue(model, {
          scope: 'openid',
          futureProperty: { deep: ['đ', 1, null] },
        } as Partial<AdapterPayload>);
        expect(await store.adapter(model).find(id)).toEqual(payload);
      });

      it('is a fresh object each time', async () => {
        const { id, payload } = await issue(model);
        const first = (await store.adapter(model).find(id)) as AdapterPayload;
        first.scope = 'changed by the caller';
        expect(await store.adapter(model).find(id)).toEqual(payload);
      });

      it('is replaced when saved again', async () => {
        const { id, payload } = await issue(model);
        await store.adapter(model).upsert(id, { ...payload, scope: 'second' }, 600);
        expect(await store.adapter(model).find(id)).toMatchObject({ scope: 'second' });
      });

      it('is gone after destroy, and destroying it again is no error', async () => {
        const { id } = await issue(model);
        await store.adapter(model).destroy(id);
        await store.adapter(model).destroy(id);
        expect(await store.adapter(model).find(id)).toBeUndefined();
      });

      it('is not found by an id of another model', async () => {
        const { id } = await issue(model);
        for (const other of everyToken) if (other !== model) expect(await store.adapter(other).find(id)).toBeUndefined();
      });

      it.each([
        ['empty', ''],
        ['a null byte', 'a\0b'],
        ['ten kilobytes', 'x'.repeat(10_240)],
        ['half a character', '\ud800'],
        ['a handle', `~${value()}`],
      ])('answers "not found" to an id that is %s', async (_what, id) => {
        expect(await store.adapter(model).find(id)).toBeUndefined();
      });
    });

    describe.each(singleUse)('a %s', (model, Refusal) => {
      it('is consumed by exactly one of 20 parallel uses, and the others get an OAuth error', async () => {
        const { id } = await issue(model);
        const results = await twenty(async () => store.adapter(model).consume(id));
        expect(results.filter((each) => each.status === 'fulfilled')).toHaveLength(1);
        for (const each of results) if (each.status === 'rejected') expect(each.reason).toBeInstanceOf(Refusal);
      });

      it('is shown as consumed when it comes back later', async () => {
        const { id } = await issue(model);
        await store.adapter(model).consume(id);
        store.advance(30);
        expect(await store.adapter(model).find(id)).toMatchObject({ consumed: expect.any(Number) as number });
      });

      it('stays consumed when it is saved again', async () => {
        const { id, payload } = await issue(model);
        await store.adapter(model).consume(id);
        await store.adapter(model).upsert(id, payload, 600);
        store.advance(30);
        expect(await store.adapter(model).find(id)).toMatchObject({ consumed: expect.any(Number) as number });
      });
    });

    describe.each(underGrant)('revoking a grant takes its %s', (model) => {
      it('and nothing of another grant', async () => {
        const mine = await issue(model);
        const other = await issue(model);
        await store.adapter(model).revokeByGrantId(String(mine.payload.grantId));
        expect(await store.adapter(model).find(mine.id)).toBeUndefined();
        expect(await store.adapter(model).find(other.id)).toEqual(other.payload);
      });
    });

    it('a code found again at the moment of its use is refused instead of being shown as consumed', async () => {
      const { id } = await issue('AuthorizationCode');
      await store.adapter('AuthorizationCode').consume(id);
      await expect(store.adapter('AuthorizationCode').find(id)).rejects.toBeInstanceOf(errors.InvalidGrant);
    });

    it('a jti is claimed by one of 20 parallel saves, and may be used again once forgotten', async () => {
      const replay = store.adapter('ReplayDetection');
      const id = value();
      const save = () =>
        replay.upsert(id, { jti: id, kind: 'ReplayDetection', iss: 'portal', exp: store.epoch() + 60 }, 60) as Promise<void>;
      const results = await twenty(save);
      expect(results.filter((each) => each.status === 'fulfilled')).toHaveLength(1);
      for (const each of results) if (each.status === 'rejected') expect(each.reason).toBeInstanceOf(errors.OIDCProviderError);
      expect(await replay.find(id)).toBeDefined();
      store.advance(61);
      expect(await replay.find(id)).toBeUndefined();
      await save();
    });

    it('a grant is found, saved again and destroyed under its id', async () => {
      const { id, payload } = await issue('Grant', { grantId: undefined });
      const grants = store.adapter('Grant');
      await grants.upsert(id, { ...payload, scope: 'more' }, 600);
      expect(await grants.find(id)).toMatchObject({ jti: id, scope: 'more', accountId: payload.accountId });
      await grants.destroy(id);
      expect(await grants.find(id)).toBeUndefined();
    });

    it('a session is found by its cookie and by its uid, with its clients', async () => {
      const sessions = store.adapter('Session');
      const authorizations = { portal: { sid: 'sid-1', grantId: 'grant-1', persistsLogout: true as const } };
      const { id, payload } = await issue('Session', {
        uid: value(),
        loginTs: store.epoch(),
        acr: 'LoA1',
        authorizations,
        clientId: undefined,
        grantId: undefined,
      });
      const expected = { uid: payload.uid, accountId: payload.accountId, acr: 'LoA1', authorizations, exp: payload.exp };
      expect(await sessions.find(id)).toMatchObject({ ...expected, jti: id });
      expect(await sessions.findByUid(String(payload.uid))).toMatchObject(expected);
      await sessions.destroy(id);
      expect(await sessions.find(id)).toBeUndefined();
      expect(await sessions.findByUid(String(payload.uid))).toBeUndefined();
    });

    it('two saves of a session that was loaded twice keep the clients of both', async () => {
      const sessions = store.adapter('Session');
      const { id, payload } = await issue('Session', {
        uid: value(),
        loginTs: store.epoch(),
        authorizations: {},
        clientId: undefined,
        grantId: undefined,
      });
      const load = async () => (await sessions.find(id)) as AdapterPayload & { authorizations: Record<string, object> };
      const tabs = await Promise.all(Array.from({ length: 20 }, load));
      await Promise.all(
        tabs.map((tab, index) => {
          tab.authorizations[`portal-${index}`] = { sid: `sid-${index}`, grantId: `grant-${index}` };
          return sessions.upsert(id, tab, 600);
        }),
      );
      expect(Object.keys((await load()).authorizations)).toHaveLength(20);
      const leaving = await load();
      delete leaving.authorizations['portal-3'];
      await sessions.upsert(id, leaving, 600);
      const left = Object.keys((await load()).authorizations);
      expect(left).toHaveLength(19);
      expect(left).not.toContain('portal-3');
      expect(payload.uid).toBe((await load()).uid);
    });
  });
}
