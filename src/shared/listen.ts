import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Listening {
  /** Where it listens; tests ask for port 0 and read the real one here. */
  readonly port: number;
  /**
   * From now on `/readyz` is answered 503 and every answer closes its connection, while everything is still served: a balancer has time to
   * choose another process, and nobody sends a request on a connection that is about to go.
   */
  drain(): void;
  /**
   * Accepts nothing more, answers what is being worked on, then closes. Requests that are still open after
   * `patienceMs` (10 s unless stated) are cut off.
   */
  stop(patienceMs?: number): Promise<void>;
}

/** Serves HTTP on one port. The time-outs end connections that send slowly on purpose. */
export async function listen(handler: RequestListener, where: { readonly port: number; readonly host: string }): Promise<Listening> {
  let draining = false;
  const serve: RequestListener = (request, response) => {
    if (!draining) {
      handler(request, response);
      return;
    }
    response.setHeader('Connection', 'close');
    if (request.url === '/readyz') {
      response.writeHead(503, { 'content-type': 'application/json; charset=utf-8' }).end(JSON.stringify({ status: 'stopping' }));
      return;
    }
    handler(request, response);
  };
  const server = createServer({ headersTimeout: 15_000, requestTimeout: 60_000, keepAliveTimeout: 65_000, maxHeaderSize: 16_384 }, serve);
  await new Promise<void>((resolve, reject) => {
    server.once('error', (cause: NodeJS.ErrnoException) => {
      reject(cause.code === 'EADDRINUSE' ? new PortTaken(where.port, { cause }) : cause);
    });
    server.listen({ ...where, backlog: 1024 }, resolve);
  });
  return {
    port: (server.address() as AddressInfo).port,
    drain() {
      draining = true;
    },
    async stop(patienceMs = 10_000) {
      draining = true;
      const idle = setInterval(() => {
        server.closeIdleConnections();
      }, 50);
      const impatient = setTimeout(() => {
        server.closeAllConnections();
      }, patienceMs);
      await new Promise<void>((resolve) => {
        server.close(() => {
          resolve();
        });
      });
      clearInterval(idle);
      clearTimeout(impatient);
    },
  };
}

/** Another program listens on the port already. */
export class PortTaken extends Error {
  constructor(port: number, options?: ErrorOptions) {
    super(`port ${port} is used by another program; stop it, or choose other ports with BASE_PORT`, options);
  }
}
