import { createHash } from 'node:crypto';
import { extname } from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import type { Middleware } from 'koa';
import { accepts } from './accepts.ts';
import { readAssetFiles } from './asset-files.ts';
import { problem } from '#shared/problem';

export interface Assets {
  /** Answers `/assets/…` and `/favicon.ico`; everything else goes on. */
  readonly middleware: Middleware;
  /** The fingerprinted path of a file; throws for a name that does not exist, so that a typing error fails a test. */
  url(name: string): string;
}

interface Asset {
  readonly url: string;
  readonly type: string;
  readonly plain: Buffer;
  /** Absent for what is compressed already. */
  readonly compressed: Record<Encoding, () => Promise<Buffer>> | undefined;
}

type Encoding = 'br' | 'gzip';
const encodings = ['br', 'gzip'] as const satisfies readonly Encoding[];

const types: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.woff2': 'font/woff2',
};
const compressible = new Set(['.css', '.js', '.svg']);
const reference = /asset:([\w.-]+)/g;

/** `/assets/<name>.<hash>.<ext>`; the hash is 12 base64url characters, 72 bits of SHA-256. */
const address = /^\/assets\/([\w-]+(?:\.[\w-]+)*)\.[\w-]{12}(\.\w+)$/;

/** As small as can be, once, when it is first asked for, and not on the thread that answers: all of them cost a second. */
function compressions(plain: Buffer): Record<Encoding, () => Promise<Buffer>> {
  const once = (work: () => Promise<Buffer>): (() => Promise<Buffer>) => {
    let made: Promise<Buffer> | undefined;
    return () => (made ??= work());
  };
  return {
    br: once(() => promisify(brotliCompress)(plain, { params: { [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY } })),
    gzip: once(() => promisify(gzip)(plain, { level: constants.Z_BEST_COMPRESSION })),
  };
}

/**
 * Holds every asset in memory. `asset:<name>` inside styles and scripts becomes the address of that
 * file, so a change in a font changes the style sheet's address too.
 */
export function createAssets(files: ReadonlyMap<string, Buffer> = readAssetFiles()): Assets {
  const assets = new Map<string, Asset>();

  const build = (name: string, users: readonly string[]): Asset => {
    const known = assets.get(name);
    if (known !== undefined) return known;
    const source = files.get(name);
    const extension = extname(name);
    const type = types[extension];
    if (source === undefined || type === undefined) throw new Error(`no asset ${name}`);
    if (users.includes(name)) throw new Error(`assets refer to each other in a circle: ${[...users, name].join(' > ')}`);
    const resolved = (_match: string, other: string): string => build(other, [...users, name]).url;
    const text = extension === '.css' || extension === '.js';
    const plain = text ? Buffer.from(source.toString('utf8').replace(reference, resolved)) : source;
    const hash = createHash('sha256').update(plain).digest('base64url').slice(0, 12);
    const asset: Asset = {
      url: `/assets/${name.slice(0, -extension.length)}.${hash}${extension}`,
      type,
      plain,
      compressed: compressible.has(extension) ? compressions(plain) : undefined,
    };
    assets.set(name, asset);
    return asset;
  };
  for (const name of files.keys()) build(name, []);

  return {
    url: (name) => {
      const asset = assets.get(name);
      if (asset === undefined) throw new Error(`no asset ${name}`);
      return asset.url;
    },
    middleware: async (ctx, next) => {
      const icon = ctx.path === '/favicon.ico';
      if (!icon && !ctx.path.startsWith('/assets/')) {
        await next();
        return;
      }
      if (ctx.method !== 'GET' && ctx.method !== 'HEAD') throw problem('request.not-acceptable-method');
      const [, stem = '', extension = ''] = address.exec(ctx.path) ?? [];
      const asset = assets.get(icon ? 'mark.svg' : stem + extension);
      if (asset === undefined) throw problem('page.not-found');
      ctx.state['route'] = 'GET /assets';
      // Headers about documents would cost more over the wire than some of these files; nosniff stays.
      ctx.state['asset'] = true;
      for (const header of ['Permissions-Policy', 'Cross-Origin-Opener-Policy', 'X-Frame-Options', 'Referrer-Policy']) ctx.remove(header);
      ctx.set('Content-Security-Policy', "default-src 'none'");
      // While processes are being replaced, a page of one may ask another: it gets that one's file, and keeps no copy.
      const current = ctx.path === asset.url;
      ctx.set('Cache-Control', current ? 'public, max-age=31536000, immutable' : icon ? 'public, max-age=86400' : 'no-store');
      ctx.type = asset.type;
      const { compressed } = asset;
      if (compressed !== undefined) ctx.vary('Accept-Encoding');
      const encoding = compressed === undefined ? undefined : encodings.find((name) => accepts(ctx.get('accept-encoding'), name));
      if (encoding !== undefined) ctx.set('Content-Encoding', encoding);
      ctx.body = encoding === undefined ? asset.plain : await compressed?.[encoding]();
    },
  };
}
