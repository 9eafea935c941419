import { documentMessages, LOOSE_FILE } from '#dossier/documents';
import { dossierProblem } from '#dossier/problems';
import type { ReadingParts } from '#dossier/reading';
import { type MultipartForm, redirect, route, type Route } from '#shared/http';
import type { Cases } from './case-page.ts';

/** An officer adds a result to a decided dossier; the citizen sees it once it is returned. */
export function resultRoute({ files }: ReadingParts, cases: Cases): Route {
  return route({
    method: 'POST',
    path: '/queue/:code/result',
    who: cases.who,
    params: cases.params,
    accepts: 'multipart',
    limit: LOOSE_FILE.maxBytes + 65_536,
    async handle(call) {
      const of = await cases.open(call);
      if (of.dossier.status !== 9) throw dossierProblem('dossier.changed');
      const outcome = await files.receive(call.body as MultipartForm, { dossierId: of.dossier.id }, { slot: 'result', rules: LOOSE_FILE });
      if ('fault' in outcome)
        return cases.show(of, call.lang, {
          errors: [{ field: 'file', message: documentMessages[call.lang].document.faults[outcome.fault] }],
        });
      return redirect(`/queue/${of.dossier.code}`);
    },
  });
}
