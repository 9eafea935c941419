import type { Origin } from '#shared/http';
import { serviceOrigin, serviceTexts, type ServiceEdge } from '#relying-party';
import type { Db } from '#shared/db';
import type { DossierService } from './dossier.ts';
import { messages } from './messages.ts';

/** All texts the dossier service's pages may need. */
export const dossierTexts = serviceTexts(messages);

/** The dossier service behind the same edge as every other origin. */
export const createDossierOrigin = ({ dossier, db, ...edge }: ServiceEdge & { dossier: DossierService; db: Db }): Origin =>
  serviceOrigin(edge, {
    name: 'dossier',
    routes: dossier.routes,
    texts: dossierTexts,
    staff: (ctx) => dossier.isStaff(ctx),
    async ready() {
      await db.query('SELECT 1');
    },
  });
