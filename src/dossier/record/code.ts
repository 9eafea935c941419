/** A dossier code taken apart. */
export interface DossierCode {
  /** The receiving agency: dot groups, level 1 first (QĐ 20/2020) or last (TT 01/2018). */
  readonly agency: string;
  /** `YYYY-MM-DD`. */
  readonly day: string;
  /** The order within the day; the first two digits name the ministry where they are six or seven. */
  readonly sequence: number;
  /** As it is spelled here: capitals, one hyphen. */
  readonly code: string;
}

/** Agency groups, then a date of six or eight digits, then four to seven digits. */
const shape = /^([A-Z0-9]{1,8}(?:\.[A-Z0-9]{1,8})*)-(\d{8}|\d{6})-(\d{4,7})$/;

/**
 * Reads every variant in use: `000.00.01.H39-200915-0001` (TT 01/2018), `H15.50.05.13-261008-0975` (QĐ 20/2020),
 * ministries' six and seven digit sequences, the eight digit date (`G09.20-20260609-0092637`). Case, spaces and other
 * dashes around a code that somebody typed do not matter. Null when it is none of them.
 */
export function parseDossierCode(typed: string): DossierCode | null {
  const code = typed
    .normalize('NFKC')
    .toUpperCase()
    .replaceAll(/[\s\u200b]/g, '')
    .replaceAll(/[\u2010-\u2015\u2212]/g, '-');
  const found = shape.exec(code);
  if (found === null || code.length > 60) return null;
  const [, agency = '', digits = '', sequence = ''] = found;
  const level1 =
    agency.split('.').some((group) => /^[GH]\d{2}$/.test(group)) || /^[GHZ][A-Z0-9]{2}$|^\d{10}$/.test(agency.split('.')[0] ?? '');
  if (!level1 || agency.length > 35) return null;
  const year = digits.length === 8 ? digits.slice(0, 4) : `20${digits.slice(0, 2)}`;
  const day = `${year}-${digits.slice(-4, -2)}-${digits.slice(-2)}`;
  const instant = new Date(`${day}T00:00:00Z`);
  if (Number.isNaN(instant.getTime()) || instant.toISOString().slice(0, 10) !== day) return null;
  return { agency, day, sequence: Number(sequence), code };
}
