import type { BlindIndex } from '#shared/crypto';
import { addressKey } from '#shared/http';
import { FAILURES } from '#shared/limits';

/** Rows of `identity.rate_limit` by what they count. Neither an address nor what somebody typed can be read from them. */
export interface LimitKeys {
  readonly address: string;
  readonly pair: string;
  readonly failures: string;
  readonly total: string;
}

const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

export function createLimitKeys(blindIndex: BlindIndex) {
  const hash = (...parts: string[]): Buffer => blindIndex('limit', JSON.stringify(parts));
  /** `share`, `0` to `f`, is where it counts in the total: one row for the whole service would make every try wait for every other. */
  const subjectOf = (subject: string): { name: string; share: string } => {
    if (UUID.test(subject)) return { name: subject, share: subject.slice(-1) };
    const hidden = hash('subject', subject);
    return { name: hidden.toString('base64url'), share: (hidden.readUInt8(0) & 15).toString(16) };
  };
  return {
    failures: (action: string, subject: string): string => `${FAILURES}${action}:${subjectOf(subject).name}`,
    of(input: { action: string; subject: string; ip: string }): LimitKeys {
      const address = hash('address', addressKey(input.ip)).toString('base64url');
      const { name, share } = subjectOf(input.subject);
      return {
        address: `${input.action}-address:${address}`,
        pair: `${input.action}-pair:${name}:${address}`,
        failures: `${FAILURES}${input.action}:${name}`,
        total: `total:${share}`,
      };
    },
    /** Of one browser that is known for the subject. */
    ofBrowser: (action: string, budget: string): { window: string; failures: string } => ({
      window: `${action}-browser:${budget}`,
      failures: `${FAILURES}${action}-browser:${budget}`,
    }),
  };
}
