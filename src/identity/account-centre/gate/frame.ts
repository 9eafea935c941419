import { z } from 'zod';
import type { Clock } from '#shared/clock';
import type { Request } from '#shared/http';
import type { FieldError } from '#shared/view';
import type { AccountPrincipal } from '#identity/provider';

const sections = ['overview', 'security', 'sessions', 'activity', 'data', 'profile'] as const;
export type Section = (typeof sections)[number];

/** What a page says it has just done; the words are `t.account.done`. */
const doneThings = [
  'passkey-added',
  'passkey-renamed',
  'passkey-removed',
  'password',
  'password-off',
  'raised',
  'totp-added',
  'totp-removed',
  'sms-on',
  'sms-off',
  'session-ended',
  'sessions-ended',
  'withdrawn',
  'email',
  'phone',
  'phone-waiting',
  'phone-refused',
  'language',
] as const;
export type Done = (typeof doneThings)[number];

/** What every page of the account centre has. */
export interface Frame {
  readonly section: Section;
  /** Whole minutes until the session ends. */
  readonly minutes: number;
  readonly done: Done | null;
  readonly errors: readonly FieldError[];
}

/** `?done=` after a redirect; anything unknown says nothing. */
export const doneQuery = z.object({ done: z.enum(doneThings).optional().catch(undefined) });

export type Signed = Request & { readonly principal: AccountPrincipal; readonly query?: unknown };

export function frameOf(
  clock: Clock,
  call: Pick<Signed, 'principal' | 'query'>,
  section: Section,
  errors: readonly FieldError[] = [],
): Frame {
  const left = call.principal.expiresAt.getTime() - clock.now().getTime();
  const done = doneQuery.safeParse(call.query ?? {}).data?.done ?? null;
  return { section, minutes: Math.max(1, Math.floor(left / 60_000)), done, errors };
}

export const sampleFrame = (section: Section): Frame => ({ section, minutes: 29, done: null, errors: [] });
