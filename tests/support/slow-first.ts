import { relative } from 'node:path';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** Folders whose files take minutes, not seconds. */
const slow = ['tests/integration/process/', 'tests/journeys/', 'tests/pages/', 'tests/integration/services/'];

/**
 * The long files first, so that all workers end together. vitest does that by itself from its second run on, when it knows how long
 * each took; where a checkout is fresh, every run is the first.
 */
export class SlowFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    const rank = ({ moduleId }: TestSpecification): number => {
      const path = relative(this.ctx.config.root, moduleId);
      const at = slow.findIndex((folder) => path.startsWith(folder));
      return at === -1 ? slow.length : at;
    };
    return sorted.toSorted((one, other) => rank(one) - rank(other));
  }
}
