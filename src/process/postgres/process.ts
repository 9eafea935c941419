import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** True while a process with this number runs, whoever owns it. One that has ended but was never collected does not run. */
export async function alive(pid: number): Promise<boolean> {
  return exists(pid) && (await birthOf(pid)) !== null;
}

/** True while the number is taken, also by a process that has ended and was never collected. */
export function exists(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** The command line of a process, or null when it does not exist or may not be seen. */
export async function commandOf(pid: number): Promise<string | null> {
  try {
    return (await readFile(`/proc/${pid}/cmdline`, 'utf8')).replaceAll('\0', ' ');
  } catch {
    return ps(pid, 'command=');
  }
}

/**
 * Null when no such process runs, otherwise a text that differs between two processes that had the same number one after the other: the number alone proves nothing
 * after a restart of the machine or the container, where numbers start again from 1.
 */
export async function birthOf(pid: number): Promise<string | null> {
  try {
    const boot = (await readFile('/proc/sys/kernel/random/boot_id', 'utf8')).trim();
    const stat = await readFile(`/proc/${pid}/stat`, 'utf8');
    // proc(5): field 3 is the state, field 22 the start time; field 2 is in parentheses and may itself contain spaces.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return fields[0] === 'Z' || fields[0] === 'X' ? null : `${boot}:${fields[19] ?? ''}`;
  } catch {
    return ps(pid, 'lstart=');
  }
}

/** True when the process is gone within `milliseconds`. */
export async function gone(pid: number, milliseconds: number): Promise<boolean> {
  for (let waited = 0; waited < milliseconds; waited += 50) {
    if (!(await alive(pid))) return true;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return !(await alive(pid));
}

/** For systems without /proc. */
async function ps(pid: number, column: string): Promise<string | null> {
  try {
    const said = (await run('ps', ['-p', String(pid), '-o', column, '-o', 'stat='])).stdout.trim();
    return said === '' || /\sZ\S*$/.test(said) ? null : said.replace(/\s\S+$/, '');
  } catch {
    return null;
  }
}
