import { randomInt } from 'node:crypto';
import { createDossier, createDossierOrigin, seedScaleDossiers, type ScaleDossier } from '#dossier';
import { createJobs } from '#shared/jobs';
import { createNotifier } from '#shared/notify';
import { createSessions } from '../../../src/relying-party/sessions.ts';
import type { Parts, ServedService } from './serve.ts';

/** Look-ups are spread over dossiers, as people’s are. */
const LOOK_UPS_EACH = 8;

/** The dossier service. Its dossiers are made as `seed scale` makes them, in numbers that nobody asks `seed scale` for. */
export async function serveDossier(parts: Parts): Promise<ServedService> {
  const { db, clock, log, metrics, sealer, blindIndex, rp, publicUrl, cookieKey, trustedProxies, port } = parts;
  const jobs = createJobs({ schema: 'dossier_jobs' });
  const nobody = (): Promise<void> => Promise.reject(new Error('the bench delivers nothing'));
  const dossier = createDossier({
    db,
    clock,
    log,
    sealer,
    blindIndex,
    jobs,
    notifier: createNotifier({ schema: 'dossier', jobs, sealer, blindIndex, clock }),
    rp,
    urls: { dossier: publicUrl.origin, catalogue: 'http://localhost:1', payment: 'http://localhost:1' },
    fetch: () => Promise.resolve(new Response('', { status: 503 })),
    webhookKeys: [],
    channels: { sms: nobody, email: nobody },
  });
  await dossier.seedDemo();
  const origin = createDossierOrigin({ dossier, db, rp, publicUrl, cookieKey, trustedProxies, urls: {}, sandbox: true, log, metrics });

  let next = 1_000_000_000 + randomInt(1_000_000_000);
  let asked = 0;
  const make = async (count: number, more: { untouchedAt?: string }): Promise<ScaleDossier[]> => {
    const made: ScaleDossier[] = [];
    await seedScaleDossiers(
      { db, clock, sealer, blindIndex },
      { ...more, from: next, dossiers: count, made: (batch) => made.push(...batch) },
    );
    next += count;
    return made;
  };
  const officer = async (): Promise<string> => {
    const claims = { name: 'Cán bộ một cửa mẫu', citizen_id: '089082000201' };
    const tokens = { refreshToken: null, idToken: null, access: {} };
    const cookie = await db.transaction((tx) =>
      createSessions(parts).begin(tx, {
        iss: 'http://localhost:1',
        sub: 'bench-officer',
        sid: null,
        acr: 'LoA2',
        amr: ['swk'],
        authTime: clock.epoch(),
        claims,
        tokens,
      }),
    );
    return `dossier_session=${cookie ?? ''}`;
  };
  /** A form's hidden value with the cookie it belongs to, as a browser gets them from any page. */
  const browser = async (): Promise<{ cookie: string; csrf: string }> => {
    const page = await fetch(`http://127.0.0.1:${port}/lookup`, { headers: { host: publicUrl.host, accept: 'text/html' } });
    const csrf = /name="_csrf" value="([^"]+)"/.exec(await page.text())?.[1];
    const cookie = page.headers.getSetCookie()[0]?.split(';')[0];
    if (csrf === undefined || cookie === undefined) throw new Error('the look-up page has no form');
    return { cookie, csrf };
  };

  return {
    origin,
    prepare: {
      async 'look-up'(count) {
        const dossiers = await make(Math.ceil(count / LOOK_UPS_EACH), {});
        const { cookie, csrf } = await browser();
        return Array.from({ length: count }, (_, index) => {
          const { code, secret } = dossiers[index % dossiers.length] ?? { code: '', secret: '' };
          asked += 1;
          const address = `10.${(asked >> 16) & 255}.${(asked >> 8) & 255}.${asked & 255}`;
          const headers = { cookie, origin: publicUrl.origin, 'x-forwarded-for': address };
          return {
            step: 'look-up',
            method: 'POST',
            path: '/lookup',
            headers,
            fields: { _csrf: csrf, code, secret },
            expect: 200,
            says: code,
          };
        });
      },
      async 'status-change'(count) {
        const dossiers = await make(count, { untouchedAt: 'H26' });
        const session = await officer();
        const { cookie, csrf } = await browser();
        const headers = { cookie: `${cookie}; ${session}`, origin: publicUrl.origin };
        return dossiers.map(({ code }) => ({
          step: 'decision',
          method: 'POST',
          path: `/queue/${code}/decision`,
          headers,
          fields: { _csrf: csrf, seq: '1', to: '2' },
          expect: 303,
        }));
      },
    },
  };
}
