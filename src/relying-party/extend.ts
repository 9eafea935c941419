import { z } from 'zod';
import { anyone, json, redirect, route, wantsJson, type Route } from '#shared/http';
import { startPath } from './failure.ts';
import type { Kit } from './kit.ts';
import { returnPath } from './return-path.ts';

/**
 * `POST /session/extend` — staying signed in when the time runs out (WCAG 2.2, 2.2.1). Any request of the person slides the idle limit, within
 * the longest life of a session; the page's script is told what there really is: `{ seconds }`, 0 when the session has ended.
 */
export function extendRoute(kit: Kit): Route {
  const { clock, baseUrl } = kit.options;
  return route({
    method: 'POST',
    path: '/session/extend',
    who: anyone,
    body: z.object({ here: z.string().max(2000).optional() }),
    async handle(call) {
      const person = await kit.person(call);
      if (wantsJson(call.koa)) {
        const seconds = person === null ? 0 : Math.floor((person.endsAt.getTime() - clock.now().getTime()) / 1000);
        return json({ seconds });
      }
      const here = returnPath(call.body.here, baseUrl);
      return redirect(person === null ? startPath(here) : here);
    },
  });
}
