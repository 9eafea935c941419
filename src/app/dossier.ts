import type { Config } from '#config';
import { createDossier, createDossierOrigin, createStaffDesk, seedScaleDossiers, type DossierService, type StaffDesk } from '#dossier';
import { systemClock } from '#shared/clock';
import { createDb, type Db } from '#shared/db';
import { createJobs } from '#shared/jobs';
import { createNotifier } from '#shared/notify';
import { channelsOf } from './channels.ts';
import type { Runtime } from './roles.ts';
import { blindIndexOf, edgeOf, sealerOf, service, webhookKey } from './service.ts';

/** The dossier service; it reads the catalogue, asks the payment service for money and believes only its signed notices. */
export const dossierOf = (runtime: Runtime): DossierService => runtime.once('dossier', () => makeDossier(runtime));

function makeDossier(runtime: Runtime): DossierService {
  const { config, log } = runtime;
  const { publicUrl, db, sealer, blindIndex, rp } = service(runtime, 'dossier');
  const { catalogue, payment } = config.urls;
  if (catalogue === undefined || payment === undefined) throw new Error('the dossier service needs CATALOGUE_URL and PAYMENT_URL');
  const jobs = createJobs({ schema: 'dossier_jobs' });
  return createDossier({
    db,
    clock: systemClock,
    log,
    sealer,
    blindIndex,
    jobs,
    notifier: createNotifier({ schema: 'dossier', jobs, sealer, blindIndex, clock: systemClock }),
    rp,
    urls: { dossier: publicUrl.origin, catalogue: catalogue.origin, payment: payment.origin },
    fetch,
    webhookKeys: [webhookKey(config)],
    channels: channelsOf(runtime),
  });
}

export const dossierOrigin = (runtime: Runtime) => createDossierOrigin({ dossier: dossierOf(runtime), ...edgeOf(runtime, 'dossier') });

/** For `staff`: who works for which agency, with the keys of this configuration. */
export const staffDesk = (config: Config, db: Db): StaffDesk =>
  createStaffDesk({ db, clock: systemClock, sealer: sealerOf(config), blindIndex: blindIndexOf(config, 'dossier') });

/** For `seed scale`: makes dossiers 0 to `dossiers` in the database at `connectionString` with the keys of this configuration. */
export async function seedDossiers(
  config: Config,
  connectionString: string,
  input: { dossiers: number; progress: (done: number) => void },
): Promise<number> {
  const db = createDb({
    connectionString,
    role: 'mocua_dossier',
    searchPath: 'dossier',
    max: 2,
    applicationName: 'mocua cli',
    onIdleError: () => undefined,
  });
  try {
    const deps = { db, clock: systemClock, sealer: sealerOf(config), blindIndex: blindIndexOf(config, 'dossier') };
    return await seedScaleDossiers(deps, { from: 0, ...input });
  } finally {
    await db.close();
  }
}
