import { readFile, readdir } from 'node:fs/promises';
import pg from 'pg';

/** Clock ticks of /proc/<pid>/stat per second: USER_HZ, 100 on every Linux that Node runs on. */
const TICKS = 100;

/** Reads how many milliseconds of CPU the database server has used, all its processes together. */
export type PostgresCpu = () => Promise<number>;

/** Null when the server does not run on this machine, or the machine does not tell. */
export async function postgresCpu(databaseUrl: string): Promise<PostgresCpu | null> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    const { rows } = await client.query<{ pid: number; local: boolean }>(
      `SELECT pg_backend_pid() AS pid, coalesce(inet_server_addr() = inet_client_addr(), true) AS local`,
    );
    const found = rows[0];
    const backend = found?.local === true ? await stat(found.pid) : null;
    if (backend === null || !backend.name.startsWith('postgres')) return null;
    const parent = backend.parent;
    return async () => {
      const all = await Promise.all((await readdir('/proc')).filter((name) => /^\d+$/.test(name)).map((name) => stat(Number(name))));
      // Of a process that has ended, the parent keeps the account.
      const ticks = all.reduce(
        (sum, one) => sum + (one === null ? 0 : one.pid === parent ? one.own + one.children : one.parent === parent ? one.own : 0),
        0,
      );
      return (ticks * 1000) / TICKS;
    };
  } finally {
    await client.end();
  }
}

async function stat(pid: number): Promise<{ pid: number; name: string; parent: number; own: number; children: number } | null> {
  const text = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => null);
  if (text === null) return null;
  const end = text.lastIndexOf(')');
  const fields = text
    .slice(end + 2)
    .split(' ')
    .map(Number);
  const field = (number: number): number => fields[number - 3] ?? 0;
  return {
    pid,
    name: text.slice(text.indexOf('(') + 1, end),
    parent: field(4),
    own: field(14) + field(15),
    children: field(16) + field(17),
  };
}
