import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import { anyone, createAssets, createOrigin, problemPage, route, show } from '#shared/http';
import type { Messages } from '#shared/texts';
import { createLog } from '#shared/log';
import { createMetrics } from '#shared/metrics';
import { createView, viewFolders, type Page } from '#shared/view';

export interface Showing {
  readonly pages: readonly Page<object>[];
  /** What the program gives `createView`: `withShared(messages)`. */
  readonly messages: Messages<object>;
  /** The origin's name, which templates choose navigation by. */
  readonly origin: string;
  /** Template folders before the project's own; for templates that only tests have. */
  readonly folders?: readonly string[];
  readonly person?: string;
  readonly sandbox?: boolean;
}

export interface Shown {
  readonly page: Page<object>;
  readonly sample: string;
  /** Address of this page with this sample; add `?lang=`. */
  readonly url: string;
}

/** Where axe is served beside the pages: a browser keeps a script it got by an address compiled, and one it got by hand not. */
export const axePath = '/shown/axe.js';
const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'));

/**
 * Serves every page with every sample through the real HTTP edge, with its real headers and assets. What a page's scripts ask
 * for beside them is answered with nothing: no program stands behind a sample.
 */
export async function showPages(showing: Showing): Promise<{ shown: readonly Shown[]; close(): void }> {
  const all = showing.pages.flatMap((page) => Object.entries(page.samples).map(([sample, model]) => ({ page, sample, model })));
  const assets = createAssets();
  const app = createOrigin({
    name: showing.origin,
    publicUrl: new URL('http://localhost'),
    trustedProxies: 0,
    cookieKey: Buffer.alloc(32, 1),
    before: [assets.middleware],
    routes: all.map(({ page, model }, at) =>
      route({ method: 'GET', path: `/shown/${String(at)}`, who: anyone, handle: async () => show(page, model) }),
    ),
    view: createView({ folders: [...(showing.folders ?? []), ...viewFolders], messages: showing.messages, asset: assets.url, cache: true }),
    problemPage,
    urls: {},
    sandbox: showing.sandbox ?? false,
    log: createLog({ level: 'silent' }),
    metrics: createMetrics(),
    ready: async () => undefined,
    traceId: () => '4bf92f3577b34da6a3ce929d0e0e4736',
    person: async () => showing.person,
  });
  const edge = app.callback();
  const server = createServer((incoming, outgoing) => {
    const path = incoming.url ?? '';
    if (path === axePath) outgoing.writeHead(200, { 'content-type': 'text/javascript', 'cache-control': 'max-age=86400' }).end(axe);
    else if (/^\/(?:shown|assets)\//.test(path)) void edge(incoming, outgoing);
    else outgoing.writeHead(204).end();
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = `http://localhost:${String((server.address() as AddressInfo).port)}`;
  return {
    shown: all.map(({ page, sample }, at) => ({ page, sample, url: `${address}/shown/${String(at)}` })),
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}
