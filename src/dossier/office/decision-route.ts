import type { ReadingParts } from '#dossier/reading';
import { redirect, route, type Route } from '#shared/http';
import type { Cases } from './case-page.ts';
import { decision, judge } from './decision.ts';
import { messages } from './messages.ts';

/** An officer moves a dossier on, by a form that knew all there is. */
export function decisionRoute({ db, dossiers, files }: ReadingParts, cases: Cases): Route {
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
      if (seq === undefined || (await dossiers.overtaken(of.dossier, seq))) return cases.show(of, call.lang, { changed: true, typed });
      const judged = judge(of, call.body, call.lang);
      if ('errors' in judged) return cases.show(of, call.lang, { errors: judged.errors, typed });
      const { move } = judged;
      if (move.to === 10 && !(await files.ofDossier(db, of.dossier.id)).some(({ slot }) => slot === 'result'))
        return cases.show(of, call.lang, { errors: [{ field: 'file', message: messages[call.lang].case.wrong.noResult }] });
      const moved = await dossiers.moveUnlessChanged(of.dossier, { by: { actor: 'officer', id: of.officer.id, seen: seq }, move });
      return moved ? redirect(`/queue/${of.dossier.code}`) : cases.show(await cases.open(call), call.lang, { changed: true, typed });
    },
  });
}
