import type { Context } from 'koa';
import { loadCalendar } from '#dossier/calendar';
import { createFiles } from '#dossier/documents';
import { createFees } from '#dossier/fees';
import { createDrafts, createOwnDrafts, draftAnswersRoutes, draftReviewRoutes, draftUploadRoutes, startRoutes } from '#dossier/filing';
import { caseRoute, createCases, decisionRoute, queueRoute, resultRoute } from '#dossier/office';
import { createOrders, noticeRoute } from '#dossier/orders';
import {
  createOwnDossiers,
  dossierRoute,
  inboxRoute,
  myDossiersRoute,
  payRoute,
  ratingRoute,
  supplementRoutes,
  withdrawRoute,
} from '#dossier/owner';
import { createPeople, createStaffDesk } from '#dossier/people';
import { createOffices, createProcedures } from '#dossier/procedures';
import { fileRoute, homeRoute, lookupRoutes, printRoute, sweepLookupLimits } from '#dossier/reading';
import { createDossiers, createTell } from '#dossier/record';
import type { Route } from '#shared/http';
import type { Recurring, Task } from '#shared/jobs';
import { notificationTasks } from '#shared/notify';
import { openapiRoute } from '#shared/openapi';
import { openapi } from './openapi.ts';
import type { DossierOptions } from './options.ts';

/** The dossier service: its routes for the origin, its tasks for the worker. */
export interface DossierService {
  readonly routes: readonly Route[];
  readonly tasks: Readonly<Record<string, Task>>;
  readonly recurring: readonly Recurring[];
  /** Whether the person whom a request was admitted as is staff of an agency; false where nobody was admitted. */
  isStaff(ctx: Context): Promise<boolean>;
  /** Makes the demo officer staff of the sample province, once. Development only. */
  seedDemo(): Promise<void>;
}

/** File, follow, decide. Reads the calendar tables at once, so a table that is not as signed off stops the start. */
export function createDossier(options: DossierOptions): DossierService {
  const { db, clock, log, sealer, rp } = options;
  const people = createPeople(options);
  const procedures = createProcedures(options);
  const files = createFiles(options);
  const fees = createFees(options);
  const tell = createTell({ ...options, people });
  const dossiers = createDossiers({ db, clock, sealer, calendar: loadCalendar(), procedures, fees, tell });
  const orders = createOrders({ ...options, dossiers, fees });
  const drafts = createDrafts(options);
  const parts = { ...options, people, procedures, offices: createOffices(options), drafts, files, dossiers, fees, orders };
  const ownDrafts = createOwnDrafts(parts);
  const ownDossiers = createOwnDossiers(parts);
  const cases = createCases(parts);
  const webhook = noticeRoute({ ...options, dossiers });
  const notifications = notificationTasks({ schema: 'dossier', db, sealer, clock, channels: options.channels });
  return {
    routes: [
      ...rp.routes,
      homeRoute(parts),
      ...startRoutes(parts),
      ...draftAnswersRoutes(parts, ownDrafts),
      ...draftUploadRoutes(parts, ownDrafts),
      ...draftReviewRoutes(parts, ownDrafts),
      myDossiersRoute(parts),
      dossierRoute(ownDossiers),
      ...supplementRoutes(parts, ownDossiers),
      withdrawRoute(parts, ownDossiers),
      payRoute(parts, ownDossiers),
      ratingRoute(parts, ownDossiers),
      printRoute(parts),
      fileRoute(parts),
      ...lookupRoutes(parts),
      inboxRoute(parts),
      queueRoute(parts),
      caseRoute(cases),
      decisionRoute(parts, cases),
      resultRoute(parts, cases),
      webhook,
      openapiRoute(openapi(options.urls.dossier, [webhook])),
    ],
    tasks: {
      ...notifications.tasks,
      ...orders.tasks,
      async tidy_dossier() {
        await files.sweep();
        await sweepLookupLimits(options.db, options.clock.now());
        await rp.sweep();
      },
      async forget_idle_drafts(_payload, { signal }) {
        const forgotten = await drafts.forgetIdle(signal);
        if (forgotten > 0) log.info({ drafts: forgotten }, 'drafts that nobody had touched for a year were forgotten');
      },
    },
    // Idle drafts go at 2:20 in Vietnam, when few people file.
    recurring: [
      ...notifications.recurring,
      ...orders.recurring,
      { task: 'tidy_dossier', at: '*/5 * * * *' },
      { task: 'forget_idle_drafts', at: '20 19 * * *' },
    ],
    isStaff: (ctx) => people.isStaff(ctx),
    async seedDemo() {
      const officer = { citizenNumber: '089082000201', agency: 'H26', name: 'Cán bộ một cửa mẫu', role: 'officer' } as const;
      const desk = createStaffDesk(options);
      // Whoever was given another place, or none any more, keeps it so.
      if ((await desk.placesOf(officer.citizenNumber)).length === 0) await desk.add(officer);
    },
  };
}
