import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { inflateSync } from 'node:zlib';

/** One TrueType font program, with what a PDF has to know about it. */
export interface Font {
  /** The whole program (sfnt), as it is embedded. */
  readonly program: Buffer;
  /** Glyph of a Unicode code point; undefined when the font has none. */
  glyph(codePoint: number): number | undefined;
  /** Advance width in thousandths of the font size. */
  width(glyph: number): number;
  readonly ascent: number;
  readonly descent: number;
  readonly box: readonly [number, number, number, number];
}

/** A face in one weight. It comes in parts (Latin, Vietnamese), of which the first that has a character draws it. */
export type Face = readonly Font[];

/** Be Vietnam Pro (SIL Open Font Licence), from the package the pages use as well. */
export function loadFace(weight: 400 | 700): Face {
  return ['latin', 'vietnamese', 'latin-ext'].map((part) => {
    const file = fileURLToPath(
      new URL(`../../../node_modules/@fontsource/be-vietnam-pro/files/be-vietnam-pro-${part}-${weight}-normal.woff`, import.meta.url),
    );
    return parseFont(readFileSync(file));
  });
}

/** Unpacks WOFF 1.0 (W3C Recommendation, 2012): the tables of an sfnt, each compressed by zlib. */
export function parseFont(woff: Buffer): Font {
  if (woff.toString('latin1', 0, 4) !== 'wOFF' || woff.readUInt32BE(4) !== 0x00010000)
    throw new Error('not a WOFF 1.0 file with TrueType outlines');
  const count = woff.readUInt16BE(12);
  const tables = new Map<string, Buffer>();
  const checksums = new Map<string, number>();
  for (let index = 0; index < count; index += 1) {
    const at = 44 + 20 * index;
    const tag = woff.toString('latin1', at, at + 4);
    const [offset, packed, length] = [woff.readUInt32BE(at + 4), woff.readUInt32BE(at + 8), woff.readUInt32BE(at + 12)];
    const raw = woff.subarray(offset, offset + packed);
    tables.set(tag, packed < length ? inflateSync(raw) : raw);
    checksums.set(tag, woff.readUInt32BE(at + 16));
  }
  const table = (tag: string): Buffer => {
    const found = tables.get(tag);
    if (found === undefined) throw new Error(`the font has no table ${tag}`);
    return found;
  };
  const [head, hhea, hmtx] = [table('head'), table('hhea'), table('hmtx')];
  const scale = 1000 / head.readUInt16BE(18);
  const metrics = hhea.readUInt16BE(34);
  const map = readCmap(table('cmap'));
  return {
    program: writeSfnt(tables, checksums),
    glyph: (codePoint) => map.get(codePoint),
    width: (glyph) => Math.round(hmtx.readUInt16BE(4 * Math.min(glyph, metrics - 1)) * scale),
    ascent: Math.round(hhea.readInt16BE(4) * scale),
    descent: Math.round(hhea.readInt16BE(6) * scale),
    box: [36, 38, 40, 42].map((at) => Math.round(head.readInt16BE(at) * scale)) as [number, number, number, number],
  };
}

function writeSfnt(tables: ReadonlyMap<string, Buffer>, checksums: ReadonlyMap<string, number>): Buffer {
  const sorted = [...tables].toSorted(([left], [right]) => (left < right ? -1 : 1));
  const power = 2 ** Math.floor(Math.log2(sorted.length));
  const header = Buffer.alloc(12 + 16 * sorted.length);
  header.writeUInt32BE(0x00010000, 0);
  for (const [at, value] of [
    [4, sorted.length],
    [6, power * 16],
    [8, Math.log2(power)],
    [10, (sorted.length - power) * 16],
  ] as const)
    header.writeUInt16BE(value, at);
  const parts: Buffer[] = [header];
  let offset = header.length;
  for (const [index, [tag, data]] of sorted.entries()) {
    const at = 12 + 16 * index;
    header.write(tag, at, 'latin1');
    header.writeUInt32BE(checksums.get(tag) ?? 0, at + 4);
    header.writeUInt32BE(offset, at + 8);
    header.writeUInt32BE(data.length, at + 12);
    const padding = Buffer.alloc((4 - (data.length % 4)) % 4);
    parts.push(data, padding);
    offset += data.length + padding.length;
  }
  return Buffer.concat(parts);
}

/** Code point to glyph, from a subtable of format 4 or 12 (OpenType 1.9, cmap). */
function readCmap(cmap: Buffer): Map<number, number> {
  const map = new Map<number, number>();
  for (let index = 0; index < cmap.readUInt16BE(2); index += 1) {
    const table = cmap.subarray(cmap.readUInt32BE(8 + 8 * index));
    const format = table.readUInt16BE(0);
    if (format === 4) readSegments(table, map);
    else if (format === 12) readGroups(table, map);
  }
  return map;
}

function readSegments(table: Buffer, map: Map<number, number>): void {
  const size = table.readUInt16BE(6);
  for (let at = 0; at < size; at += 2) {
    const [end, start] = [table.readUInt16BE(14 + at), table.readUInt16BE(16 + size + at)];
    const [delta, rangeAt] = [table.readUInt16BE(16 + 2 * size + at), 16 + 3 * size + at];
    const range = table.readUInt16BE(rangeAt);
    for (let code = start; code <= end && code !== 0xffff; code += 1) {
      const raw = range === 0 ? code : table.readUInt16BE(rangeAt + range + 2 * (code - start));
      const glyph = raw === 0 ? 0 : (raw + delta) & 0xffff;
      if (glyph !== 0) map.set(code, glyph);
    }
  }
}

function readGroups(table: Buffer, map: Map<number, number>): void {
  for (let index = 0; index < table.readUInt32BE(12); index += 1) {
    const at = 16 + 12 * index;
    const [start, end, glyph] = [table.readUInt32BE(at), table.readUInt32BE(at + 4), table.readUInt32BE(at + 8)];
    for (let code = start; code <= end; code += 1) map.set(code, glyph + code - start);
  }
}
