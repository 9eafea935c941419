import { expect, test } from 'vitest';
import { modules } from '../../src/modules.ts';
import { checkPages } from '../support/pages.ts';
const want = /account\/(security|stronger|contact|contact-code|raise|refuse|overview|password|passkey-new|app|recovery-codes|confirm)$|officer-passkey|identity\/(unreachable|second-factor)$|account\/home/;
test.each(['identity', 'dossier'])('shots %s', { timeout: 900_000 }, async (which) => {
  const m = modules.find(({ name }) => name === which)!;
  const pages = (m.pages ?? []).filter((p) => want.test(p.template));
  expect(await checkPages({ pages, messages: m.texts!, origin: which, person: 'Nguyễn Thị Mẫu', shots: '/tmp/levels-shots' })).toEqual([]);
});
