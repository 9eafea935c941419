import { request } from 'node:http';

/** A GET on a connection of its own, so that consecutive requests reach different members of a cluster. */
export function freshGet(url: string): Promise<{ status: number; text: string }> {
  return new Promise((resolve, reject) => {
    const outgoing = request(url, { agent: false, headers: { accept: 'text/html', connection: 'close' } }, (response) => {
      let text = '';
      response.setEncoding('utf8');
      response.on('data', (chunk: string) => (text += chunk));
      response.on('end', () => resolve({ status: response.statusCode ?? 0, text }));
    });
    outgoing.once('error', reject);
    outgoing.end();
  });
}

/** How many requests each process of a cluster has answered, by process id; asked until `count` of them have been met. */
export async function answeredBy(origin: string, count: number): Promise<ReadonlyMap<number, number>> {
  const met = new Map<number, number>();
  for (let attempt = 0; attempt < 40 && met.size < count; attempt += 1) {
    const { text } = await freshGet(`${origin}/metrics`);
    for (const [, pid, requests] of text.matchAll(/^mot_cua_process_requests_total\{pid="(\d+)"\} (\d+)/gm))
      met.set(Number(pid), Number(requests));
  }
  return met;
}
