import type { BlindIndex } from '#shared/crypto';
import { addressKey } from '#shared/http';

/** Whom a limit is about, as its rows are named. */
export interface LimitSubject {
  /** An account's id, or the blind index of what stands for nobody's account. */
  readonly name: string;
  /** `0` to `f`: the share of the total that it counts in. One row for the whole service would make every try wait for every other. */
  readonly share: string;
}

export interface LimitKeys {
  readonly address: string;
  readonly pair: string;
  readonly subject: string;
  readonly total: string;
}

const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** Rows of `identity.rate_limit` by what they count. Neither an address nor what somebody typed can be read from them. */
export function createLimitKeys(blindIndex: BlindIndex) {
  const hash = (...parts: string[]): Buffer => blindIndex('limit', JSON.stringify(parts));
  const addressOf = (ip: string): string => hash('address', addressKey(ip)).toString('base64url');
  const subjectOf = (subject: string): LimitSubject => {
    if (UUID.test(subject)) return { name: subject, share: subject.slice(-1) };
    const hidden = hash('subject', subject);
    return { name: hidden.toString('base64url'), share: (hidden.readUInt8(0) & 15).toString(16) };
  };
  return {
    addressOf,
    subjectOf,
    /** The same keys as those which `tryPasswords` makes from the name, the share and the address. */
    of(input: { action: string; subject: string; ip: string }): LimitKeys {
      const address = addressOf(input.ip);
      const { name, share } = subjectOf(input.subject);
      return {
        address: `${input.action}-address:${address}`,
        pair: `${input.action}-pair:${name}:${address}`,
        subject: `${input.action}-subject:${name}`,
        total: `total:${share}`,
      };
    },
  };
}
