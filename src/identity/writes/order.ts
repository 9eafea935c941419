import type { Kind, Write } from './write.ts';

/** Before what: all requests apply their writes in this order, so that no two wait for each other in a circle. */
const ranks: Readonly<Record<Kind, number>> = {
  claim: 0,
  'use-code': 1,
  'use-request': 1,
  'use-refresh-token': 1,
  'save-code': 2,
  'save-access-token': 2,
  'save-refresh-token': 2,
  'save-client-credentials': 2,
  'save-request': 2,
  'save-grant': 2,
  'save-session': 2,
  'keep-session': 3,
  'enter-client': 4,
  'leave-client': 5,
  'give-back': 6,
  'record-event': 7,
  'finish-interaction': 8,
};

/** Claims among themselves go by their key, because one request may show two; everything else keeps the order in which it came. */
export function inOrder(writes: readonly Write[]): readonly Write[] {
  if (writes.length < 2) return writes;
  return [...writes].sort((a, b) => {
    if (a.kind === 'claim' && b.kind === 'claim') return a.id.compare(b.id);
    return ranks[a.kind] - ranks[b.kind];
  });
}
