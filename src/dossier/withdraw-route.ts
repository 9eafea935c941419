import { z } from 'zod';
import { redirect, route, type Route } from '#shared/http';
import type { OwnDossiers } from './dossier-page.ts';
import { messages } from './messages/index.ts';
import type { Parts } from './parts.ts';
import { legalGround } from './procedure.ts';
import { seen, unlessChanged } from './seen.ts';
import { reasons } from './status.ts';

/** The owner takes a dossier back: with a coded reason, and only after confirming that nothing is processed further. */
export function withdrawRoute({ options, procedures, dossiers, fees }: Parts, own: OwnDossiers): Route {
  const { db, clock } = options;
  return route({
    method: 'POST',
    path: '/dossiers/:code/withdraw',
    who: own.who,
    params: own.params,
    body: z.object({ seq: seen, reason: z.string().optional(), sure: z.string().optional() }),
    async handle(call) {
      const dossier = await own.find(call);
      const { wrong } = messages[call.lang].dossier;
      const { seq, reason: chosen } = call.body;
      const typed = chosen === undefined ? {} : { reason: chosen };
      if (seq === undefined || (await dossiers.overtaken(db, dossier, seq))) return own.show(dossier, call.lang, { changed: true, typed });
      const reason = reasons[7].find((code) => code === chosen);
      if (reason === undefined) return own.show(dossier, call.lang, { errors: [{ field: 'reason', message: wrong.chooseReason }] });
      if (call.body.sure !== 'yes') return own.show(dossier, call.lang, { typed, errors: [{ field: 'sure', message: wrong.confirm }] });
      const procedure = await procedures.at(db, dossier.procedure_code, dossier.procedure_version);
      const moved = await unlessChanged(() =>
        db.transaction(async (tx) => {
          await fees.end(tx, dossier);
          return dossiers.happen(tx, dossier, {
            kind: 'moved',
            to: 7,
            at: clock.now(),
            actor: 'citizen',
            actorId: call.principal.id,
            after: seq,
            reason: { code: reason, ground: legalGround(procedure), remedy: messages.vi.dossier.withdrawRemedy },
          });
        }),
      );
      if (moved === null) return own.show(await own.find(call), call.lang, { changed: true, typed });
      return redirect(`/dossiers/${dossier.code}`);
    },
  });
}
