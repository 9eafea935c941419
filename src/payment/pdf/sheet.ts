import PDFDocument from 'pdfkit';
import { runsOf, type Face } from './faces.ts';

/** What a piece of a document is to somebody who hears it (ISO 32000-1, 14.8.4). */
export type Kind = 'Document' | 'H1' | 'P' | 'Span' | 'Table' | 'TR' | 'TH' | 'TD' | 'Figure' | 'Link';

export interface About {
  readonly lang?: string;
  /** Said instead of a picture. */
  readonly alt?: string;
  /** The text itself, where what is drawn is not. */
  readonly actual?: string;
  /** Which cells a `TH` is the head of. */
  readonly scope?: 'Row' | 'Column';
  /** Left, top, right, bottom of a `Figure`. */
  readonly bbox?: readonly [number, number, number, number];
}

export interface Place {
  readonly x: number;
  /** Of the base line. */
  readonly y: number;
  readonly size: number;
  readonly face: Face;
  readonly align?: 'left' | 'right' | 'centre';
}

/** Pages of A4 that are drawn on, in points from the top left corner. */
export interface Sheet {
  readonly width: number;
  readonly height: number;
  /** Whatever `draw` draws or says is within an element of this kind. */
  within(kind: Kind, about: About, draw: () => void): void;
  /** One line of text; returns where it ends. */
  text(text: string, place: Place): number;
  /** Text broken into lines no wider than `width`; returns the base line after the last. */
  paragraph(text: string, place: Omit<Place, 'align'> & { width: number; leading: number }): number;
  squares(at: readonly { x: number; y: number }[], size: number): void;
  /** Makes a rectangle lead to an address; belongs into a `Link`. */
  link(url: string, at: { x: number; y: number; width: number; height: number }): void;
  /** Drawn, and passed over by whoever hears the document. */
  line(at: { x: number; y: number; to: number }): void;
  note(text: string, place: Place): void;
  nextPage(): void;
  /** For every page, once all are there. */
  onEachPage(draw: (page: number, pages: number) => void): void;
  finish(): Promise<Buffer>;
}

/**
 * A tagged PDF 1.7 (PDF/UA-1, ISO 14289-1) with subsets of its fonts: text can be searched, copied and heard. The same calls
 * give the same bytes: `at` is the only time in it.
 */
export function createSheet(document: { title: string; language: string; at: Date }): Sheet {
  const pdf = new PDFDocument({
    size: 'A4',
    margin: 0,
    pdfVersion: '1.7',
    // Its types know only the archive's subsets.
    subset: 'PDF/UA' as unknown as 'PDF/A-1',
    tagged: true,
    displayTitle: true,
    lang: document.language,
    bufferPages: true,
    // The default is Helvetica, which is not embedded.
    font: '',
    info: { Title: document.title, Creator: 'Một Cửa', Producer: 'PDFKit', CreationDate: document.at, ModDate: document.at },
  });
  const chunks: Buffer[] = [];
  pdf.on('data', (chunk: Buffer) => chunks.push(chunk));
  const ended = new Promise<void>((resolve, reject) => {
    pdf.once('end', resolve);
    pdf.once('error', reject);
  });
  const open: { kind: Kind; element: PDFKit.PDFStructureElement }[] = [];
  const named = new Set<string>();

  const use = (run: { font: Face[number] }, size: number): void => {
    const { name, font } = run.font;
    // It takes an opened font as well, which its types do not know; opened once, it is not parsed for every document.
    if (!named.has(name)) pdf.registerFont(name, font as unknown as Buffer);
    named.add(name);
    pdf.font(name).fontSize(size);
  };
  const widthOf = (text: string, { size, face }: Pick<Place, 'size' | 'face'>): number =>
    runsOf(text, face).runs.reduce((sum, run) => {
      use(run, size);
      return sum + pdf.widthOfString(run.text);
    }, 0);
  const draw = (text: string, { x, y, size, face, align = 'left' }: Place): number => {
    let at = x - (align === 'left' ? 0 : widthOf(text, { size, face }) / (align === 'right' ? 1 : 2));
    for (const run of runsOf(text, face).runs) {
      use(run, size);
      pdf.text(run.text, at, y, { lineBreak: false, baseline: 'alphabetic' });
      at += pdf.widthOfString(run.text);
    }
    return at;
  };
  const mark = (inside: () => void): void => {
    const top = open.at(-1);
    if (top === undefined) throw new Error('what is said belongs into an element');
    top.element.add(pdf.markStructureContent(top.kind));
    inside();
    pdf.endMarkedContent();
  };
  const ornament = (type: 'Layout' | 'Pagination', inside: () => void): void => {
    pdf.markContent('Artifact', { type });
    inside();
    pdf.endMarkedContent();
  };

  const sheet: Sheet = {
    width: pdf.page.width,
    height: pdf.page.height,
    within(kind, about, inside) {
      const element = pdf.struct(kind, { ...about });
      const parent = open.at(-1);
      if (parent === undefined) pdf.addStructure(element);
      else parent.element.add(element);
      open.push({ kind, element });
      inside();
      open.pop();
      element.end();
    },
    text(text, place) {
      let end = place.x;
      const say = (): void =>
        mark(() => {
          end = draw(text, place);
        });
      if (runsOf(text, place.face).lost) sheet.within('Span', { actual: text }, say);
      else say();
      return end;
    },
    paragraph(text, { width, leading, ...place }) {
      const lines = wrap(text, (line) => widthOf(line, place) <= width);
      for (const [n, line] of lines.entries()) sheet.text(line, { ...place, y: place.y + n * leading });
      return place.y + lines.length * leading;
    },
    squares(at, size) {
      mark(() => {
        for (const { x, y } of at) pdf.rect(x, y, size, size);
        pdf.fill('black');
      });
    },
    link(url, { x, y, width, height }) {
      // A wrapped string is a text to it; a plain one would be written as a name.
      const about = { structParent: open.at(-1)?.element, Contents: Object(url) as string };
      pdf.link(x, y, width, height, url, about);
    },
    line({ x, y, to }) {
      ornament('Layout', () => pdf.lineWidth(0.6).moveTo(x, y).lineTo(to, y).stroke('black'));
    },
    note(text, place) {
      ornament('Pagination', () => draw(text, place));
    },
    nextPage() {
      pdf.addPage();
    },
    onEachPage(each) {
      const { count } = pdf.bufferedPageRange();
      for (let page = 0; page < count; page += 1) {
        pdf.switchToPage(page);
        each(page + 1, count);
      }
    },
    async finish() {
      pdf.end();
      await ended;
      return Buffer.concat(chunks);
    },
  };
  return sheet;
}

/** Lines that fit. A line broken at a blank keeps it, so that who hears or copies the text has it too; a word wider than a line is cut. */
function wrap(text: string, fits: (line: string) => boolean): string[] {
  const lines: string[] = [];
  for (const word of text.trim().split(/\s+/)) {
    const last = lines.length - 1;
    const longer = `${lines[last] ?? ''} ${word}`;
    if (last >= 0 && fits(longer)) {
      lines[last] = longer;
      continue;
    }
    if (last >= 0) lines[last] += ' ';
    lines.push('');
    for (const character of word) {
      const at = lines.length - 1;
      const tried = (lines[at] ?? '') + character;
      if (lines[at] === '' || fits(tried)) lines[at] = tried;
      else lines.push(character);
    }
  }
  return lines;
}
