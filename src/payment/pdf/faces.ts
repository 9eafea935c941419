import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { create, type Font } from 'fontkit';

/** One weight of our face, as the fonts that together make it. The first that has a character draws it. */
export type Face = readonly FaceFont[];

export interface FaceFont {
  /** Unique among all faces. */
  readonly name: string;
  readonly font: Font;
}

/** A piece of text that one font draws. */
export interface Run {
  readonly font: FaceFont;
  readonly text: string;
}

const weights = { 400: '400Regular', 700: '700Bold' } as const;

/**
 * Be Vietnam Pro, the face of the pages, and for what it lacks Noto Sans: Cyrillic, Greek, Devanagari and rarer Latin letters, since the
 * names of those who come from elsewhere are printed as their passports write them. Both SIL Open Font Licence; TrueType, because
 * of a WOFF every glyph would be unpacked anew.
 */
export function loadFace(weight: keyof typeof weights): Face {
  const { resolve } = createRequire(import.meta.url);
  return [
    ['be-vietnam-pro', 'BeVietnamPro'],
    ['noto-sans', 'NotoSans'],
  ].map(([family, file]) => {
    const name = `${file}_${weights[weight]}`;
    const font = create(readFileSync(resolve(`@expo-google-fonts/${family}/${weights[weight]}/${name}.ttf`)));
    if (!('layout' in font)) throw new Error(`${name} is a collection of fonts`);
    return { name, font };
  });
}

/** A text cut into what each font draws, composed (NFC). A character that no font has is a question mark, and `lost` says so. */
export function runsOf(text: string, face: Face): { readonly runs: readonly Run[]; readonly lost: boolean } {
  const runs: { font: FaceFont; text: string }[] = [];
  let lost = false;
  for (const character of text.normalize('NFC')) {
    const code = character.codePointAt(0) ?? 0;
    const found = face.find(({ font }) => font.hasGlyphForCodePoint(code));
    const font = found ?? face[0];
    if (font === undefined) throw new Error('a face needs a font');
    lost ||= found === undefined;
    const drawn = found === undefined ? '?' : character;
    const last = runs.at(-1);
    if (last?.font === font) last.text += drawn;
    else runs.push({ font, text: drawn });
  }
  return { runs, lost };
}
