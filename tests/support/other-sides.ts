import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { isAboutContent, NotTaken, type Task } from '#shared/jobs';
import { createGuardedFetch } from '#shared/fetch';

export type Mood = 'well' | 'hangs' | 'errs' | 'slow' | 'refuses';

/** Somebody outside, on a real port, who answers as its mood is. */
export interface OtherSide {
  readonly url: string;
  mood: Mood;
  /** What it has taken, in order; what it let hang or refused is not among it. */
  readonly taken: string[];
  /** Every request that reached it. */
  asked: number;
  /** Requests it has not answered at this moment, and the most there were. */
  open: number;
  most: number;
  close(): Promise<void>;
}

export async function otherSide(mood: Mood, options: { slowMs?: number } = {}): Promise<OtherSide> {
  const hanging = new Set<ServerResponse>();
  const server = createServer((request, response) => {
    side.asked += 1;
    side.open += 1;
    side.most = Math.max(side.most, side.open);
    let body = '';
    response.on('close', () => {
      side.open -= 1;
      hanging.delete(response);
    });
    request.on('data', (chunk: Buffer) => (body += chunk.toString()));
    request.on('end', () => {
      const take = (): void => {
        side.taken.push(body);
        response.writeHead(204).end();
      };
      if (side.mood === 'well') take();
      else if (side.mood === 'errs') response.writeHead(500).end();
      else if (side.mood === 'refuses') response.writeHead(400).end();
      else if (side.mood === 'slow') setTimeout(take, options.slowMs ?? 500);
      else hanging.add(response);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const side: OtherSide = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    mood,
    taken: [],
    asked: 0,
    open: 0,
    most: 0,
    close: () =>
      new Promise((resolve) => {
        server.close(() => {
          resolve();
        });
        server.closeAllConnections();
      }),
  };
  return side;
}

const fetch = createGuardedFetch({ allowLoopback: true, allowedNetworks: [], timeoutMs: 60_000 });

/** Posts `note` to `url`; whatever is not a 2xx answer is tried again. */
export const tell: Task = async (payload, { signal }) => {
  const { url, note } = payload as { url: string; note: string };
  const response = await fetch(url, { method: 'POST', body: note, signal });
  const what = `answered ${response.status}`;
  if (!response.ok) throw isAboutContent(response.status) ? new NotTaken(what) : new Error(what);
};
