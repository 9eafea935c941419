import { link, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { randomToken } from '#shared/crypto';
import { birthOf } from './process.ts';

/** Another living program owns this data directory. */
export class DataDirBusy extends Error {
  constructor(dataDir: string, pid: number) {
    super(`another program (process ${pid}) is already running on ${dataDir}; stop it first, or give this one its own DATA_DIR`);
  }
}

interface Holder {
  readonly pid: number;
  readonly birth: string | null;
}

/** A program that was just told to stop gets this long to finish before its successor gives up. */
const patienceMs = 5000;

/**
 * Takes the data directory for this process. The lock of a killed process is recognised (its number is gone, or belongs to a
 * younger process) and replaced. Resolves with a function that gives the directory back.
 */
export async function lockDataDir(dataDir: string): Promise<() => Promise<void>> {
  await mkdir(dataDir, { recursive: true });
  const began = performance.now();
  const path = join(dataDir, 'lock.json');
  const mine = JSON.stringify({ pid: process.pid, birth: await birthOf(process.pid) } satisfies Holder);
  const draft = `${path}.${randomToken(6)}`;
  await writeFile(draft, mine, { mode: 0o644, flag: 'wx' });
  try {
    for (let attempt = 0; attempt < 200; attempt += 1) {
      if (await linked(draft, path)) {
        return async () => {
          if ((await read(path))?.pid === process.pid) await rm(path, { force: true });
        };
      }
      const holder = await read(path);
      if (holder === null) continue;
      const birth = await birthOf(holder.pid);
      if (birth !== null && birth === holder.birth) {
        if (performance.now() - began > patienceMs) throw new DataDirBusy(dataDir, holder.pid);
        await new Promise((resolve) => setTimeout(resolve, 100));
      } else {
        await rm(path, { force: true });
      }
    }
    throw new Error(`could not take the lock ${path}; remove it if no program is running on this directory`);
  } finally {
    await rm(draft, { force: true });
  }
}

/** `link` fails when the name exists, also over a network file system: of two racing processes one wins. */
async function linked(draft: string, path: string): Promise<boolean> {
  try {
    await link(draft, path);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

async function read(path: string): Promise<Holder | null> {
  try {
    return JSON.parse(await readFile(path, 'utf8')) as Holder;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}
