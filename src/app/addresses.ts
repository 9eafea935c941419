import type { Config } from '#config';

/** The addresses pages may link to: those of roles that exist here. */
export function urlsByRole({ urls, localhost }: Config): Record<string, string> {
  const { identity, catalogue, dossier, payment, sandbox, ministryPortal, provincePortal } = urls;
  const present = localhost
    ? { identity, catalogue, dossier, payment, sandbox, ministryPortal, provincePortal }
    : { identity, catalogue, dossier, payment };
  return Object.fromEntries(Object.entries(present).flatMap(([role, url]) => (url === undefined ? [] : [[role, url.origin]])));
}

/** Where the sample portals are, and the provider they sign people in with. */
export function portalAddresses(config: Config): { identity: string; ministryPortal: string; provincePortal: string } {
  const { identity, ministryPortal, provincePortal } = config.urls;
  if (ministryPortal === undefined || provincePortal === undefined) throw new Error('the sample portals have no address');
  return { identity: identity.origin, ministryPortal: ministryPortal.origin, provincePortal: provincePortal.origin };
}
