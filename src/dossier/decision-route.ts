import { redirect, route, type Route } from '#shared/http';
import type { Cases } from './case-page.ts';
import { decision, judge } from './decision.ts';
import { messages } from './messages/index.ts';
import type { Parts } from './parts.ts';
import { dossierProblem } from './problems.ts';

/** An officer moves a dossier on. The move tells the citizen in the same transaction. */
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
      const judged = judge(of, call.body, call.lang);
      if ('errors' in judged)
        return cases.show(of, call.lang, {
          errors: judged.errors,
          typed: Object.fromEntries(Object.entries(call.body).map(([key, value]) => [key, String(value)])),
        });
      const { event, fee } = judged;
      if (event.to === 10 && !(await files.ofDossier(db, of.dossier.id)).some(({ slot }) => slot === 'result')) {
        return cases.show(of, call.lang, { errors: [{ field: 'file', message: messages[call.lang].dossier.wrong.noResult }] });
      }
      if (fee !== undefined && (of.dossier.payment_state === 'to-arrange' || of.dossier.payment_state === 'requested'))
        throw dossierProblem('dossier.fee-due');
      await db.transaction(async (tx) => {
        const at = clock.now();
        // The promise is made when the dossier is accepted, and holds from then.
        const due = event.to === 2 ? await dossiers.dueAt(tx, { dossier: of.dossier, procedure: of.procedure, at }) : null;
        await dossiers.happen(tx, of.dossier, { ...event, at, actor: 'officer', actorId: of.officer.id, ...(due === null ? {} : { due }) });
        if (fee !== undefined) await fees.ask(tx, of.dossier, [fee]);
      });
      return redirect(`/queue/${of.dossier.code}`);
    },
  });
}
