import { lookup as systemLookup, type LookupAddress, type LookupOptions } from 'node:dns';
import { isIP } from 'node:net';
import { rootCertificates } from 'node:tls';
import { Agent, buildConnector, fetch as undiciFetch } from 'undici';
import { createAddressRule, type AddressRule, type Cidr } from './address.ts';

/** The part of the WHATWG fetch function that callers, oidc-provider's `fetch` setting among them, need. */
export type GuardedFetch = (url: string | URL | Request, init?: RequestInit) => Promise<Response>;

type LookupCallback = (error: NodeJS.ErrnoException | null, address: string | LookupAddress[], family?: number) => void;
export type Lookup = (hostname: string, options: LookupOptions, callback: LookupCallback) => void;

export interface GuardedFetchOptions {
  /** Only where the issuer itself is on `localhost`: http and loopback addresses are then permitted for loopback hosts. */
  readonly allowLoopback: boolean;
  /** Networks of agencies without public addresses, named by the operator. https is required there too. */
  readonly allowedNetworks: readonly Cidr[];
  /** For the whole exchange: name, connection, headers and body. 2500 unless stated. */
  readonly timeoutMs?: number;
  /** Of the decoded body; 64 KiB unless stated. */
  readonly maxBytes?: number;
  /** Further trusted certificate authorities in PEM, beside the public ones (a government's own root). */
  readonly authorities?: readonly string[];
  /** Name resolution; the system's unless a test brings its own. */
  readonly lookup?: Lookup;
}

/** A request to an untrusted URL that was refused or broken off by the guard, not by the other side. */
export class GuardRefusal extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'GuardRefusal';
  }
}

/** What an operator can do about a refused address; read in the log, and never shown to whoever brought the URL. */
const notPermitted = (what: string): string =>
  `${what} is not permitted: only public addresses are, and networks in ALLOWED_PRIVATE_NETWORKS`;

/**
 * A fetch for URLs that somebody else chose (jwks_uri, logout URIs, webhooks).
 *
 * It guarantees: https (plain http only to loopback in development); the address that is connected to is a permitted
 * one, decided on the very resolution the connection uses, so that a name that changes its address gains nothing; no
 * redirect is followed; no proxy setting is heeded; at most `maxBytes` of body are read, within `timeoutMs`; the
 * answer is complete when the promise resolves. A `dispatcher` or `redirect` in `init` is ignored. No cookies, no
 * credentials in URLs, an empty User-Agent.
 */
export function createGuardedFetch(options: GuardedFetchOptions): GuardedFetch {
  const { timeoutMs = 2500, maxBytes = 65_536 } = options;
  const rule = createAddressRule(options);
  const dispatcher = createDispatcher({ ...options, timeoutMs, maxBytes }, rule);
  return async (input, init = {}) => {
    const url = new URL(typeof input === 'object' && 'url' in input ? input.url : input);
    refuseByUrl(url, options.allowLoopback, rule);
    const headers = new Headers(init.headers);
    headers.set('user-agent', '');
    // A compressed answer could be far larger than what is sent; these documents are small anyway.
    headers.set('accept-encoding', 'identity');
    const timeout = AbortSignal.timeout(timeoutMs);
    const answer = await undiciFetch(url, {
      method: init.method ?? 'GET',
      headers: [...headers],
      body: (init.body ?? null) as string | URLSearchParams | null,
      redirect: 'error',
      credentials: 'omit',
      signal: init.signal ? AbortSignal.any([init.signal, timeout]) : timeout,
      dispatcher,
    }).catch((error: unknown) => {
      throw refusalIn(error) ?? error;
    });
    const body = await readAtMost(answer.body, maxBytes).catch((error: unknown) => {
      throw refusalIn(error) ?? error;
    });
    const kept = [...answer.headers].filter(([name]) => name !== 'content-encoding' && name !== 'content-length');
    const bodiless = answer.status === 204 || answer.status === 205 || answer.status === 304;
    const response = new Response(bodiless ? null : body, { status: answer.status, statusText: answer.statusText, headers: kept });
    Object.defineProperty(response, 'url', { value: url.href });
    return response;
  };
}

function refuseByUrl(url: URL, allowLoopback: boolean, rule: AddressRule): void {
  const host = url.hostname.replace(/^\[|\]$/g, '');
  const loopbackName = host === 'localhost' || host === '::1' || /^127\.\d+\.\d+\.\d+$/.test(host);
  if (url.protocol !== 'https:' && !(url.protocol === 'http:' && allowLoopback && loopbackName)) {
    throw new GuardRefusal(`${url.protocol} is not permitted for ${url.host}: it must be https, and no setting changes that`);
  }
  if (url.username !== '' || url.password !== '') throw new GuardRefusal('a URL with credentials is not permitted');
  // A literal address is never looked up, so it is judged here, before any packet is sent.
  if (isIP(host) !== 0 && !rule.permits(host)) throw new GuardRefusal(notPermitted(`the address ${host}`));
}

function createDispatcher(options: GuardedFetchOptions & { timeoutMs: number; maxBytes: number }, rule: AddressRule): Agent {
  const resolve = options.lookup ?? (systemLookup as Lookup);
  const lookup: Lookup = (hostname, how, callback) => {
    resolve(hostname, { ...how, all: true }, (error, found) => {
      if (error !== null) {
        callback(error, []);
        return;
      }
      const permitted = (found as LookupAddress[]).filter(({ address }) => rule.permits(address));
      const first = permitted[0];
      if (first === undefined) {
        const addresses = (found as LookupAddress[]).map(({ address }) => address).join(', ');
        callback(new GuardRefusal(`${hostname} has no permitted address: ${notPermitted(addresses || 'no address')}`), []);
      } else if (how.all === true) callback(null, permitted);
      else callback(null, first.address, first.family);
    });
  };
  const connect = buildConnector({
    lookup: lookup as never,
    timeout: options.timeoutMs,
    ...(options.authorities === undefined ? {} : { ca: [...rootCertificates, ...options.authorities] }),
  });
  return new Agent({
    connect(where, callback) {
      connect(where, (...outcome) => {
        const [error, socket] = outcome;
        if (error === null && !rule.permits(socket.remoteAddress ?? '')) {
          // Second look, at the socket itself: whatever led here, not one byte of the request is sent.
          socket.destroy();
          callback(new GuardRefusal(`connected to an address that may not be: ${notPermitted(socket.remoteAddress ?? 'nothing')}`), null);
          return;
        }
        callback(...outcome);
      });
    },
    headersTimeout: options.timeoutMs,
    bodyTimeout: options.timeoutMs,
    maxResponseSize: options.maxBytes,
    maxHeaderSize: 16_384,
    connections: 16,
  });
}

async function readAtMost(body: AsyncIterable<unknown> | null, maxBytes: number): Promise<Uint8Array<ArrayBuffer>> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of body ?? []) {
    const bytes = chunk as Uint8Array;
    size += bytes.length;
    // Leaving the loop cancels the stream, which closes the connection.
    if (size > maxBytes) throw new GuardRefusal(`the answer is larger than ${maxBytes} bytes`);
    chunks.push(bytes);
  }
  return new Uint8Array(Buffer.concat(chunks));
}

/** What OpenSSL says of a certificate that no trusted authority stands behind. */
const untrusted = new Set([
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_GET_ISSUER_CERT',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
]);

/** fetch wraps what went wrong in a TypeError; a caller is told the guard's own reason, and the setting that would allow it, if one does. */
function refusalIn(error: unknown): GuardRefusal | null {
  for (let found = error, depth = 0; found instanceof Error && depth < 4; found = found.cause, depth += 1) {
    if (found instanceof GuardRefusal) return found;
    if (found.message === 'unexpected redirect')
      return new GuardRefusal('the answer is a redirect, and no setting allows to follow it: register the address it leads to');
    if (!('code' in found)) continue;
    if (found.code === 'UND_ERR_RES_EXCEEDED_MAX_SIZE') return new GuardRefusal('the answer is too large');
    if (untrusted.has(String(found.code)))
      return new GuardRefusal(
        `the certificate is not trusted (${String(found.code)}): only public authorities are, and those in the file of NODE_EXTRA_CA_CERTS`,
      );
  }
  return null;
}
