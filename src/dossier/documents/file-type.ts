/** The kinds of file that are taken, found by their first bytes; whatever name or type came with them does not matter. */
export type FileType = 'image/jpeg' | 'image/png' | 'application/pdf';

const PNG = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
const JPEG = Buffer.from([0xff, 0xd8, 0xff]);

export function sniff(head: Buffer): FileType | null {
  if (head.subarray(0, 8).equals(PNG)) return 'image/png';
  if (head.subarray(0, 3).equals(JPEG)) return 'image/jpeg';
  return /^%PDF-[12]\.\d/.test(head.subarray(0, 8).toString('latin1')) ? 'application/pdf' : null;
}

/** Whether a file ends as its kind does; one that was cut off on the way does not. `tail` is the last kilobyte. */
export function endsWell(type: FileType, tail: Buffer): boolean {
  if (type === 'image/png') return tail.includes(Buffer.from('IEND\xae\x42\x60\x82', 'latin1'));
  if (type === 'image/jpeg') return tail.lastIndexOf(Buffer.from([0xff, 0xd9])) >= 0;
  return tail.includes('%%EOF');
}

/** Files given to answer a request for papers, and results. */
export const LOOSE_FILE = { accept: ['image/jpeg', 'image/png', 'application/pdf'], maxBytes: 10 * 1024 * 1024 } as const;

/** `maxBytes` as a page says it. */
export const megabytes = (maxBytes: number): number => Math.max(1, Math.floor(maxBytes / 1_048_576));

/** The same as a page says it. */
export const looseFile = { accept: LOOSE_FILE.accept, megabytes: megabytes(LOOSE_FILE.maxBytes) } as const;
