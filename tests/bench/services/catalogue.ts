import { createCatalogue, createCatalogueOrigin } from '#catalogue';
import type { Prepared, Prepare } from './contract.ts';
import type { Parts, ServedService } from './serve.ts';

/** What people type: with and without diacritics, with a mistake, by code, and what finds nothing much. */
const questions = [
  'đổi bằng lái', 'doi bang lai xe', 'khai sinh', 'dang ky ket hon', 'hộ chiếu', 'nop phat giao thong', 'lý lịch tư pháp', 'cấp lại thẻ bảo hiểm y tế',
  'tạm trú', 'thành lập doanh nghiệp', 'dang ky kinh doan', 'thuế đất', 'giấy phép xây dựng', 'chứng thực bản sao', '1.001193', 'trợ cấp thất nghiệp',
]; // prettier-ignore

/** The catalogue with the records that come with the program. */
export async function serveCatalogue(parts: Parts): Promise<ServedService> {
  const { db, clock, log, metrics, rp, publicUrl, cookieKey, trustedProxies } = parts;
  const elsewhere = new URL('http://localhost:1');
  const catalogue = createCatalogue({
    db,
    clock,
    log,
    publicUrl,
    rp,
    urls: { dossier: elsewhere, payment: elsewhere },
    services: { identity: elsewhere },
    fetch: () => Promise.resolve(new Response('{}')),
  });
  await catalogue.prepare();
  const urls = { dossier: elsewhere.origin, payment: elsewhere.origin };
  const origin = createCatalogueOrigin({ catalogue, rp, db, publicUrl, cookieKey, trustedProxies, urls, sandbox: true, log, metrics });
  const ask =
    (path: string, more: Pick<Prepared, 'step' | 'headers' | 'says'>): Prepare =>
    (count) =>
      Promise.resolve(
        Array.from({ length: count }, (_, index) => ({
          ...more,
          method: 'GET' as const,
          path: `${path}?q=${encodeURIComponent(questions[index % questions.length] ?? '')}`,
          expect: 200,
        })),
      );
  return {
    origin,
    prepare: {
      'search-api': ask('/api/procedures', { step: 'search', headers: { accept: 'application/json' }, says: '"items":[' }),
      'search-page': ask('/search', { step: 'search page', headers: { accept: 'text/html' }, says: '</html>' }),
    },
  };
}
