import type { Origin } from '#shared/http';
import { serviceOrigin, serviceTexts, type ServiceEdge } from '#relying-party';
import type { Db } from '#shared/db';
import type { Catalogue } from './catalogue.ts';
import { messages } from './messages/index.ts';

/** All texts the catalogue's pages may need. */
export const catalogueTexts = serviceTexts(messages);

/** The catalogue behind the same edge as every other origin. */
export const createCatalogueOrigin = ({ catalogue, db, ...edge }: ServiceEdge & { catalogue: Catalogue; db: Db }): Origin =>
  serviceOrigin(edge, {
    name: 'catalogue',
    routes: catalogue.routes,
    texts: catalogueTexts,
    async ready() {
      await db.query('SELECT 1');
    },
  });
