import type { Clock } from '#shared/clock';
import type { Sealer } from '#shared/crypto';
import type { Tx } from '#shared/db';
import { append, type NewEvent } from './append.ts';
import type { EventDetail } from './history.ts';
import type { DossierRow } from './record-sql.ts';
import type { Tell } from './tell.ts';

/** What happens in a dossier beside its moves: its status stays. */
export type Note =
  | { readonly kind: 'fee-requested'; readonly detail: EventDetail }
  | { readonly kind: 'fee-paid' | 'fee-expired' | 'fee-refunded'; readonly notice: string; readonly detail: EventDetail }
  | { readonly kind: 'rated'; readonly citizen: string; readonly rating: number };

/** What each says of the fee. */
const paymentStates = {
  'fee-requested': 'requested',
  'fee-paid': 'paid',
  'fee-expired': 'to-arrange',
  'fee-refunded': 'refunded',
} as const;

/** Appends it and tells the owner, both or neither. */
export async function note(
  { clock, sealer, tell }: { readonly clock: Clock; readonly sealer: Sealer; readonly tell: Tell },
  tx: Tx,
  { dossier, note: noted }: { dossier: Pick<DossierRow, 'id' | 'code' | 'person_id' | 'status'>; note: Note },
): Promise<void> {
  const at = clock.now();
  const event: NewEvent =
    noted.kind === 'rated'
      ? { kind: 'rated', at, actor: 'citizen', actorId: noted.citizen, rating: noted.rating }
      : {
          kind: noted.kind,
          at,
          ...('notice' in noted ? { actor: 'payment', paymentNotice: noted.notice } : { actor: 'system' }),
          paymentState: paymentStates[noted.kind],
          detail: noted.detail,
        };
  const seq = await append(tx, sealer, { dossierId: dossier.id, seen: dossier.status, event });
  await tell(tx, { dossier, event, seq });
}
