import type { Adapter } from 'oidc-provider';
import { isPlausible, type Payload } from '#identity/store/rows';
import { completeAdapter } from './adapter.ts';
import type { ModelParts } from './contract.ts';

/** Clients belong to the registry; the provider only reads them. */
export function clientAdapter({ findClient }: ModelParts): Adapter {
  return completeAdapter('Client', {
    find: async (id) => (isPlausible(id) ? ((await findClient(id)) as Payload | undefined) : undefined),
  });
}
