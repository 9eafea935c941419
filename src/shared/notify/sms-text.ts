/** GSM 03.38 default alphabet (3GPP TS 23.038 section 6.2.1). */
const GSM = new Set(
  '@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !"#¤%&\'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà',
);
/** Its extension table; each of these costs two places. */
const GSM_EXTENDED = new Set('\f^{}\\[~]|€');

export interface SmsSize {
  readonly encoding: 'gsm-7' | 'ucs-2';
  /** What the operator charges for. */
  readonly segments: number;
}

/**
 * How an SMS will be sent. One letter outside the GSM alphabet, as almost every Vietnamese text has, makes the whole
 * message UCS-2: 70 places in a single segment, 67 in each of several (against 160 and 153).
 */
export function smsSize(text: string): SmsSize {
  const normal = text.normalize('NFC');
  let septets = 0;
  for (const character of normal) {
    if (GSM.has(character)) septets += 1;
    else if (GSM_EXTENDED.has(character)) septets += 2;
    else return { encoding: 'ucs-2', segments: segments(normal.length, 70, 67) };
  }
  return { encoding: 'gsm-7', segments: segments(septets, 160, 153) };
}

const segments = (length: number, single: number, several: number): number => (length <= single ? 1 : Math.ceil(length / several));

/** A scheme, `www.`, or a bare host name under a top-level domain that phones turn into a link. */
const LINK =
  /[a-z][a-z0-9+.-]*:\/\/|\bwww\.|\b[a-z0-9-]+\.(?:vn|com|net|org|info|biz|gov|edu|io|me|app|dev|xyz|top|site|online|link|click|shop|vip|club|ly|gl|gd|cc|co|tk|asia|int|mobi|pro|live|icu)\b/iu;

export const MAX_SMS_SEGMENTS = 2;

/**
 * Refuses an SMS that has a link, or is longer than two segments. People are told that the state never sends links by
 * SMS, so not even a name that somebody chose for themselves may bring one in; the cause is rolled back with it.
 */
export function checkSms(text: string): void {
  if (LINK.test(text)) throw new Error('an SMS never has a link or anything a phone would turn into one');
  const size = smsSize(text);
  if (size.segments > MAX_SMS_SEGMENTS)
    throw new Error(`an SMS of ${size.segments} segments (${size.encoding}) is too long; at most ${MAX_SMS_SEGMENTS}`);
}
