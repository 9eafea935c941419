/** The kit's own addresses; returning to one of them would start the sign-in over and over. */
const own = ['/sign-in/start', '/callback', '/sign-out', '/signed-out', '/session/extend', '/backchannel-logout'];

/**
 * The local path (with query) that `asked` names, or `/`. Whatever a browser could read as another origin — `//host`,
 * a backslash, a scheme, control characters, user information — leads home, and so do the kit's own addresses.
 */
export function returnPath(asked: string | undefined, base: URL): string {
  // eslint-disable-next-line no-control-regex -- control characters are what must not pass
  if (asked === undefined || asked.length > 2000 || !asked.startsWith('/') || /[\u0000-\u0020\\\u007f-\u009f]/.test(asked)) return '/';
  if (asked.startsWith('//') || !URL.canParse(asked, base.origin)) return '/';
  const url = new URL(asked, base.origin);
  if (url.origin !== base.origin || url.pathname.startsWith('//') || own.includes(url.pathname)) return '/';
  return url.pathname + url.search;
}
