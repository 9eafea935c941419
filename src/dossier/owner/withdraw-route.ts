import { z } from 'zod';
import { legalGround } from '#dossier/procedures';
import { reasons, recordMessages, seen } from '#dossier/record';
import { redirect, route, type Route } from '#shared/http';
import type { OwnDossiers } from './dossier-page.ts';
import { messages } from './messages.ts';
import type { OwnerParts } from './parts.ts';

/** The owner takes a dossier back: with a coded reason, and only after confirming that nothing is processed further. */
export function withdrawRoute({ db, procedures, dossiers }: OwnerParts, own: OwnDossiers): Route {
  return route({
    method: 'POST',
    path: '/dossiers/:code/withdraw',
    who: own.who,
    params: own.params,
    body: z.object({ seq: seen, reason: z.string().optional(), sure: z.string().optional() }),
    async handle(call) {
      const dossier = await own.find(call);
      const { wrong } = messages[call.lang].one;
      const { seq, reason: chosen } = call.body;
      const typed = chosen === undefined ? {} : { reason: chosen };
      if (seq === undefined || (await dossiers.overtaken(dossier, seq))) return own.show(dossier, call.lang, { changed: true, typed });
      const reason = reasons[7].find((code) => code === chosen);
      if (reason === undefined)
        return own.show(dossier, call.lang, { errors: [{ field: 'reason', message: recordMessages[call.lang].wrong.chooseReason }] });
      if (call.body.sure !== 'yes') return own.show(dossier, call.lang, { typed, errors: [{ field: 'sure', message: wrong.confirm }] });
      const procedure = await procedures.at(db, dossier.procedure_code, dossier.procedure_version);
      const moved = await dossiers.moveUnlessChanged(dossier, {
        by: { actor: 'citizen', id: call.principal.id, seen: seq },
        move: { to: 7, reason: { code: reason, ground: legalGround(procedure), remedy: messages.vi.one.withdrawRemedy } },
      });
      if (!moved) return own.show(await own.find(call), call.lang, { changed: true, typed });
      return redirect(`/dossiers/${dossier.code}`);
    },
  });
}
