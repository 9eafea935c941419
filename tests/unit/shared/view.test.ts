import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { commonProblems } from '#shared/problem';
import { problemPage } from '#shared/http';
import { sharedMessages, withShared } from '#shared/texts';
import { createView, viewFolders, type Site } from '#shared/view';
import { compileStyles, stylesPath } from '../../../scripts/css.ts';
import { bundleComponents, componentsPath } from '../../../scripts/js.ts';

const view = createView({ folders: viewFolders, messages: sharedMessages, asset: (name) => `/assets/${name}`, cache: true });
const site: Site = { lang: 'vi', here: '/', csrf: 'csrf', traceId: 'trace', origin: 'identity', urls: {}, sandbox: false };
const model = { code: 'page.not-found', status: 404, traceId: 'trace', retryAfter: undefined };

test('the committed style sheet is what the Sass says (npm run css)', { timeout: 60_000 }, () => {
  expect(readFileSync(stylesPath, 'utf8') === compileStyles()).toBe(true);
});

test('the committed components are those of the installed govuk-frontend (npm run js)', { timeout: 60_000 }, async () => {
  expect(readFileSync(componentsPath, 'utf8') === (await bundleComponents())).toBe(true);
});

test('the style sheet has no font, mark or address of GOV.UK', () => {
  expect(readFileSync(stylesPath, 'utf8')).not.toMatch(/GDS Transport|gov\.uk|crown/i);
});

test('the language link never leaves this origin, whatever the path', () => {
  for (const here of ['//evil.example/x', '/\\evil.example', '\\\\evil.example', 'https://evil.example/']) {
    const href = /hreflang="en"/.test(view.render(problemPage, model, { ...site, here }))
      ? (/<a class="mc-languages__item" href="([^"]*)"/.exec(view.render(problemPage, model, { ...site, here }))?.[1] ?? '')
      : '';
    expect(new URL(href.replaceAll('&amp;', '&'), 'https://id.example').origin).toBe('https://id.example');
  }
});

test('what a request says is shown as text, never as markup', () => {
  const html = view.render(problemPage, { ...model, code: '<script>alert(1)</script>' }, { ...site, here: '/?"><script>' });
  expect(html).not.toContain('<script>');
});

test('a module’s own text for a code wins over the shared ones', () => {
  const own = { title: 'Hồ sơ đã được xử lý', happened: 'a', toDo: 'b' };
  const problems = { problems: { 'dossier.decided': own } };
  const module = createView({
    folders: viewFolders,
    messages: withShared({ vi: problems, en: problems }),
    asset: (name) => name,
    cache: true,
  });
  expect(module.render(problemPage, { ...model, code: 'dossier.decided', status: 409 }, site)).toContain(own.title);
});

test('a code without texts is explained by who has to act', () => {
  const title = (status: number): string => view.render(problemPage, { ...model, code: 'x.y', status }, site);
  expect(title(409)).toContain(sharedMessages.vi.shared.problems.otherwise.refused.title);
  expect(title(502)).toContain(sharedMessages.vi.shared.problems.otherwise.failed.title);
});

test('every problem’s page says code, trace id and what to do, in both languages', () => {
  for (const lang of ['vi', 'en'] as const) {
    for (const [code, { status }] of Object.entries(commonProblems)) {
      const html = view.render(problemPage, { code, status, traceId: '00-trace', retryAfter: 90 }, { ...site, lang });
      const texts = sharedMessages[lang].shared.problems.known[code as keyof typeof commonProblems];
      for (const part of [code, '00-trace', texts.title, texts.happened, texts.toDo]) expect(html).toContain(part);
    }
  }
});
