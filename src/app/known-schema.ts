import type { RequestListener } from 'node:http';
import type { Db } from '#shared/db';
import type { Log } from '#shared/log';
import { schemaGuard } from '#shared/migrate';

/**
 * Makes an origin say that it is not ready while one of the databases has a breaking migration this program does not know: an old process
 * that goes on running during an upgrade is then sent nobody any more. Everything else, and a database that is away, is the origin's to answer.
 */
export function readyOnKnownSchema(options: { databases: () => Iterable<Db>; log: Log }): (handler: RequestListener) => RequestListener {
  const guard = schemaGuard();
  const known = async (): Promise<boolean> => {
    const all = await Promise.all([...options.databases()].map((db) => guard.schemaIsKnown(db)));
    return all.every((each) => each);
  };
  return (handler) => (request, response) => {
    if (request.url !== '/readyz') {
      handler(request, response);
      return;
    }
    known()
      .catch(() => true)
      .then((isKnown) => {
        if (isKnown) {
          handler(request, response);
          return;
        }
        options.log.warn('not ready: a database belongs to a newer version of the program; start that and stop this');
        response.writeHead(503, { 'content-type': 'application/json; charset=utf-8' });
        response.end(JSON.stringify({ status: 'not ready' }));
      })
      .catch(() => undefined);
  };
}
