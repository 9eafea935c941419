import { defineModule } from '#module';
import { withShared } from '#shared/texts';
import { relyingPartyMessages } from './messages/index.ts';
import { relyingPartyPages } from './pages.ts';
import { relyingPartyProblems } from './problems.ts';

/** The kit of every relying party: no role of its own, but pages, texts and problems that all of them have. */
export const relyingParty = defineModule({
  name: 'relying-party',
  title: 'the kit of our relying parties',
  origins: [],
  settings: {},
  texts: withShared(relyingPartyMessages),
  pages: relyingPartyPages,
  problems: relyingPartyProblems,
});
