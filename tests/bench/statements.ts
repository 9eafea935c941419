import type { Db } from '#shared/db';

/** Counts what is sent to the database: named statements by name, everything else by how it begins. */
export function countStatements(db: Db): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  db.pool.on('connect', (client) => {
    const send = client.query.bind(client) as (...args: unknown[]) => unknown;
    client.query = ((...args: unknown[]) => {
      const name = nameOf(args[0]);
      counts.set(name, (counts.get(name) ?? 0) + 1);
      return send(...args);
    }) as typeof client.query;
  });
  return counts;
}

function nameOf(query: unknown): string {
  const { name, text } = (typeof query === 'string' ? { text: query } : query) as { name?: string; text?: string };
  if (name !== undefined) return name;
  const words = (text ?? '').trim().split(/\s+/);
  if (/^(BEGIN|COMMIT|ROLLBACK)$/i.test(words[0] ?? '')) return (words[0] ?? '').toUpperCase();
  const table = words.find((word) => word.includes('.'))?.replace(/[(;].*$/, '') ?? '';
  return `${(words[0] ?? '').toUpperCase()} ${table}`.trim();
}
