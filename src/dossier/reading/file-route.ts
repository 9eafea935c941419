import { Readable } from 'node:stream';
import { z } from 'zod';
import type { StoredFile } from '#dossier/documents';
import type { Citizen } from '#dossier/people';
import { route, type Route, written } from '#shared/http';
import { problem } from '#shared/problem';
import type { ReadingParts } from './parts.ts';

/**
 * `GET /files/:id` — a document, to save and never to show: for its owner, and for staff of the agency that has the
 * dossier. For anybody else it does not exist.
 */
export function fileRoute(parts: ReadingParts): Route {
  const { db, people, drafts, dossiers, files } = parts;
  return route({
    method: 'GET',
    path: '/files/:id',
    who: people.citizen(),
    params: z.object({ id: z.uuid() }),
    async handle({ principal, params, koa }) {
      const file = await files.find(params.id);
      if (file === null || !(await mayRead(principal, file))) throw problem('page.not-found');
      koa.set('Content-Disposition', `attachment; filename*=UTF-8''${encodeURIComponent(file.name).replaceAll("'", '%27')}`);
      koa.set('Content-Security-Policy', "default-src 'none'; sandbox");
      koa.set('Digest', `sha-256=${Buffer.from(file.sha256, 'hex').toString('base64')}`);
      koa.type = file.type;
      koa.length = file.size;
      koa.body = Readable.from(files.content(file), { objectMode: false });
      return written;
    },
  });

  async function mayRead(citizen: Citizen, file: StoredFile): Promise<boolean> {
    if (file.draftId !== null) return (await drafts.find(db, file.draftId, citizen.id)) !== null;
    const dossier = file.dossierId === null ? null : await dossiers.byId(db, file.dossierId);
    if (dossier === null) return false;
    if (dossier.person_id === citizen.id) return file.slot !== 'result' || dossier.status === 10;
    return (await people.staffOf(citizen.person))?.actingFor(dossier.agency) != null;
  }
}
