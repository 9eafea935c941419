import { setImmediate } from 'node:timers/promises';
import { Dicer } from '@fastify/busboy';
import { problem } from '#shared/problem';

/** One part as it arrives. */
export interface Part {
  /** By lower-case name, each as often as it was given. */
  readonly headers: Readonly<Record<string, readonly string[]>>;
  /** The next piece of the content; null when there is none left. */
  read(): Promise<Buffer | null>;
}

interface Arriving {
  headers: Readonly<Record<string, readonly string[]>> | null;
  readonly pieces: Buffer[];
  ended: boolean;
}

/** Of all headers of one part. */
const HEADER_BYTES = 4096;

export const malformed = (detail: string, cause?: unknown) => problem('request.invalid', { detail: `multipart: ${detail}`, cause });

/**
 * The parts of a multipart body (RFC 2046 section 5.1), one after the other; null after the closing delimiter. The body is
 * read only while somebody asks, so never more than one network chunk is held, and nothing of it after an error.
 *
 * The parser is busboy's own (`Dicer`). Busboy itself passes over what it does not understand; here nothing that was sent
 * is lost in silence: it is read or it is `request.invalid`.
 */
export function createParts(
  body: AsyncIterable<Buffer>,
  { boundary, limit }: { boundary: string; limit: number },
): { next(): Promise<Part | null> } {
  const source = body[Symbol.asyncIterator]();
  // Longer heads would be cut short; twice what is allowed is kept, to see that there was too much. (Its types do not know the option.)
  const options = { boundary, maxHeaderSize: 2 * HEADER_BYTES };
  const parser = new Dicer(options);
  const arriving: Arriving[] = [];
  let size = 0;
  let text = false;
  let closed = false;
  parser.on('preamble', (part) => {
    part.on('data', () => {
      text = true;
    });
  });
  parser.on('part', (part) => {
    const one: Arriving = { headers: null, pieces: [], ended: false };
    part.on('header', (headers: object) => {
      one.headers = headers as Record<string, string[]>;
    });
    part.on('data', (piece: Buffer) => {
      one.pieces.push(piece);
    });
    part.on('end', () => {
      one.ended = true;
    });
    arriving.push(one);
  });
  parser.on('finish', () => {
    closed = true;
  });

  /** Lets the parser have one more chunk, and all that it says of it be heard. */
  const feed = async (): Promise<void> => {
    const chunk = await source.next().catch((cause: unknown) => {
      throw malformed('the sender broke off', cause);
    });
    if (chunk.done === true) throw malformed('the body ends in the middle');
    size += chunk.value.length;
    if (size > limit) throw problem('request.too-large');
    parser.write(chunk.value);
    await setImmediate();
    if (text) throw malformed('text before the first part');
  };

  return {
    async next() {
      while (arriving.length === 0 && !closed) await feed();
      const part = arriving.shift();
      if (part === undefined) return null;
      while (part.headers === null && !part.ended) await feed();
      if (part.headers === null) throw malformed('a part without a head');
      if (sizeOf(part.headers) > HEADER_BYTES) throw problem('request.too-large');
      return {
        headers: part.headers,
        async read() {
          while (part.pieces.length === 0 && !part.ended) await feed();
          return part.pieces.shift() ?? null;
        },
      };
    },
  };
}

function sizeOf(headers: Readonly<Record<string, readonly string[]>>): number {
  return Object.entries(headers).reduce(
    (sum, [name, values]) => sum + values.reduce((all, value) => all + name.length + value.length, 0),
    0,
  );
}
