export const languages = ['vi', 'en'] as const;
export type Language = (typeof languages)[number];

/** A module's texts in every language; `en` has exactly the shape of `vi`, checked by the compiler. */
export type Messages<Shape> = Readonly<Record<Language, Shape>>;

/** Replaces every literal in the shape of the Vietnamese catalogue by its type, so that `en satisfies Shape<typeof vi>`. */
export type Shape<T> = T extends string
  ? string
  : T extends (...args: infer A) => string
    ? (...args: A) => string
    : { readonly [K in keyof T]: Shape<T[K]> };

/**
 * The language for a request: an explicit choice (query or cookie) first, then the request's preferences in order
 * (`ui_locales` of OpenID Connect Core 3.1.2.1, then Accept-Language), then Vietnamese.
 */
export function chooseLanguage(chosen: string | undefined, preferences: readonly string[]): Language {
  for (const tag of [chosen, ...preferences]) {
    const primary = tag?.trim().toLowerCase().split(/[-_;]/)[0];
    const found = languages.find((language) => language === primary);
    if (found !== undefined) return found;
  }
  return 'vi';
}

const amounts = { vi: new Intl.NumberFormat('vi-VN'), en: new Intl.NumberFormat('en-GB') } as const;

/**
 * An amount of whole đồng as every page, message and document writes it: `115.000 đồng`, `115,000 VND`. A no-break space
 * keeps number and unit on one line.
 */
export function money(amount: number | bigint, language: Language): string {
  return `${amounts[language].format(amount)}\u00a0${language === 'vi' ? 'đồng' : 'VND'}`;
}
