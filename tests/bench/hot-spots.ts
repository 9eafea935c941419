import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';

interface CpuProfile {
  readonly nodes: readonly {
    readonly id: number;
    readonly callFrame: { readonly functionName: string; readonly url: string; readonly lineNumber: number };
  }[];
  readonly samples: readonly number[];
}

const SHOWN = 40;

/** The functions in which each profile of a folder spent most of its own time, and the same by package. */
export async function hotSpots(folder: string): Promise<string> {
  const lines: string[] = [];
  for (const file of (await readdir(folder)).filter((name) => name.endsWith('.cpuprofile')).sort()) {
    const profile = JSON.parse(await readFile(join(folder, file), 'utf8')) as CpuProfile;
    const frames = new Map(profile.nodes.map((node) => [node.id, node.callFrame]));
    const byFunction = new Map<string, number>();
    const byPackage = new Map<string, number>();
    let busy = 0;
    for (const sample of profile.samples) {
      const frame = frames.get(sample);
      if (frame === undefined || frame.functionName === '(idle)') continue;
      busy += 1;
      const place = frame.url.replace(/^.*\/node_modules\//, '').replace(/^.*\/src\//, 'src/');
      const name = `${frame.functionName || '(anonymous)'} ${place}${place === '' ? '' : `:${frame.lineNumber + 1}`}`;
      const owner = /^(@[^/]+\/[^/]+|[^/]+)/.exec(place)?.[1] ?? frame.functionName;
      byFunction.set(name, (byFunction.get(name) ?? 0) + 1);
      byPackage.set(owner, (byPackage.get(owner) ?? 0) + 1);
    }
    const top = (counts: ReadonlyMap<string, number>, most: number): string[] =>
      [...counts]
        .sort(([, a], [, b]) => b - a)
        .slice(0, most)
        .map(([name, samples]) => `  ${((samples * 100) / busy).toFixed(1).padStart(5)} %  ${name}`);
    lines.push(
      '',
      `${file}: ${((busy * 100) / profile.samples.length).toFixed(0)} % busy`,
      ...top(byPackage, 15),
      '',
      ...top(byFunction, SHOWN),
    );
  }
  return `${lines.join('\n')}\n`;
}
