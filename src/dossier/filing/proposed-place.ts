import type { Citizen } from '#dossier/people';
import type { Office } from '#dossier/procedures';
import { lastChosenAgency } from '#dossier/record';
import { maybe, type Tx } from '#shared/db';

/** A place proposed to somebody who has to choose where to file, and what it was taken from. */
export interface ProposedPlace {
  readonly agency: string;
  readonly from: 'link' | 'before' | 'address';
}

/**
 * The place to propose: the one of the link somebody came by, which they chose on the procedure's page; else where they
 * last chose to file; else the province of their address. Null when nothing says, since a place that is merely first in a
 * list would receive the dossiers of everybody who presses on.
 */
export async function proposedPlace(
  tx: Tx,
  about: { readonly citizen: Citizen; readonly offices: readonly Office[]; readonly asked: string | undefined },
): Promise<ProposedPlace | null> {
  const { citizen, offices, asked } = about;
  const known = (agency: string | null | undefined): agency is string => offices.some(({ code }) => code === agency);
  if (known(asked)) return { agency: asked, from: 'link' };
  const before = (await maybe(tx, lastChosenAgency, [citizen.id]))?.agency;
  if (known(before)) return { agency: before, from: 'before' };
  const home = officeOfAddress(citizen.person.claims['address'], offices);
  return home === null ? null : { agency: home, from: 'address' };
}

/**
 * The office of the province an `address` claim (OpenID Connect Core 5.1.1) names as its `region`, or as the last part of
 * its `formatted` text. Only the whole name counts: a street may be called like a province.
 */
export function officeOfAddress(address: unknown, offices: readonly Office[]): string | null {
  const { region, formatted } = typeof address === 'object' && address !== null ? (address as Record<string, unknown>) : {};
  const parts = (typeof formatted === 'string' ? formatted.split(/[,\n]/) : []).map(plain).filter((part) => part !== '');
  if (parts.at(-1) === 'việt nam' || parts.at(-1) === 'vietnam') parts.pop();
  const named = typeof region === 'string' && region.trim() !== '' ? plain(region) : parts.at(-1);
  const found = offices.filter(({ place }) => named !== undefined && [plain(place.vi), plain(place.en)].includes(named));
  return found.length === 1 ? (found[0]?.code ?? null) : null;
}

/** `Thành phố Hà Nội`, `TP. Hà Nội` and `Hà Nội` are one name. */
const plain = (name: string): string =>
  name
    .normalize('NFC')
    .toLocaleLowerCase('vi')
    .replaceAll(/\s+/g, ' ')
    .trim()
    .replace(/^(?:thành phố |tỉnh |tp\.? ?)/, '')
    .replace(/\.$/, '');
