import { hmacSha256, sameSecret } from '#shared/crypto';

type Kind = 'order' | 'receipt' | 'verify' | 'fine';

/**
 * Links that carry their own permission: whoever has one may see what it leads to. Each holds an HMAC over kind and id, so a
 * link to one thing opens nothing else and nothing has to be stored.
 */
export interface Links {
  order(id: string): string;
  receipt(number: string): string;
  receiptPdf(number: string): string;
  /** The address in a receipt's QR code. */
  verify(number: string): string;
  fine(id: string): string;
  /** Whether the token belongs to this very thing. */
  opens(kind: Kind, id: string, token: string | undefined): boolean;
  /** The receipt number a verification token speaks of, or null when it is not ours. */
  readVerify(token: string): string | null;
  token(kind: Kind, id: string): string;
}

export function createLinks(options: { baseUrl: URL; linkKey: Buffer }): Links {
  const { baseUrl, linkKey } = options;
  if (linkKey.length < 32) throw new Error('linkKey must have 32 bytes');
  // 132 bits: short enough for a QR code on paper.
  const token = (kind: Kind, id: string): string =>
    hmacSha256(linkKey, JSON.stringify([kind, id]))
      .toString('base64url')
      .slice(0, 22);
  const opens = (kind: Kind, id: string, given: string | undefined): boolean => given !== undefined && sameSecret(given, token(kind, id));
  const at = (path: string): string => new URL(path, baseUrl).href;
  return {
    token,
    opens,
    order: (id) => at(`/orders/${id}?t=${token('order', id)}`),
    receipt: (number) => at(`/receipts/${number}?t=${token('receipt', number)}`),
    receiptPdf: (number) => at(`/receipts/${number}/pdf?t=${token('receipt', number)}`),
    verify: (number) => at(`/verify/${number}.${token('verify', number)}`),
    fine: (id) => at(`/fines/${id}?t=${token('fine', id)}`),
    readVerify(given) {
      const [number = '', mac = ''] = given.split('.');
      return opens('verify', number, mac) ? number : null;
    },
  };
}
