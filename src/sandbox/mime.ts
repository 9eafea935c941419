import { simpleParser } from 'mailparser';

/** As much of a mail as the outbox shows. */
export interface Mail {
  readonly messageId: string;
  readonly subject: string;
  readonly text: string;
}

/** The subject and the text of an Internet message (RFC 5322, RFC 2045–2047), without the NUL characters that PostgreSQL takes in no text. */
export async function parseMail(raw: Buffer): Promise<Mail> {
  const { messageId = '', subject = '', text = '' } = await simpleParser(raw, { skipTextToHtml: true, skipImageLinks: true });
  const clean = (found: string): string => found.replaceAll('\0', '');
  return {
    messageId: clean(messageId).replace(/^<|>$/g, ''),
    subject: clean(subject),
    text: clean(text).replaceAll('\r\n', '\n').trimEnd(),
  };
}
