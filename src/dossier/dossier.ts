import type { Route } from '#shared/http';
import type { Recurring, Task } from '#shared/jobs';
import { notificationTasks } from '#shared/notify';
import { loadCalendar } from './calendar/index.ts';
import { dossierRoutes } from './dossier-routes.ts';
import { createDossiers } from './dossiers.ts';
import { draftRoutes } from './draft-routes.ts';
import { createDrafts } from './drafts.ts';
import { createFees } from './fees.ts';
import { fileRoute } from './file-route.ts';
import { createFiles } from './files.ts';
import { inboxRoute } from './inbox-routes.ts';
import { lookupRoutes } from './lookup-routes.ts';
import type { DossierOptions } from './options.ts';
import type { Parts } from './parts.ts';
import { paymentWebhook } from './payment-webhook.ts';
import { createPeople } from './people.ts';
import { printRoute } from './print-route.ts';
import { createProcedures } from './procedures.ts';
import { queueRoutes } from './queue-routes.ts';
import { startRoutes } from './start-page.ts';
import { createTell } from './tell.ts';

/** The dossier service: its routes for the origin, its tasks for the worker. */
export interface DossierService {
  readonly routes: readonly Route[];
  readonly tasks: Readonly<Record<string, Task>>;
  readonly recurring: readonly Recurring[];
  /** Makes the demo officer staff of the sample province. Development only; safe to repeat. */
  seedDemo(): Promise<void>;
}

/** File, follow, decide. Reads the calendar tables at once, so a table that is not as signed off stops the start. */
export function createDossier(options: DossierOptions): DossierService {
  const { db, clock, sealer, rp } = options;
  const calendar = loadCalendar();
  const people = createPeople(options);
  const tell = createTell({ ...options, people });
  const dossiers = createDossiers({ clock, sealer, calendar, tell });
  const fees = createFees({ ...options, dossiers });
  const files = createFiles(options);
  const parts: Parts = {
    options,
    calendar,
    people,
    procedures: createProcedures(options),
    drafts: createDrafts(options),
    files,
    dossiers,
    fees,
  };
  const notifications = notificationTasks({ schema: 'dossier', db, sealer, clock, channels: options.channels });
  return {
    routes: [
      ...rp.routes,
      ...startRoutes(parts),
      ...draftRoutes(parts),
      ...dossierRoutes(parts),
      printRoute(parts),
      fileRoute(parts),
      ...lookupRoutes(parts),
      inboxRoute(parts),
      ...queueRoutes(parts),
      paymentWebhook({ ...options, dossiers, procedures: parts.procedures }),
    ],
    tasks: {
      ...notifications.tasks,
      ...fees.tasks,
      async tidy_dossier() {
        await files.sweep();
        await rp.sweep();
      },
    },
    recurring: [...notifications.recurring, { task: 'tidy_dossier', at: '*/5 * * * *' }],
    seedDemo: () =>
      db.transaction(async (tx) => {
        await people.addStaff(tx, { citizenNumber: '089082000201', agency: 'H26', name: 'Cán bộ một cửa mẫu', role: 'officer' });
      }),
  };
}
