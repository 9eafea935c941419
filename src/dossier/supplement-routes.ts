import { z } from 'zod';
import { redirect, route, type MultipartForm, type Route } from '#shared/http';
import type { OwnDossiers } from './dossier-page.ts';
import { LOOSE_FILE } from './file-type.ts';
import { messages } from './messages/index.ts';
import type { Parts } from './parts.ts';
import { dossierProblem } from './problems.ts';
import { seen, unlessChanged } from './seen.ts';

/** The owner answers a request for papers: files one by one, which stay, then one answer that sends them all. */
export function supplementRoutes(parts: Parts, own: OwnDossiers): Route[] {
  const { options, procedures, dossiers, files } = parts;
  const { db, clock } = options;
  return [
    route({
      method: 'POST',
      path: '/dossiers/:code/files',
      who: own.who,
      params: own.params,
      accepts: 'multipart',
      limit: LOOSE_FILE.maxBytes + 65_536,
      async handle(call) {
        const dossier = await own.find(call);
        if (dossier.status !== 5) throw dossierProblem('dossier.move-refused');
        const first = await (call.body as MultipartForm).files.next();
        const outcome =
          first.done === true
            ? { fault: 'nothing-chosen' as const }
            : await files.receive(first.value, { dossierId: dossier.id }, { slot: 'supplement', rules: LOOSE_FILE });
        if ('fault' in outcome)
          return own.show(dossier, call.lang, {
            errors: [{ field: 'file', message: messages[call.lang].dossier.upload.faults[outcome.fault] }],
          });
        return redirect(`/dossiers/${dossier.code}`);
      },
    }),
    route({
      method: 'POST',
      path: '/dossiers/:code/supplement',
      who: own.who,
      params: own.params,
      body: z.object({ seq: seen, note: z.string().max(2000).optional() }),
      async handle(call) {
        const dossier = await own.find(call);
        const note = call.body.note?.trim() ?? '';
        const { seq } = call.body;
        const typed = { note };
        if (seq === undefined || (await dossiers.overtaken(db, dossier, seq)))
          return own.show(dossier, call.lang, { changed: true, typed });
        const answered = new Set((await dossiers.history(db, dossier)).flatMap((event) => event.detail.files ?? []));
        const added = (await files.ofDossier(db, dossier.id)).filter((file) => file.slot === 'supplement' && !answered.has(file.id));
        if (note === '' && added.length === 0)
          return own.show(dossier, call.lang, { errors: [{ field: 'note', message: messages[call.lang].dossier.wrong.nothingAdded }] });
        const procedure = await procedures.at(db, dossier.procedure_code, dossier.procedure_version);
        const moved = await unlessChanged(() =>
          db.transaction(async (tx) => {
            const at = clock.now();
            const due = await dossiers.dueAt(tx, { dossier, procedure, at });
            return dossiers.happen(tx, dossier, {
              kind: 'moved',
              to: 4,
              at,
              actor: 'citizen',
              actorId: call.principal.id,
              after: seq,
              ...(due === null ? {} : { due }),
              detail: { ...(note === '' ? {} : { note }), files: added.map(({ id }) => id) },
            });
          }),
        );
        if (moved === null) return own.show(await own.find(call), call.lang, { changed: true, typed });
        return redirect(`/dossiers/${dossier.code}`);
      },
    }),
  ];
}
