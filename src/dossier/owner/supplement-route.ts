import { z } from 'zod';
import { documentMessages, LOOSE_FILE } from '#dossier/documents';
import { dossierProblem } from '#dossier/problems';
import { seen } from '#dossier/record';
import { type MultipartForm, redirect, route, type Route } from '#shared/http';
import type { OwnDossiers } from './dossier-page.ts';
import { messages } from './messages.ts';
import type { OwnerParts } from './parts.ts';

/** The owner answers a request for papers: files one by one, which stay, then one answer that sends them all. */
export function supplementRoutes(parts: OwnerParts, own: OwnDossiers): Route[] {
  const { db, dossiers, files } = parts;
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
        const outcome = await files.receive(
          call.body as MultipartForm,
          { dossierId: dossier.id },
          { slot: 'supplement', rules: LOOSE_FILE },
        );
        if ('fault' in outcome)
          return own.show(dossier, call.lang, {
            errors: [{ field: 'file', message: documentMessages[call.lang].document.faults[outcome.fault] }],
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
        if (seq === undefined || (await dossiers.overtaken(dossier, seq))) return own.show(dossier, call.lang, { changed: true, typed });
        const answered = new Set((await dossiers.history(db, dossier)).flatMap((event) => event.detail.files ?? []));
        const added = (await files.ofDossier(db, dossier.id)).filter((file) => file.slot === 'supplement' && !answered.has(file.id));
        if (note === '' && added.length === 0)
          return own.show(dossier, call.lang, { errors: [{ field: 'note', message: messages[call.lang].one.wrong.nothingAdded }] });
        const moved = await dossiers.moveUnlessChanged(dossier, {
          by: { actor: 'citizen', id: call.principal.id, seen: seq },
          move: { to: 4, detail: { ...(note === '' ? {} : { note }), files: added.map(({ id }) => id) } },
        });
        if (!moved) return own.show(await own.find(call), call.lang, { changed: true, typed });
        return redirect(`/dossiers/${dossier.code}`);
      },
    }),
  ];
}
