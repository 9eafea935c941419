export interface Transfer {
  readonly bin: string;
  readonly account: string;
  readonly amount: bigint;
  readonly purpose: string;
}

/**
 * What a VietQR code asks for (EMVCo merchant-presented, NAPAS): bank, account, amount in đồng and the words of the transfer.
 * Null when it is not a sound code of that kind: a field that does not fit, a wrong checksum, another currency or no amount.
 */
export function readVietqr(text: string): Transfer | null {
  const fields = readFields(text);
  if (fields === null || !/6304[0-9A-F]{4}$/.test(text) || fields.get('63') !== checksum(text.slice(0, -4))) return null;
  const provider = readFields(fields.get('38') ?? '');
  const account = readFields(provider?.get('01') ?? '');
  const [bin, number, amount] = [account?.get('00') ?? '', account?.get('01') ?? '', fields.get('54') ?? ''];
  const sound =
    fields.get('00') === '01' &&
    fields.get('53') === '704' &&
    fields.get('58') === 'VN' &&
    provider?.get('00') === 'A000000727' &&
    provider.get('02') === 'QRIBFTTA';
  if (!sound || !/^\d{6}$/.test(bin) || !/^\w{1,19}$/.test(number) || !/^[1-9]\d{0,12}$/.test(amount)) return null;
  return { bin, account: number, amount: BigInt(amount), purpose: readFields(fields.get('62') ?? '')?.get('08') ?? '' };
}

/** Tag, length and value after one another; null when they do not fill the text exactly. */
function readFields(text: string): Map<string, string> | null {
  const fields = new Map<string, string>();
  for (let at = 0; at < text.length;) {
    const head = /^(\d\d)(\d\d)$/.exec(text.slice(at, at + 4));
    if (head === null) return null;
    const [, tag = '', length = ''] = head;
    const value = text.slice(at + 4, at + 4 + Number(length));
    if (value.length !== Number(length) || fields.has(tag)) return null;
    fields.set(tag, value);
    at += 4 + value.length;
  }
  return fields;
}

/** CRC-16/CCITT-FALSE. */
function checksum(text: string): string {
  let remainder = 0xffff;
  for (const byte of Buffer.from(text)) {
    for (let bit = 7; bit >= 0; bit -= 1) {
      const carry = ((remainder >> 15) ^ (byte >> bit)) & 1;
      remainder = ((remainder << 1) & 0xffff) ^ (carry * 0x1021);
    }
  }
  return remainder.toString(16).toUpperCase().padStart(4, '0');
}
