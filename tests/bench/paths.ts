import { api, type Portal, type Profile } from './portal.ts';
import { present, prove } from './proofs.ts';
import { authorize, codeOf, exchange, opening, postPassword, push, reachSignIn, resume, type Tokens, type World } from './steps.ts';

/** What is measured, once. */
export type Work = () => Promise<void>;

export interface Path {
  readonly name: string;
  readonly about: string;
  readonly profiles: readonly Profile[];
  /** What ours is compared with: the bare provider, and the password hash alone. */
  readonly against: readonly ('baseline' | 'hash')[];
  /** Everything that need not be measured: keys, proofs, sessions, what earlier steps give. */
  prepare(world: World, portals: readonly Portal[], count: number): Promise<readonly Work[]>;
}

const both: readonly Profile[] = ['basic', 'fapi2'];

/** Every path of the identity core, in the order in which a person and a portal meet them. */
export const paths: readonly Path[] = [
  {
    name: 'first-sign-in',
    about: 'authorization request, sign-in page, password, resumed authorization, code exchange',
    profiles: both,
    against: ['baseline', 'hash'],
    prepare: (world, portals, count) =>
      inOrder(count, async (index) => {
        const portal = at(portals, index);
        const begun = await opening(world, portal);
        const proofs = await prove(portal, world.issuer, '/token');
        return async () => {
          const page = await reachSignIn(world, begun, someone(world));
          const code = await resume(world, page, await postPassword(world, page));
          await exchange(world, begun, code, proofs);
        };
      }),
  },
  {
    name: 'password',
    about: 'the request that carries the password, alone',
    profiles: ['basic'],
    against: ['hash'],
    prepare: (world, portals, count) =>
      inOrder(count, async (index) => {
        const page = await reachSignIn(world, await opening(world, at(portals, index)), someone(world));
        return async () => {
          await postPassword(world, page);
        };
      }),
  },
  {
    name: 'sso',
    about: 'authorization request of a portal that is new in a live session, to the code',
    profiles: both,
    against: ['baseline'],
    prepare: (world, portals, count) =>
      hops(world, portals, count, (portal, session) => async () => {
        const begun = await opening(world, portal);
        return async () => {
          codeOf(await authorize(world, begun, session), portal);
        };
      }),
  },
  {
    name: 'sso-exchange',
    about: 'the same, and the code exchange',
    profiles: both,
    against: ['baseline'],
    prepare: (world, portals, count) =>
      hops(world, portals, count, (portal, session) => async () => {
        const begun = await opening(world, portal);
        const proofs = await prove(portal, world.issuer, '/token');
        return async () => {
          await exchange(world, begun, codeOf(await authorize(world, begun, session), portal), proofs);
        };
      }),
  },
  {
    name: 'exchange',
    about: 'the code exchange: ID token, opaque access token, refresh token',
    profiles: both,
    against: ['baseline'],
    prepare: (world, portals, count) =>
      hops(world, portals, count, (portal, session) => async () => {
        const begun = await opening(world, portal);
        const code = codeOf(await authorize(world, begun, session), portal);
        const proofs = await prove(portal, world.issuer, '/token');
        return async () => {
          await exchange(world, begun, code, proofs);
        };
      }),
  },
  {
    name: 'refresh',
    about: 'refresh: with rotation for basic, with the token kept for fapi2',
    profiles: both,
    against: ['baseline'],
    async prepare(world, portals, count) {
      const held = await tokensOf(world, portals, Math.min(count, 64));
      return inOrder(count, async (index) => {
        // Portal and token belong together: the n-th request uses what the n-th before it has got.
        const portal = at(portals, index % held.length);
        const proofs = await prove(portal, world.issuer, '/token');
        return async () => {
          const mine = held.findIndex((each) => each.portal === portal);
          const [{ tokens } = { tokens: undefined }] = mine === -1 ? [] : held.splice(mine, 1);
          if (tokens === undefined) throw new Error('all refresh tokens are in use');
          const form = new URLSearchParams({ grant_type: 'refresh_token', refresh_token: tokens.refresh_token, ...proofs.fields });
          const answer = await world.http.send({
            step: 'refresh',
            method: 'POST',
            path: '/token',
            form,
            headers: proofs.headers,
            expect: 200,
          });
          const next = JSON.parse(answer.text) as Tokens;
          const kept = next.refresh_token === tokens.refresh_token;
          if (kept !== (portal.profile === 'fapi2')) throw new Error(`the refresh token was ${kept ? 'not rotated' : 'rotated'}`);
          held.push({ portal, tokens: next });
        };
      });
    },
  },
  {
    name: 'client-credentials',
    about: 'a JWT access token for an API',
    profiles: both,
    against: ['baseline'],
    prepare: (world, portals, count) =>
      inOrder(count, async (index) => {
        const { headers, fields } = await prove(at(portals, index), world.issuer, '/token');
        const form = new URLSearchParams({ grant_type: 'client_credentials', resource: api.identifier, scope: api.scope, ...fields });
        return async () => {
          const answer = await world.http.send({ step: 'client credentials', method: 'POST', path: '/token', form, headers, expect: 200 });
          if ((JSON.parse(answer.text) as Tokens).access_token.split('.').length !== 3) throw new Error('the access token is no JWT');
        };
      }),
  },
  {
    name: 'introspection',
    about: 'an opaque access token, by its client',
    profiles: both,
    against: ['baseline'],
    async prepare(world, portals, count) {
      const held = await tokensOf(world, portals, Math.min(count, 64));
      return inOrder(count, async (index) => {
        const { portal, tokens } = at(held, index);
        const { headers, fields } = await prove(portal, world.issuer, '/introspect');
        const form = new URLSearchParams({ token: tokens.access_token, ...fields });
        return async () => {
          const answer = await world.http.send({ step: 'introspection', method: 'POST', path: '/introspect', form, headers, expect: 200 });
          if (!answer.text.includes('"active":true')) throw new Error(`introspection: ${answer.text}`);
        };
      });
    },
  },
  {
    name: 'userinfo',
    about: 'the claims of the scope `profile`, with an opaque access token',
    profiles: both,
    against: ['baseline'],
    async prepare(world, portals, count) {
      const held = await tokensOf(world, portals, Math.min(count, 64));
      return inOrder(count, async (index) => {
        const { portal, tokens } = at(held, index);
        const headers = await present(portal, world.issuer, tokens.access_token);
        return async () => {
          const answer = await world.http.send({
            step: 'userinfo',
            method: 'GET',
            path: '/userinfo',
            headers: { ...headers, accept: 'application/json' },
            expect: 200,
          });
          if (!answer.text.includes('"name":')) throw new Error(`userinfo: ${answer.text}`);
        };
      });
    },
  },
  {
    name: 'par',
    about: 'a pushed authorization request',
    profiles: ['fapi2'],
    against: ['baseline'],
    prepare: (world, portals, count) =>
      inOrder(count, async (index) => {
        const begun = await opening(world, at(portals, index));
        return async () => {
          await push(world, begun);
        };
      }),
  },
];

function at<T>(list: readonly T[], index: number): T {
  const found = list[index % list.length];
  if (found === undefined) throw new Error('an empty list');
  return found;
}

let turn = 0;
const someone = (world: World) => at(world.people, turn++);

/** A few at a time, so that preparing does not take longer than what is prepared lives. */
async function inOrder(count: number, make: (index: number) => Promise<Work>): Promise<readonly Work[]> {
  const works: Work[] = [];
  for (let from = 0; from < count; from += 8) {
    works.push(...(await Promise.all(Array.from({ length: Math.min(8, count - from) }, (_, index) => make(from + index)))));
  }
  return works;
}

/**
 * Hops of people who walk from portal to portal: each session enters each portal once, and all sessions enter the first
 * one before any enters the second, so that a session's own hops lie far apart.
 */
async function hops(
  world: World,
  portals: readonly Portal[],
  count: number,
  make: (portal: Portal, session: string) => () => Promise<Work>,
): Promise<readonly Work[]> {
  const sessions = await world.sessions(Math.ceil(count / portals.length));
  return inOrder(count, (index) => make(at(portals, Math.floor(index / sessions.length)), at(sessions, index))());
}

async function tokensOf(world: World, portals: readonly Portal[], count: number): Promise<{ portal: Portal; tokens: Tokens }[]> {
  const sessions = await world.sessions(count);
  const held: { portal: Portal; tokens: Tokens }[] = [];
  for (let index = 0; index < count; index += 1) {
    const portal = at(portals, index);
    const begun = await opening(world, portal);
    const code = codeOf(await authorize(world, begun, at(sessions, index)), portal);
    held.push({ portal, tokens: await exchange(world, begun, code, await prove(portal, world.issuer, '/token')) });
  }
  return held;
}
