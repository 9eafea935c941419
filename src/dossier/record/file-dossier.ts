import { randomUUID } from 'node:crypto';
import type { Fees } from '#dossier/fees';
import type { Citizen } from '#dossier/people';
import { onlineFees, type Procedure } from '#dossier/procedures';
import type { FormValues } from '#forms';
import type { Clock } from '#shared/clock';
import type { Sealer } from '#shared/crypto';
import { dayOf } from '#shared/day';
import { one, run, type Tx } from '#shared/db';
import { append, type NewEvent } from './append.ts';
import { dossierPlace, newSecret } from './dossier.ts';
import { insertDossier, issueCode } from './record-sql.ts';
import type { Tell } from './tell.ts';

/** What is made a dossier. */
export interface Filing {
  readonly draft: { readonly id: string; readonly agency: string };
  readonly citizen: Citizen;
  readonly procedure: Procedure;
  readonly answers: FormValues;
}

/**
 * Makes a draft's answers a dossier with a code of its own, in the caller's transaction; a rollback takes no number. Its history begins
 * with the filing, what filing costs is asked for, and its owner is told.
 */
export async function fileDossier(
  { clock, sealer, fees, tell }: { readonly clock: Clock; readonly sealer: Sealer; readonly fees: Pick<Fees, 'ask'>; readonly tell: Tell },
  tx: Tx,
  { draft, citizen, procedure, answers }: Filing,
): Promise<{ readonly id: string; readonly code: string }> {
  const id = randomUUID();
  const at = clock.now();
  const items = onlineFees(procedure);
  const { code } = await one(tx, issueCode, [id, draft.agency, dayOf(at)]);
  await run(tx, insertDossier, [
    id,
    code,
    draft.agency,
    citizen.id,
    procedure.code,
    procedure.version,
    draft.id,
    sealer.seal(JSON.stringify(answers), dossierPlace('answers', id)),
    sealer.seal(citizen.contact.name, dossierPlace('applicant', id)),
    sealer.seal(newSecret(), dossierPlace('lookup_secret', id)),
    at,
  ]);
  const event: NewEvent = {
    kind: 'filed',
    to: 1,
    at,
    actor: 'citizen',
    actorId: citizen.id,
    ...(items.length > 0 ? { paymentState: 'to-arrange' } : {}),
  };
  const seq = await append(tx, sealer, { dossierId: id, seen: null, event });
  if (items.length > 0) await fees.ask(tx, id, items);
  await tell(tx, { dossier: { id, code, person_id: citizen.id }, event, seq });
  return { id, code };
}
