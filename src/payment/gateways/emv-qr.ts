/** CRC-16/CCITT-FALSE: polynomial 0x1021, initial value 0xFFFF. */
export function crc16(text: string): string {
  let crc = 0xffff;
  for (const byte of Buffer.from(text, 'utf8')) {
    crc ^= byte << 8;
    for (let bit = 0; bit < 8; bit += 1) crc = (crc & 0x8000) === 0 ? (crc << 1) & 0xffff : ((crc << 1) ^ 0x1021) & 0xffff;
  }
  return crc.toString(16).toUpperCase().padStart(4, '0');
}

/** One field: two digits of tag, two of length, the value. */
function field(tag: string, value: string): string {
  if (value.length === 0 || value.length > 99) throw new Error(`EMV field ${tag} has ${value.length} characters`);
  return `${tag}${String(value.length).padStart(2, '0')}${value}`;
}

/**
 * A dynamic VietQR code (NAPAS, EMVCo merchant-presented): transfer `amount` đồng to an account with the given words. ASCII
 * only, so that lengths in characters and in bytes are the same.
 */
export function vietqrPayload(transfer: { bin: string; account: string; amount: bigint; purpose: string }): string {
  const { bin, account, amount, purpose } = transfer;
  if (!/^\d{6}$/.test(bin) || !/^\w{1,19}$/.test(account))
    throw new Error('a VietQR account is six digits of bank and up to 19 characters');
  if (!/^[\x20-\x7e]{1,50}$/.test(purpose) || amount <= 0n) throw new Error('a VietQR transfer needs an amount and a plain purpose');
  const data = [
    field('00', '01'),
    field('01', '12'),
    field('38', field('00', 'A000000727') + field('01', field('00', bin) + field('01', account)) + field('02', 'QRIBFTTA')),
    field('53', '704'),
    field('54', String(amount)),
    field('58', 'VN'),
    field('62', field('08', purpose)),
    '6304',
  ].join('');
  return data + crc16(data);
}
