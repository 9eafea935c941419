import type { Context } from 'koa';
import type { Route } from '#shared/http';
import type { Recurring, Task } from '#shared/jobs';
import { notificationTasks } from '#shared/notify';
import { openapiRoute } from '#shared/openapi';
import { loadCalendar } from './calendar/index.ts';
import { caseRoute, createCases } from './case-page.ts';
import { decisionRoute } from './decision-route.ts';
import { createOwnDossiers, dossierRoute } from './dossier-page.ts';
import { createDossiers } from './dossiers.ts';
import { draftAnswersRoutes } from './draft-answers.ts';
import { createOwnDrafts } from './draft-opened.ts';
import { draftReviewRoutes } from './draft-review.ts';
import { draftUploadRoutes } from './draft-uploads.ts';
import { createDrafts } from './drafts.ts';
import { createFees } from './fees.ts';
import { fileRoute } from './file-route.ts';
import { createFiles } from './files.ts';
import { homeRoute } from './home-page.ts';
import { inboxRoute } from './inbox-routes.ts';
import { sweepLookupLimits } from './lookup-limits.ts';
import { lookupRoutes } from './lookup-routes.ts';
import { myDossiersRoute } from './my-dossiers-page.ts';
import { createOffices } from './offices.ts';
import { openapi } from './openapi.ts';
import type { DossierOptions } from './options.ts';
import type { Parts } from './parts.ts';
import { payRoute } from './pay-route.ts';
import { paymentWebhook } from './payment-webhook.ts';
import { createPeople } from './people.ts';
import { printRoute } from './print-route.ts';
import { createProcedures } from './procedures.ts';
import { queueRoute } from './queue-page.ts';
import { ratingRoute } from './rating-route.ts';
import { resultRoute } from './result-route.ts';
import { createStaffDesk } from './staff-desk.ts';
import { startRoutes } from './start-page.ts';
import { supplementRoutes } from './supplement-routes.ts';
import { createTell } from './tell.ts';
import { withdrawRoute } from './withdraw-route.ts';

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
  const calendar = loadCalendar();
  const people = createPeople(options);
  const tell = createTell({ ...options, people });
  const dossiers = createDossiers({ clock, sealer, calendar, tell });
  const fees = createFees({ ...options, dossiers });
  const files = createFiles(options);
  const drafts = createDrafts(options);
  const parts: Parts = {
    options,
    calendar,
    people,
    procedures: createProcedures(options),
    offices: createOffices(options),
    drafts,
    files,
    dossiers,
    fees,
  };
  const ownDrafts = createOwnDrafts(parts);
  const ownDossiers = createOwnDossiers(parts);
  const cases = createCases(parts);
  const webhook = paymentWebhook({ ...options, dossiers, procedures: parts.procedures });
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
      ...fees.tasks,
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
      ...fees.recurring,
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
