import type { Adapter, AdapterPayload } from 'oidc-provider';

const grantable = new Set(['AccessToken', 'AuthorizationCode', 'RefreshToken', 'DeviceCode', 'BackchannelAuthenticationRequest']);
/** Two generations of this many entries: what was not used for so long is forgotten, as in the library's own LRU. */
const GENERATION = 100_000;

/**
 * oidc-provider's default memory adapter, operation for operation (objects are kept as they are, `consume` is
 * unconditional), with room for a bench: the default keeps a thousand entries and would lose live sessions.
 */
export function createMemoryStore(): (model: string) => Adapter {
  let young = new Map<string, unknown>();
  let old = new Map<string, unknown>();
  const set = (key: string, value: unknown): void => {
    young.set(key, value);
    if (young.size < GENERATION) return;
    old = young;
    young = new Map();
  };
  const get = <T>(key: string): T | undefined => {
    if (young.has(key)) return young.get(key) as T;
    if (!old.has(key)) return undefined;
    const value = old.get(key);
    old.delete(key);
    set(key, value);
    return value as T;
  };
  const remove = (key: string): void => {
    young.delete(key);
    old.delete(key);
  };
  return (model) => {
    const keyOf = (id: string): string => `${model}:${id}`;
    const find = (id: string): Promise<AdapterPayload | undefined> => Promise.resolve(get<AdapterPayload>(keyOf(id)));
    return {
      find,
      findByUid: (uid) => find(get<string>(`sessionUid:${uid}`) ?? ''),
      findByUserCode: (code) => find(get<string>(`userCode:${code}`) ?? ''),
      upsert(id, payload) {
        const key = keyOf(id);
        if (model === 'Session') set(`sessionUid:${payload.uid ?? ''}`, id);
        if (payload.userCode !== undefined) set(`userCode:${payload.userCode}`, id);
        if (grantable.has(model) && payload.grantId !== undefined) {
          const members = get<Set<string>>(`grant:${payload.grantId}`) ?? new Set<string>();
          members.add(key);
          set(`grant:${payload.grantId}`, members);
        }
        set(key, payload);
        return Promise.resolve(undefined);
      },
      consume(id) {
        const payload = get<AdapterPayload>(keyOf(id));
        if (payload !== undefined) payload.consumed = Math.floor(Date.now() / 1000);
        return Promise.resolve(undefined);
      },
      destroy(id) {
        const payload = get<AdapterPayload>(keyOf(id));
        if (payload?.uid !== undefined && get(`sessionUid:${payload.uid}`) === id) remove(`sessionUid:${payload.uid}`);
        if (payload?.grantId !== undefined) get<Set<string>>(`grant:${payload.grantId}`)?.delete(keyOf(id));
        remove(keyOf(id));
        return Promise.resolve(undefined);
      },
      revokeByGrantId(grantId) {
        for (const key of get<Set<string>>(`grant:${grantId}`) ?? []) remove(key);
        remove(`grant:${grantId}`);
        return Promise.resolve(undefined);
      },
    };
  };
}
