import { isIP } from 'node:net';
import { z } from 'zod';

/** A whole number between two bounds, both allowed. */
export function whole(least: number, most: number) {
  return z.string().transform((text, context) => {
    const value = /^\d{1,12}$/.test(text) ? Number(text) : Number.NaN;
    if (value >= least && value <= most) return value;
    return refuse(context, `must be a whole number from ${least} to ${most}`);
  });
}

export const truth = z.enum(['true', 'false'], { error: 'must be true or false' }).transform((text) => text === 'true');

export const text = z.string().min(1, 'must not be empty');

/** Items separated by commas; spaces around an item and an empty last item do not count. */
export function list<Item extends z.ZodType<unknown, string>>(item: Item) {
  return z
    .string()
    .transform((all) =>
      all
        .split(',')
        .map((one) => one.trim())
        .filter((one) => one !== ''),
    )
    .pipe(z.array(item));
}

/** The origin of a role: scheme, host and port, and nothing else, because everything after it belongs to the role's own routes. */
export const origin = z.string().transform((value, context) => {
  const url = URL.parse(value);
  if (url === null || (url.protocol !== 'https:' && url.protocol !== 'http:'))
    return refuse(context, 'must be an https (on localhost also http) URL');
  if (url.username !== '' || url.password !== '') return refuse(context, 'must not contain a user name or password');
  if (url.pathname !== '/' || url.search !== '' || url.hash !== '' || /[?#]$/.test(value))
    return refuse(context, 'must be an origin: no path, query or fragment');
  if (url.protocol === 'http:' && url.hostname !== 'localhost') return refuse(context, 'must use https outside localhost');
  return url;
});

/** A URL with one of the given schemes. */
export function address(...schemes: string[]) {
  return z.string().transform((value, context) => {
    const url = URL.parse(value);
    return url !== null && schemes.includes(url.protocol.slice(0, -1))
      ? url
      : refuse(context, `must be a URL starting with ${schemes.map((scheme) => `${scheme}://`).join(' or ')}`);
  });
}

export const interfaceAddress = z
  .string()
  .refine((value) => value === 'localhost' || isIP(value) !== 0, 'must be an IP address of this machine, or localhost');

/** 32 random bytes in base64 or base64url. */
export const key = z.string().transform((value, context) => {
  const bytes = Buffer.from(value, 'base64');
  if (!/^[\w+/-]{43}=?$/.test(value) || bytes.length !== 32)
    return refuse(context, 'must be 32 bytes in base64 (make one with: openssl rand -base64 32)');
  if (new Set(bytes).size < 12) return refuse(context, 'does not look random (make one with: openssl rand -base64 32)');
  return bytes;
});

/** Keys by version, `2:base64,1:base64`; the highest version is the one in use, the others still open what they closed. */
export const versionedKeys = list(
  z.string().transform((value, context) => {
    const [, version, encoded] = /^(\d{1,3}):(.+)$/.exec(value) ?? [];
    const number = Number(version);
    if (encoded === undefined || number < 1 || number > 255)
      return refuse(context, 'must be a list of version:base64, with versions from 1 to 255');
    const parsed = key.safeParse(encoded);
    return parsed.success
      ? ([number, parsed.data] as const)
      : refuse(context, `version ${number} ${parsed.error.issues[0]?.message ?? 'is wrong'}`);
  }),
).transform((pairs, context) => {
  if (pairs.length === 0) return refuse(context, 'must not be empty');
  const ring: ReadonlyMap<number, Buffer> = new Map(pairs);
  return ring.size === pairs.length ? ring : refuse(context, 'names a version twice');
});

/** A block of addresses in CIDR notation. */
export const network = z.string().refine((value) => {
  const [ip = '', bits = ''] = value.split('/');
  return /^\d{1,3}$/.test(bits) && ((isIP(ip) === 4 && Number(bits) <= 32) || (isIP(ip) === 6 && Number(bits) <= 128));
}, 'must be a list of networks such as 10.20.0.0/16');

function refuse(context: { addIssue(message: string): void }, message: string): never {
  context.addIssue(message);
  return z.NEVER;
}
