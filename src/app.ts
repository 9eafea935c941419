import type { Config } from '#config';
import { createIdentityOrigin, identityTasks, registerServices, seedDemo } from '#identity';
import type { ServiceName } from '#services';
import type { Db } from '#shared/db';
import { createProbes } from '#shared/http';
import { startRunner, type JobSchema, type Recurring, type Task } from '#shared/jobs';
import type { Log } from '#shared/log';
import { catalogueOf, catalogueOrigin } from './app/catalogue.ts';
import { channelsOf } from './app/channels.ts';
import { dossierOf, dossierOrigin } from './app/dossier.ts';
import { identityOf } from './app/identity.ts';
import { paymentOf, paymentOrigin } from './app/payment.ts';
import { runRoles, type App, type Databases, type Runtime, type Starters } from './app/roles.ts';
import { portalsOf, sandboxOf, sandboxOrigin } from './app/sandbox.ts';
import { serviceRegistrations } from './app/service.ts';

// What the programs need of it beside the roles: the operator's commands work on the same parts.
export { seedDossiers, staffDesk } from './app/dossier.ts';
export { identityOptions } from './app/identity.ts';
export { suspenseDesk } from './app/payment.ts';
export type { App } from './app/roles.ts';
export { migrateDatabases } from './app/schemas.ts';
export { serviceRegistrations };

/**
 * The composition root: what each role is made of, in the order they start. How one part is made from the configuration is a
 * file of `app/`; each is made on first use and then the same for every role of this process.
 */
const starters: Starters = {
  async identity(runtime) {
    const { config } = runtime;
    const identity = await identityOf(runtime);
    if (config.demoData) await seedDemo(identity);
    // On localhost our own services are registered by themselves; elsewhere an operator does it (`service register`).
    if (config.localhost) await registerServices(identity, serviceRegistrations(config), 'seed');
    await runtime.serve('identity', config.urls.identity, 0, createIdentityOrigin(identity).callback());
  },
  async catalogue(runtime) {
    await catalogueOf(runtime).prepare();
    await runtime.serve('catalogue', runtime.config.urls.catalogue, 1, catalogueOrigin(runtime).callback());
  },
  async dossier(runtime) {
    const dossier = dossierOf(runtime);
    if (runtime.config.demoData) await dossier.seedDemo();
    await runtime.serve('dossier', runtime.config.urls.dossier, 2, dossierOrigin(runtime).callback());
  },
  async payment(runtime) {
    await runtime.serve('payment', runtime.config.urls.payment, 3, paymentOrigin(runtime).callback());
  },
  async worker(runtime) {
    const { config, log, metrics } = runtime;
    const identity = await identityOf(runtime);
    const jobs: [Db, JobSchema, Jobs][] = [[identity.db, 'identity_jobs', identityTasks(identity, channelsOf(runtime))]];
    if (has(runtime, 'dossier')) jobs.push([runtime.open('dossier'), 'dossier_jobs', dossierOf(runtime)]);
    if (has(runtime, 'payment')) jobs.push([runtime.open('payment'), 'payment_jobs', paymentOf(runtime)]);
    for (const [db, schema, work] of jobs) await startWork(runtime, db, schema, work);
    if (config.workerPort === undefined) return;
    const ready = async (): Promise<void> => void (await Promise.all(jobs.map(([db]) => db.query('SELECT 1'))));
    await runtime.serveInside(config.workerPort, createProbes({ log, metrics, ready }).callback());
  },
  async sandbox(runtime) {
    const sandbox = sandboxOf(runtime);
    await sandbox.prepare();
    const smtp = await sandbox.startSmtp();
    runtime.beforeEnd(() => smtp.close());
    const bank = sandbox.startBank();
    runtime.beforeEnd(() => bank.stop());
    await runtime.serve('sandbox', runtime.config.urls.sandbox, 5, sandboxOrigin(runtime).callback());
  },
  async portals(runtime) {
    const { ministryPortal, provincePortal } = runtime.config.urls;
    const portals = await portalsOf(runtime);
    await runtime.serve('sample ministry portal', ministryPortal, 6, portals.ministry);
    await runtime.serve('sample province portal', provincePortal, 7, portals.province);
  },
};

interface Jobs {
  readonly tasks: Readonly<Record<string, Task>>;
  readonly recurring: readonly Recurring[];
}

/** Does one module's background jobs until the program ends. */
async function startWork(
  { log, metrics, signal, beforeEnd }: Runtime,
  db: Db,
  schema: JobSchema,
  { tasks, recurring }: Jobs,
): Promise<void> {
  const runner = await startRunner({ db, schema, concurrency: 8, tasks, recurring, log, metrics, signal });
  beforeEnd(() => runner.stopped);
}

const has = ({ config }: Runtime, name: ServiceName): boolean => config.urls[name] !== undefined && config.serviceKeys[name] !== undefined;

/** Where the modules' data is. `primary` is `DATABASE_URL` or the embedded database. */
export function databases({ database }: Config, primary: string): Databases {
  return {
    identity: database.identityUrl ?? primary,
    catalogue: database.catalogueUrl ?? primary,
    dossier: database.dossierUrl ?? primary,
    payment: database.paymentUrl ?? primary,
    sandbox: database.sandboxUrl ?? primary,
  };
}

/** Starts the configured roles in this process. */
export const startRoles = (options: { config: Config; log: Log; databases: Databases }): Promise<App> => runRoles({ ...options, starters });
