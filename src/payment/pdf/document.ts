import { deflateSync } from 'node:zlib';
import type { Face, Font } from './font.ts';

/** One page of A4 that is drawn on, in points from the top left corner. */
export interface Sheet {
  readonly width: number;
  readonly height: number;
  /** Draws one line of text with its base line at `y`. */
  text(text: string, at: { x: number; y: number; size: number; face: Face; align?: 'left' | 'right' | 'centre' }): void;
  /** Breaks a text into lines no wider than `width`. */
  wrap(text: string, measure: { size: number; face: Face; width: number }): string[];
  line(from: { x: number; y: number; to: number }): void;
  square(at: { x: number; y: number; size: number }): void;
  finish(): Buffer;
}

interface Run {
  readonly font: Font;
  readonly glyphs: readonly number[];
}

/**
 * A PDF 1.7 document of one page (ISO 32000-1) whose text can be searched and copied: fonts embedded whole as CIDFontType2
 * with Identity-H and a ToUnicode map. Characters no font has are drawn as "?".
 */
export function createSheet(about: { title: string; language: string }): Sheet {
  const [width, height] = [595.28, 841.89];
  const drawn: string[] = [];
  /** Fonts in the order of their first use, with the characters used. */
  const used = new Map<Font, Map<number, number>>();

  const runsOf = (text: string, face: Face): Run[] => {
    const runs: { font: Font; glyphs: number[] }[] = [];
    for (const character of text.normalize('NFC')) {
      const code = character.codePointAt(0) ?? 63;
      const font = face.find((one) => one.glyph(code) !== undefined) ?? face[0];
      if (font === undefined) throw new Error('a face needs a font');
      const glyph = font.glyph(code) ?? font.glyph(63) ?? 0;
      const characters = used.get(font) ?? new Map<number, number>();
      used.set(font, characters.set(glyph, code));
      const last = runs.at(-1);
      if (last?.font === font) last.glyphs.push(glyph);
      else runs.push({ font, glyphs: [glyph] });
    }
    return runs;
  };
  const widthOf = (runs: readonly Run[], size: number): number =>
    (runs.flatMap(({ font, glyphs }) => glyphs.map((glyph) => font.width(glyph))).reduce((sum, one) => sum + one, 0) * size) / 1000;
  const nameOf = (font: Font): string => `F${[...used.keys()].indexOf(font)}`;
  const n = (value: number): string => String(Math.round(value * 100) / 100);

  return {
    width,
    height,
    text(text, { x, y, size, face, align = 'left' }) {
      const runs = runsOf(text, face);
      const start = x - (align === 'left' ? 0 : widthOf(runs, size) / (align === 'right' ? 1 : 2));
      const shown = runs.map(
        ({ font, glyphs }) => `/${nameOf(font)} ${n(size)} Tf <${glyphs.map((glyph) => glyph.toString(16).padStart(4, '0')).join('')}> Tj`,
      );
      drawn.push(`BT 1 0 0 1 ${n(start)} ${n(height - y)} Tm ${shown.join(' ')} ET`);
    },
    wrap(text, { size, face, width: most }) {
      const lines: string[] = [];
      for (const word of text.split(/\s+/)) {
        const longer = lines.length === 0 ? word : `${lines.at(-1) ?? ''} ${word}`;
        if (lines.length > 0 && widthOf(runsOf(longer, face), size) <= most) lines[lines.length - 1] = longer;
        else lines.push(...breakWord(word, (part) => widthOf(runsOf(part, face), size) <= most));
      }
      return lines;
    },
    line({ x, y, to }) {
      drawn.push(`0.6 w ${n(x)} ${n(height - y)} m ${n(to)} ${n(height - y)} l S`);
    },
    square({ x, y, size }) {
      drawn.push(`${n(x)} ${n(height - y - size)} ${n(size)} ${n(size)} re f`);
    },
    finish: () => write({ about, width, height, drawing: drawn.join('\n'), used }),
  };
}

/** A word wider than a line (a web address) is broken where it must be. */
function breakWord(word: string, fits: (part: string) => boolean): string[] {
  const parts: string[] = [];
  for (const character of word) {
    const longer = (parts.at(-1) ?? '') + character;
    if (parts.length > 0 && fits(longer)) parts[parts.length - 1] = longer;
    else parts.push(character);
  }
  return parts;
}

function write(document: {
  about: { title: string; language: string };
  width: number;
  height: number;
  drawing: string;
  used: ReadonlyMap<Font, ReadonlyMap<number, number>>;
}): Buffer {
  const objects: Buffer[] = [];
  const add = (body: string | Buffer): number => objects.push(Buffer.isBuffer(body) ? body : Buffer.from(body, 'latin1'));
  const stream = (data: Buffer, more = ''): number => {
    const packed = deflateSync(data);
    return add(
      Buffer.concat([
        Buffer.from(`<< /Length ${packed.length} /Filter /FlateDecode${more} >>\nstream\n`, 'latin1'),
        packed,
        Buffer.from('\nendstream', 'latin1'),
      ]),
    );
  };
  const hexText = (text: string): string => `<FEFF${Buffer.from(text, 'utf16le').swap16().toString('hex').toUpperCase()}>`;

  const fonts = [...document.used].map(([font, characters], index) => {
    const name = `AAAAA${String.fromCharCode(65 + index)}+BeVietnamPro`;
    const file = stream(font.program, ` /Length1 ${font.program.length}`);
    const descriptor = add(
      `<< /Type /FontDescriptor /FontName /${name} /Flags 4 /FontBBox [${font.box.join(' ')}] /ItalicAngle 0 /Ascent ${font.ascent} /Descent ${font.descent} /CapHeight 700 /StemV 80 /FontFile2 ${file} 0 R >>`,
    );
    const widths = [...characters.keys()].toSorted((a, b) => a - b).map((glyph) => `${glyph} [${font.width(glyph)}]`);
    const descendant = add(
      `<< /Type /Font /Subtype /CIDFontType2 /BaseFont /${name} /CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) /Supplement 0 >> /FontDescriptor ${descriptor} 0 R /CIDToGIDMap /Identity /W [${widths.join(' ')}] >>`,
    );
    const unicode = stream(Buffer.from(toUnicode(characters), 'latin1'));
    return `/F${index} ${add(`<< /Type /Font /Subtype /Type0 /BaseFont /${name} /Encoding /Identity-H /DescendantFonts [${descendant} 0 R] /ToUnicode ${unicode} 0 R >>`)} 0 R`;
  });
  const content = stream(Buffer.from(document.drawing, 'latin1'));
  const pages = objects.length + 2;
  const sheet = add(
    `<< /Type /Page /Parent ${pages} 0 R /MediaBox [0 0 ${document.width} ${document.height}] /Resources << /Font << ${fonts.join(' ')} >> >> /Contents ${content} 0 R >>`,
  );
  add(`<< /Type /Pages /Kids [${sheet} 0 R] /Count 1 >>`);
  const catalogue = add(
    `<< /Type /Catalog /Pages ${pages} 0 R /Lang (${document.about.language}) /ViewerPreferences << /DisplayDocTitle true >> >>`,
  );
  const info = add(`<< /Title ${hexText(document.about.title)} >>`);
  return assemble(objects, { catalogue, info });
}

function assemble(objects: readonly Buffer[], root: { catalogue: number; info: number }): Buffer {
  const parts = [Buffer.from('%PDF-1.7\n%\xe2\xe3\xcf\xd3\n', 'latin1')];
  let length = parts[0]?.length ?? 0;
  const offsets = objects.map((body, index) => {
    const start = length;
    const object = Buffer.concat([Buffer.from(`${index + 1} 0 obj\n`, 'latin1'), body, Buffer.from('\nendobj\n', 'latin1')]);
    parts.push(object);
    length += object.length;
    return start;
  });
  const table = offsets.map((offset) => `${String(offset).padStart(10, '0')} 00000 n \n`).join('');
  parts.push(
    Buffer.from(
      `xref\n0 ${objects.length + 1}\n0000000000 65535 f \n${table}trailer\n<< /Size ${objects.length + 1} /Root ${root.catalogue} 0 R /Info ${root.info} 0 R >>\nstartxref\n${length}\n%%EOF\n`,
      'latin1',
    ),
  );
  return Buffer.concat(parts);
}

/** Glyph to character, so that text can be copied and read aloud. At most 100 entries may stand in one block. */
function toUnicode(characters: ReadonlyMap<number, number>): string {
  const hex = (value: number): string => value.toString(16).padStart(4, '0');
  const entries = [...characters].map(
    ([glyph, code]) => `<${hex(glyph)}> <${Buffer.from(String.fromCodePoint(code), 'utf16le').swap16().toString('hex')}>`,
  );
  const blocks: string[] = [];
  for (let at = 0; at < entries.length; at += 100) {
    const block = entries.slice(at, at + 100);
    blocks.push(`${block.length} beginbfchar\n${block.join('\n')}\nendbfchar`);
  }
  return `/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def /CMapName /Adobe-Identity-UCS def /CMapType 2 def 1 begincodespacerange <0000> <FFFF> endcodespacerange\n${blocks.join('\n')}\nendcmap CMapName currentdict /CMap defineresource pop end end`;
}
