/** As much of a mail as the outbox shows. */
export interface Mail {
  readonly messageId: string;
  readonly subject: string;
  readonly text: string;
}

/**
 * Reads the subject and the first text/plain part of an Internet message (RFC 5322, RFC 2045–2047). What it cannot
 * understand it shows as it came; it never throws.
 */
export function parseMail(raw: Buffer): Mail {
  const top = splitPart(raw);
  const part = firstText(top, 0) ?? top;
  return {
    messageId: top.header('message-id').replace(/^<|>$/g, ''),
    subject: decodeWords(top.header('subject')),
    text: decodeText(part).replaceAll('\r\n', '\n').trimEnd(),
  };
}

interface Part {
  readonly header: (name: string) => string;
  readonly body: Buffer;
}

function splitPart(raw: Buffer): Part {
  const end = raw.indexOf('\r\n\r\n');
  const head = (end < 0 ? raw : raw.subarray(0, end)).toString('utf8').replaceAll(/\r\n[ \t]+/g, ' ');
  const headers = new Map<string, string>();
  for (const line of head.split('\r\n')) {
    const colon = line.indexOf(':');
    if (colon > 0) headers.set(line.slice(0, colon).trim().toLowerCase(), line.slice(colon + 1).trim());
  }
  return { header: (name) => headers.get(name) ?? '', body: end < 0 ? Buffer.alloc(0) : raw.subarray(end + 4) };
}

function firstText(part: Part, depth: number): Part | null {
  const type = part.header('content-type') || 'text/plain';
  if (/^text\/plain\b/i.test(type)) return part;
  const boundary = parameter(type, 'boundary');
  if (!/^multipart\//i.test(type) || boundary === null || depth > 5) return null;
  // latin1 keeps every byte, so that a part can be cut out as text and turned back.
  const [, ...pieces] = `\r\n${part.body.toString('latin1')}`.split(`\r\n--${boundary}`);
  for (const piece of pieces) {
    if (piece.startsWith('--')) break;
    const found = firstText(splitPart(Buffer.from(piece.replace(/^[ \t]*\r\n/, ''), 'latin1')), depth + 1);
    if (found !== null) return found;
  }
  return null;
}

function decodeText(part: Part): string {
  const encoding = part.header('content-transfer-encoding').toLowerCase();
  const bytes =
    encoding === 'base64'
      ? Buffer.from(part.body.toString('latin1'), 'base64')
      : encoding === 'quoted-printable'
        ? quotedPrintable(part.body.toString('latin1').replaceAll(/=[ \t]*\r\n/g, ''))
        : part.body;
  return inCharset(bytes, parameter(part.header('content-type'), 'charset') ?? 'utf-8');
}

function decodeWords(header: string): string {
  return (
    header
      // White space between two encoded words is not part of the text (RFC 2047 section 6.2).
      .replaceAll(/\?=\s+(?==\?)/g, '?=')
      // The bytes of neighbouring words are joined before they are read: senders cut in the middle of a character.
      .replaceAll(/=\?([^?\s]+)\?[bq]\?[^?\s]*\?=(?:=\?\1\?[bq]\?[^?\s]*\?=)*/gi, (words, charset: string) => {
        const bytes = [...words.matchAll(/=\?[^?\s]+\?([bq])\?([^?\s]*)\?=/gi)].map(([, encoding = '', content = '']) =>
          encoding.toLowerCase() === 'b' ? Buffer.from(content, 'base64') : quotedPrintable(content.replaceAll('_', ' ')),
        );
        return inCharset(Buffer.concat(bytes), charset);
      })
      .replaceAll('\0', '')
  );
}

function quotedPrintable(text: string): Buffer {
  return Buffer.from(
    text.replaceAll(/=([0-9a-f]{2})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16))),
    'latin1',
  );
}

function inCharset(bytes: Buffer, charset: string): string {
  try {
    return new TextDecoder(charset).decode(bytes).replaceAll('\0', '');
  } catch {
    return bytes.toString('utf8').replaceAll('\0', '');
  }
}

function parameter(header: string, name: string): string | null {
  const found = new RegExp(`;\\s*${name}\\s*=\\s*(?:"([^"]*)"|([^;\\s]+))`, 'i').exec(header);
  return found?.[1] ?? found?.[2] ?? null;
}
