import { z } from 'zod';
import { redirect, route, type Route } from '#shared/http';
import type { OwnDossiers } from './dossier-page.ts';
import { messages } from './messages.ts';
import type { OwnerParts } from './parts.ts';

/** The owner rates a returned dossier in three levels, once. */
export function ratingRoute({ db, dossiers }: OwnerParts, own: OwnDossiers): Route {
  return route({
    method: 'POST',
    path: '/dossiers/:code/rating',
    who: own.who,
    params: own.params,
    body: z.object({ rating: z.string().optional() }),
    async handle(call) {
      const dossier = await own.find(call);
      const rating = Number(call.body.rating);
      if (![1, 2, 3].includes(rating))
        return own.show(dossier, call.lang, {
          errors: [{ field: 'rating', message: messages[call.lang].one.wrong.chooseRating }],
        });
      await db.transaction((tx) => dossiers.note(tx, dossier, { kind: 'rated', citizen: call.principal.id, rating }));
      return redirect(`/dossiers/${dossier.code}`);
    },
  });
}
