import { page } from '#shared/view';

export interface FullModel {
  /** Where the person was going; asking there again is all they have to do. */
  readonly again: string;
  readonly seconds: number;
  readonly traceId: string;
}

/** There is no room for somebody new at this moment. */
export const fullPage = page<FullModel>('identity/full', {
  shown: { again: '/authorize?client_id=portal', seconds: 5, traceId: '4bf92f3577b34da6a3ce929d0e0e4736' },
});
