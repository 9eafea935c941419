import { texts, type Lang } from './text.ts';

/** Text that is HTML already; everything else that goes into `html` is escaped. */
export class Html {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
}

const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

function escape(value: unknown): string {
  if (value instanceof Html) return value.text;
  if (Array.isArray(value)) return value.map(escape).join('');
  if (value === null || value === undefined || value === false) return '';
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return text.replace(/[&<>"']/g, (character) => entities[character] ?? '');
}

/** A template string whose values are escaped. */
export function html(parts: TemplateStringsArray, ...values: unknown[]): Html {
  return new Html(parts.map((part, index) => part + (index < values.length ? escape(values[index]) : '')).join(''));
}

/** How one portal looks. */
export interface Look {
  readonly name: Readonly<Record<Lang, string>>;
  readonly agency: Readonly<Record<Lang, string>>;
  readonly css: string;
}

/** A whole page. `here` is the path to come back to in the other language. */
export function page(look: Look, lang: Lang, here: string, content: Html): string {
  const other = lang === 'vi' ? 'en' : 'vi';
  return html`<!DOCTYPE html>
    <html lang="${lang}">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>${look.name[lang]}</title>
        <link rel="stylesheet" href="/portal.css" />
      </head>
      <body>
        <header>
          <div class="bar">
            <p class="agency">${look.agency[lang]}</p>
            <a class="name" href="/">${look.name[lang]}</a>
            <nav aria-label="${lang === 'vi' ? 'Ngôn ngữ' : 'Language'}">
              <a href="${here}?lang=${other}" lang="${other}" hreflang="${other}">${other === 'vi' ? 'Tiếng Việt' : 'English'}</a>
            </nav>
          </div>
        </header>
        <main>${content}</main>
      </body>
    </html>`.text;
}

const instants = new Set(['iat', 'exp', 'auth_time', 'updated_at', 'nbf']);

/** A claim's value as a person reads it. */
export function readable(name: string, value: unknown, lang: Lang): string {
  if (typeof value === 'boolean') return value ? texts[lang].yes : texts[lang].no;
  if (instants.has(name) && typeof value === 'number') {
    return new Intl.DateTimeFormat(lang, { dateStyle: 'long', timeStyle: 'medium', timeZone: 'Asia/Ho_Chi_Minh' }).format(value * 1000);
  }
  if (Array.isArray(value) && value.every((each) => typeof each === 'string')) return value.join(', ');
  return typeof value === 'string' ? value : JSON.stringify(value);
}

export function claimsTable(caption: string, claims: Readonly<Record<string, unknown>>, lang: Lang): Html {
  const t = texts[lang];
  const rows = Object.entries(claims).map(
    ([name, value]) =>
      html`<tr>
        <th scope="row">${t.names[name] ?? name} <code>${name}</code></th>
        <td>${readable(name, value, lang)}</td>
      </tr> `,
  );
  return html`<div class="scroll" role="region" aria-label="${caption}" tabindex="0">
    <table>
      <caption>
        ${caption}
      </caption>
      <thead>
        <tr>
          <th scope="col">${t.claim}</th>
          <th scope="col">${t.value}</th>
        </tr>
      </thead>
      <tbody>
        ${rows}
      </tbody>
    </table>
  </div>`;
}
