import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { relyingPartyMessages, relyingPartyPages, relyingPartyProblems, satisfies } from '#relying-party';
import { withShared } from '#shared/texts';
import { createView, viewFolders } from '#shared/view';
// The functions below are not for other modules, so they are reached by their file.
import { recent } from '../../../src/relying-party/assurance.ts';
import { fromAuthorizationError } from '../../../src/relying-party/provider-errors.ts';
import { returnPath } from '../../../src/relying-party/return-path.ts';

const base = new URL('https://things.example');

describe('the path to return to', () => {
  it('is on this origin whatever is asked for, as a browser reads it', () => {
    const nasty = fc
      .array(
        fc.constantFrom(
          '/',
          '\\',
          '.',
          ':',
          '@',
          '%2f',
          '%5c',
          '\t',
          '\n',
          '\r',
          ' ',
          '?',
          '#',
          'evil.example',
          'https:',
          'javascript:',
          '\u00a0',
          '\u3002',
        ),
        { maxLength: 12 },
      )
      .map((parts) => parts.join(''));
    fc.assert(
      fc.property(
        fc.oneof(
          nasty,
          fc.string(),
          nasty.map((text) => `/${text}`),
        ),
        (asked) => {
          const path = returnPath(asked, base);
          expect(path.startsWith('/')).toBe(true);
          expect(path.startsWith('//')).toBe(false);
          expect(new URL(path, base).origin).toBe(base.origin);
        },
      ),
      { numRuns: 2000 },
    );
  });
  it('keeps ordinary paths with their query', () => {
    expect(returnPath('/dossiers/H26-1?tab=2&q=%C4%91', base)).toBe('/dossiers/H26-1?tab=2&q=%C4%91');
  });
});

describe('levels', () => {
  it('are reached only by known levels of the same or a higher rank', () => {
    expect([satisfies('LoA2', 'LoA2'), satisfies('LoA3', 'LoA2')]).toEqual([true, true]);
    for (const acr of ['LoA1', 'loa2', 'LoA9', '', null, undefined]) expect(satisfies(acr, 'LoA2')).toBe(false);
  });
  it('are old without a time, after their time, and in the future', () => {
    expect(recent(1000, 300, 1300)).toBe(true);
    for (const time of [999, null, undefined, 1400]) expect(recent(time, 300, 1300)).toBe(false);
  });
});

it('an error nobody has heard of is the operator’s to look at', () => {
  for (const error of ['', 'toString', '__proto__', 'invalid_request', 'x'.repeat(1000)])
    expect(fromAuthorizationError(error)).toBe('rp.registration-wrong');
});

describe('pages', () => {
  const view = createView({
    folders: viewFolders,
    messages: withShared(relyingPartyMessages),
    asset: (name) => `/assets/${name}`,
    cache: true,
  });
  const site = { here: '/', csrf: 'token', traceId: 'a'.repeat(32), origin: 'things', urls: {}, sandbox: false };
  it('have words for every problem in both languages', () => {
    const [failure] = relyingPartyPages;
    for (const lang of ['vi', 'en'] as const) {
      const texts = relyingPartyMessages[lang].relyingParty.failures as Record<string, { title: string; what: string; todo: string }>;
      const wanted = Object.keys(relyingPartyProblems).map((code) =>
        code.slice(3).replace(/-([a-z])/g, (_, letter: string) => letter.toUpperCase()),
      );
      expect(Object.keys(texts).toSorted()).toEqual(wanted.toSorted());
      for (const text of wanted) {
        const html = view.render(failure, { code: 'rp.locked', text, again: null, level: null }, { ...site, lang });
        expect(html).toContain(texts[text]?.title);
      }
    }
  });
  it('render every sample', () => {
    for (const page of relyingPartyPages) {
      for (const model of Object.values(page.samples)) {
        for (const lang of ['vi', 'en'] as const) expect(view.render(page as never, model, { ...site, lang })).toContain('<h1');
      }
    }
  });
});
