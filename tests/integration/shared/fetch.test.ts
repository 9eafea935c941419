import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type RequestListener, type Server } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { gzipSync } from 'node:zlib';
import Provider from 'oidc-provider';
import { afterEach, expect, test } from 'vitest';
import { createGuardedFetch, GuardRefusal, type Lookup } from '#shared/fetch';
import { selfSigned } from '../../support/self-signed.ts';

const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) {
    server.close();
    server.closeAllConnections();
  }
});

async function serve(handler: RequestListener, tls?: { cert: string; key: string }): Promise<{ port: number; hits: () => number }> {
  let hits = 0;
  const counted: RequestListener = (request, response) => {
    hits += 1;
    handler(request, response);
  };
  const server = tls === undefined ? createServer(counted) : createTlsServer(tls, counted);
  servers.push(server);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return { port: (server.address() as AddressInfo).port, hits: () => hits };
}

/** A name server that gives each answer once, then the last for ever. */
function nameServer(...answers: string[][]): Lookup & { asked: () => number } {
  let asked = 0;
  const lookup: Lookup = (_host, _options, callback) => {
    const found = answers[Math.min(asked, answers.length - 1)] ?? [];
    asked += 1;
    callback(
      null,
      found.map((address) => ({ address, family: address.includes(':') ? 6 : 4 })),
    );
  };
  return Object.assign(lookup, { asked: () => asked });
}

const strict = { allowLoopback: false, allowedNetworks: [] };
const local = { allowLoopback: true, allowedNetworks: [] };

test('a loopback portal is reached in development, with an empty User-Agent', async () => {
  const { port } = await serve((request, response) => {
    response
      .setHeader('content-type', 'application/json')
      .end(JSON.stringify({ agent: request.headers['user-agent'] ?? 'none', path: request.url }));
  });
  for (const host of ['localhost', '127.0.0.1']) {
    const answer = await createGuardedFetch(local)(`http://${host}:${String(port)}/jwks?a=1`, { headers: { accept: 'application/json' } });
    expect(answer.status).toBe(200);
    expect(answer.headers.get('content-type')).toBe('application/json');
    expect(await answer.json()).toEqual({ agent: '', path: '/jwks?a=1' });
  }
});

test('a form is posted as oidc-provider posts a logout token, whatever dispatcher it brings', async () => {
  const { port } = await serve((request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => (body += chunk.toString()));
    request.on('end', () =>
      response
        .setHeader('x-got', `${request.headers['content-type'] ?? ''} ${body}`)
        .writeHead(204)
        .end(),
    );
  });
  const init = {
    method: 'POST',
    redirect: 'manual' as const,
    signal: AbortSignal.timeout(2500),
    headers: new Headers({ 'content-type': 'application/x-www-form-urlencoded' }),
    body: new URLSearchParams({ logout_token: 'a.b.c' }),
    dispatcher: {
      dispatch: () => {
        throw new Error('not this one');
      },
    },
  };
  const answer = await createGuardedFetch(local)(`http://localhost:${String(port)}/`, init as unknown as RequestInit);
  expect([answer.status, answer.headers.get('x-got')]).toEqual([204, 'application/x-www-form-urlencoded logout_token=a.b.c']);
});

test.each([
  'http://portal.example/',
  'http://127.0.0.1:%/',
  'http://localhost:%/',
  'https://127.0.0.1:%/',
  'https://localhost:%/',
  'https://[::1]:%/',
  'https://[::ffff:127.0.0.1]:%/',
  'https://2130706433:%/',
  'https://0x7f.1:%/',
  'https://169.254.169.254/latest/meta-data',
  'https://[64:ff9b::7f00:1]:%/',
  'https://0.0.0.0:%/',
  'https://user:pass@portal.example/',
  'file:///etc/passwd',
  'data:text/plain,x',
])('%s is refused outside development and nothing is sent', async (url) => {
  const { port, hits } = await serve((_request, response) => response.end('secret'));
  await expect(createGuardedFetch(strict)(url.replace('%', String(port)))).rejects.toThrow(GuardRefusal);
  expect(hits()).toBe(0);
});

test.each(['10.0.0.1', '169.254.169.254', '192.168.1.1', '[::ffff:10.0.0.1]'])('in development %s is still refused', async (host) => {
  await expect(createGuardedFetch(local)(`https://${host}/`)).rejects.toThrow(GuardRefusal);
  await expect(createGuardedFetch(local)(`http://${host}/`)).rejects.toThrow(GuardRefusal);
});

test('a public name that resolves to a private address is refused', async () => {
  for (const address of ['127.0.0.1', '10.0.0.5', '::1', '::ffff:127.0.0.1', 'fd00::1']) {
    const lookup = nameServer([address]);
    await expect(createGuardedFetch({ ...strict, lookup })('https://portal.example/')).rejects.toThrow(/no permitted address/);
  }
});

test('a refusal says which address it was and which setting would allow it', async () => {
  const named = createGuardedFetch({ ...strict, lookup: nameServer(['10.20.0.5', 'fd00::1']) })('https://portal.example/');
  await expect(named).rejects.toThrow(/portal\.example .*10\.20\.0\.5, fd00::1 is not permitted.*ALLOWED_PRIVATE_NETWORKS/);
  await expect(createGuardedFetch(strict)('https://10.20.0.5/')).rejects.toThrow(/10\.20\.0\.5 is not permitted.*ALLOWED_PRIVATE_NETWORKS/);
  // That setting would change nothing here.
  await expect(createGuardedFetch(strict)('http://portal.example/')).rejects.toThrow(/^(?!.*ALLOWED_PRIVATE_NETWORKS).*must be https/);
});

test('a private authority of NODE_EXTRA_CA_CERTS is trusted, for the program and for guarded requests', async () => {
  const tls = selfSigned('portal.example');
  const folder = await mkdtemp(join(tmpdir(), 'authority-'));
  const file = join(folder, 'authority.pem');
  await writeFile(file, tls.cert);
  const { port } = await serve((_request, response) => response.end('reached'), tls);
  const program = `
    const { createGuardedFetch } = await import('#shared/fetch');
    const lookup = (_host, _how, callback) => callback(null, [{ address: '127.0.0.1', family: 4 }]);
    const guarded = createGuardedFetch({ allowLoopback: false, allowedNetworks: ['127.0.0.0/8'], lookup });
    process.stdout.write(await guarded('https://portal.example:${String(port)}/').then((answer) => answer.text(), (error) => 'refused: ' + error.message));`;
  const run = promisify(execFile);
  const told = async (environment: NodeJS.ProcessEnv): Promise<string> =>
    (await run(process.execPath, ['--input-type=module', '--eval', program], { env: environment })).stdout;
  expect(await told({ ...process.env, NODE_EXTRA_CA_CERTS: file })).toBe('reached');
  expect(await told({ ...process.env, NODE_EXTRA_CA_CERTS: '' })).toMatch(
    /^refused: the certificate is not trusted \((SELF_SIGNED|UNABLE|DEPTH)\w+\): .* NODE_EXTRA_CA_CERTS$/,
  );
  await rm(folder, { recursive: true });
});

test('a name that changes its address is connected to what was checked, not to what it became', async () => {
  const { port, hits } = await serve((_request, response) => response.end('secret'));
  // Permitted at the first question, the server's address at any later one: the connection must use the first answer.
  const lookup = nameServer(['127.77.0.1'], ['127.0.0.1']);
  const guarded = createGuardedFetch({ ...strict, allowedNetworks: ['127.77.0.0/16'], lookup });
  await expect(guarded(`https://portal.example:${String(port)}/`)).rejects.toThrow();
  expect([lookup.asked(), hits()]).toEqual([1, 0]);
  await expect(guarded(`https://portal.example:${String(port)}/`)).rejects.toThrow(/no permitted address/);
});

test('a redirect is an error and its target is never asked', async () => {
  const target = await serve((_request, response) => response.end('secret'));
  for (const status of [301, 302, 303, 307, 308]) {
    const { port } = await serve((_request, response) =>
      response.writeHead(status, { location: `http://127.0.0.1:${String(target.port)}/` }).end(),
    );
    await expect(createGuardedFetch(local)(`http://localhost:${String(port)}/`, { redirect: 'follow' })).rejects.toThrow(
      /redirect, and no setting/,
    );
  }
  expect(target.hits()).toBe(0);
});

test('a body larger than the limit is broken off, announced or not, compressed or not', async () => {
  const big = Buffer.alloc(200_000, 'x');
  const plain = await serve((_request, response) => response.end(big));
  const chunked = await serve((_request, response) => {
    const more = (): void => {
      while (!response.destroyed && response.write(Buffer.alloc(16_384, 'x')));
      if (!response.destroyed) response.once('drain', more);
    };
    more();
  });
  const zipped = await serve((_request, response) => response.setHeader('content-encoding', 'gzip').end(gzipSync(big)));
  for (const { port } of [plain, chunked, zipped]) {
    await expect(createGuardedFetch(local)(`http://localhost:${String(port)}/`)).rejects.toThrow(GuardRefusal);
  }
  const answer = await createGuardedFetch({ ...local, maxBytes: 300_000 })(`http://localhost:${String(plain.port)}/`);
  expect((await answer.arrayBuffer()).byteLength).toBe(200_000);
});

test('a server that does not answer, or answers drop by drop, is given up in time', async () => {
  const silent = await serve(() => undefined);
  const slow = await serve((_request, response) => {
    const timer = setInterval(() => response.write('x'), 50);
    response.on('close', () => clearInterval(timer));
  });
  for (const { port } of [silent, slow]) {
    const start = performance.now();
    await expect(createGuardedFetch({ ...local, timeoutMs: 400 })(`http://localhost:${String(port)}/`)).rejects.toThrow();
    expect(performance.now() - start).toBeLessThan(2000);
  }
});

test("the caller's own signal is heeded", async () => {
  const { port } = await serve(() => undefined);
  await expect(createGuardedFetch(local)(`http://localhost:${String(port)}/`, { signal: AbortSignal.timeout(100) })).rejects.toThrow();
});

test('an agency on a named private network is reached by https, with its certificate checked, and by nothing else', async () => {
  const tls = selfSigned('portal.example');
  const { port, hits } = await serve((_request, response) => response.end('reached'), tls);
  const named = { allowLoopback: false, allowedNetworks: ['127.0.0.0/8'], lookup: nameServer(['127.0.0.1']) };
  const trusting = createGuardedFetch({ ...named, authorities: [tls.cert] });
  expect(await (await trusting(`https://portal.example:${String(port)}/`)).text()).toBe('reached');
  await expect(trusting(`https://other.example:${String(port)}/`)).rejects.toThrow();
  await expect(createGuardedFetch(named)(`https://portal.example:${String(port)}/`)).rejects.toThrow();
  await expect(trusting(`http://portal.example:${String(port)}/`)).rejects.toThrow(GuardRefusal);
  await expect(
    createGuardedFetch({ ...named, allowedNetworks: [], authorities: [tls.cert] })(`https://portal.example:${String(port)}/`),
  ).rejects.toThrow(GuardRefusal);
  expect(hits()).toBe(1);
});

test('with addresses of both kinds only the permitted one is connected to', async () => {
  const tls = selfSigned('portal.example');
  const { port } = await serve((request, response) => response.end(request.socket.localAddress), tls);
  const lookup = nameServer(['10.0.0.1', 'fd00::1', '127.0.0.1']);
  const guarded = createGuardedFetch({ allowLoopback: false, allowedNetworks: ['127.0.0.0/8'], authorities: [tls.cert], lookup });
  expect(await (await guarded(`https://portal.example:${String(port)}/`)).text()).toBe('127.0.0.1');
});

test('oidc-provider with it reads the keys of a loopback portal and tells it about a logout', async () => {
  const told: string[] = [];
  const { port } = await serve((request, response) => {
    if (request.url === '/jwks') {
      response.setHeader('content-type', 'application/jwk-set+json').end(JSON.stringify({ keys: [] }));
      return;
    }
    request.on('data', (chunk: Buffer) => told.push(chunk.toString().slice(0, 13)));
    request.on('end', () => response.writeHead(200).end());
  });
  const portal = `http://localhost:${String(port)}`;
  const provider = new Provider('http://localhost:1', {
    fetch: createGuardedFetch(local) as typeof globalThis.fetch,
    features: { backchannelLogout: { enabled: true }, devInteractions: { enabled: false } },
    clients: [
      {
        client_id: 'portal',
        redirect_uris: [`${portal}/callback`],
        token_endpoint_auth_method: 'private_key_jwt',
        token_endpoint_auth_signing_alg: 'ES256',
        jwks_uri: `${portal}/jwks`,
        backchannel_logout_uri: `${portal}/logout`,
        application_type: 'native',
      },
    ],
    pairwiseIdentifier: async () => 'sub',
  });
  const client = (await provider.Client.find('portal')) as unknown as {
    asymmetricKeyStore: { refresh(): Promise<void> };
    backchannelLogout(sub: string, sid: string): Promise<void>;
  };
  await client.asymmetricKeyStore.refresh();
  await client.backchannelLogout('sub', 'sid');
  expect(told).toEqual(['logout_token=']);
});
