import { redirect, route, type Route } from '#shared/http';
import type { Cases } from './case-page.ts';
import { decision, judge } from './decision.ts';
import { messages } from './messages/index.ts';
import type { Parts } from './parts.ts';
import { dossierProblem } from './problems.ts';
import { unlessChanged } from './seen.ts';
import { endedWithoutResult } from './status.ts';

/** An officer moves a dossier on, by a form that knew all there is. The move tells the citizen in the same transaction. */
export function decisionRoute({ options, dossiers, files, fees }: Parts, cases: Cases): Route {
  const { db, clock } = options;
  return route({
    method: 'POST',
    path: '/queue/:code/decision',
    who: cases.who,
    params: cases.params,
    body: decision,
    async handle(call) {
      const of = await cases.open(call);
      const typed = Object.fromEntries(Object.entries(call.body).map(([key, value]) => [key, String(value)]));
      const { seq } = call.body;
      if (seq === undefined || (await dossiers.overtaken(db, of.dossier, seq))) return cases.show(of, call.lang, { changed: true, typed });
      const judged = judge(of, call.body, call.lang);
      if ('errors' in judged) return cases.show(of, call.lang, { errors: judged.errors, typed });
      const { event, fee } = judged;
      if (event.to === 10 && !(await files.ofDossier(db, of.dossier.id)).some(({ slot }) => slot === 'result')) {
        return cases.show(of, call.lang, { errors: [{ field: 'file', message: messages[call.lang].dossier.wrong.noResult }] });
      }
      if (fee !== undefined && (of.dossier.payment_state === 'to-arrange' || of.dossier.payment_state === 'requested'))
        throw dossierProblem('dossier.fee-due');
      const moved = await unlessChanged(() =>
        db.transaction(async (tx) => {
          const at = clock.now();
          if (event.to !== undefined && endedWithoutResult(event.to)) await fees.end(tx, of.dossier);
          // The promise is made when the dossier is accepted, and holds from then.
          const due = event.to === 2 ? await dossiers.dueAt(tx, { dossier: of.dossier, procedure: of.procedure, at }) : null;
          const by = { actor: 'officer', actorId: of.officer.id, after: seq } as const;
          await dossiers.happen(tx, of.dossier, { ...event, at, ...by, ...(due === null ? {} : { due }) });
          if (fee !== undefined) await fees.ask(tx, of.dossier, [fee]);
          return true;
        }),
      );
      return moved === null
        ? cases.show(await cases.open(call), call.lang, { changed: true, typed })
        : redirect(`/queue/${of.dossier.code}`);
    },
  });
}
