/** Assurance levels of the national identity provider, as `acr` values. */
export const levels = ['LoA1', 'LoA2', 'LoA3'] as const;
export type Level = (typeof levels)[number];

/** True when `acr` is a known level at least as high as `wanted`; an unknown or missing `acr` satisfies nothing. */
export function satisfies(acr: string | null | undefined, wanted: Level): boolean {
  const reached = levels.findIndex((level) => level === acr);
  return reached >= levels.indexOf(wanted);
}

/** The `acr` claim of a token, or null when it has none that is a text. */
export function acrOf(claims: Readonly<Record<string, unknown>>): string | null {
  const acr = claims['acr'];
  return typeof acr === 'string' ? acr : null;
}

/** The level a text names, or null. */
export function asLevel(text: string | undefined): Level | null {
  return levels.find((level) => level === text) ?? null;
}

/** True when the person proved who they are at most `maxAge` seconds before `now` (seconds since the epoch). */
export function recent(authTime: number | null | undefined, maxAge: number | null | undefined, now: number): boolean {
  if (maxAge === null || maxAge === undefined) return true;
  return authTime !== null && authTime !== undefined && now - authTime <= maxAge && authTime <= now + 60;
}
