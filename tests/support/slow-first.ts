import { existsSync } from 'node:fs';
import { join, relative } from 'node:path';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/**
 * The files that take longest, longest first within a project, as the report of a whole run on two cores said. Projects stand together:
 * a worker goes on with a file of its own project and otherwise ends, and a new one reads the program again.
 */
const slow = [
  'tests/pages/every-page.test.ts',
  'tests/integration/process/services-kill.test.ts',
  'tests/integration/process/kill.test.ts',
  'tests/integration/services/input.test.ts',
  'tests/integration/process/services-down.test.ts',
  'tests/integration/payment/settle.test.ts',
  'tests/integration/process/workers.test.ts',
  'tests/integration/process/life-cycle.test.ts',
  'tests/integration/cli/cli.test.ts',
  'tests/integration/process/start.test.ts',
  'tests/integration/services/forged.test.ts',
  'tests/integration/services/routes.test.ts',
  'tests/integration/cli/running.test.ts',
  'tests/integration/process/public.test.ts',
  'tests/integration/services/scale.test.ts',
  'tests/integration/bench/bench.test.ts',
  'tests/integration/shared/notify.test.ts',
  'tests/integration/services/notices.test.ts',
  'tests/integration/services/tokens.test.ts',
  'tests/integration/dossier/ended-fees.test.ts',
  'tests/integration/catalogue/search.test.ts',
  'tests/integration/shared/jobs.test.ts',
  'tests/integration/process/embedded-postgres.test.ts',
  'tests/integration/dossier/filing.test.ts',
  'tests/integration/identity/attacks.test.ts',
  'tests/integration/cli/services.test.ts',
  'tests/integration/identity/provider.test.ts',
  'tests/integration/module/sample.test.ts',
  'tests/integration/payment/fines.test.ts',
  'tests/integration/identity/attacks-routes.test.ts',
  'tests/integration/shared/migrate.test.ts',
  'tests/journeys/services/licence-exchange.test.ts',
  'tests/journeys/services/birth-registration.test.ts',
  'tests/journeys/services/traffic-fine.test.ts',
  'tests/journeys/account-centre/account-centre.test.ts',
  'tests/journeys/small-screens/small-screens.test.ts',
  'tests/journeys/step-up/step-up.test.ts',
  'tests/journeys/recovery/recovery.test.ts',
  'tests/journeys/passkey/passkey.test.ts',
  'tests/journeys/already-registered/already-registered.test.ts',
  'tests/journeys/one-account/one-account.test.ts',
  'tests/journeys/services/one-session.test.ts',
  'tests/journeys/no-scripts/no-scripts.test.ts',
  'tests/journeys/shared-computer/shared-computer.test.ts',
  'tests/pages/view-pages.test.ts',
  'tests/pages/catalogue-form-pages.test.ts',
  'tests/pages/view-scripts.test.ts',
  'tests/pages/sign-in-pages.test.ts',
  'tests/conformance/protocol/bad-input.test.ts',
  'tests/conformance/protocol/authorization.test.ts',
  'tests/conformance/protocol/fapi2.test.ts',
];

/**
 * What takes long first, so that all workers end together. vitest does that by itself from its second run on, when it knows how long
 * each took; where a checkout is fresh, every run is the first. A name in the list that no file has stops the run.
 */
export class SlowFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const { root } = this.ctx.config;
    const gone = slow.filter((path) => !existsSync(join(root, path)));
    if (gone.length > 0) throw new Error(`no such test file (tests/support/slow-first.ts): ${gone.join(', ')}`);
    const sorted = await super.sort(files);
    const places = new Map(slow.map((path, at) => [path, at]));
    const rank = ({ moduleId }: TestSpecification): number => places.get(relative(root, moduleId)) ?? slow.length;
    const names = [...new Set(sorted.map(({ project }) => project.name))];
    const projectRank = ({ project }: TestSpecification): number => names.indexOf(project.name);
    return sorted.toSorted((one, other) => rank(one) - rank(other) || projectRank(one) - projectRank(other));
  }
}
