import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { text, type Settings, type ValuesOf } from '#config/setting';
import { defineModule, type Host } from '#module';
import { option } from '#module/command';
import { edgeOf, relyingPartyOf, serviceOrigin, serviceTexts } from '#relying-party';
import { many, one, run, statement } from '#shared/db';
import { anyone, route, show } from '#shared/http';
import { page } from '#shared/view';

const folder = (name: string): string => fileURLToPath(new URL(name, import.meta.url));

const settings = {
  SAMPLE_GREETING: { about: 'What the sample page says first.', value: text, default: 'Xin chào' },
} as const satisfies Settings;
type SampleHost = Host<ValuesOf<typeof settings>>;

// Primary key.
const keep = statement(
  'sample.note.keep',
  `INSERT INTO sample.note (words) VALUES ($1) RETURNING id::int AS id`,
  z.object({ id: z.number() }),
);
const markTold = statement('sample.note.told', `UPDATE sample.note SET told = true WHERE id = $1`, z.object({}));
const listNotes = statement(
  'sample.note.list',
  `SELECT words, told FROM sample.note ORDER BY id LIMIT 100`,
  z.object({ words: z.string(), told: z.boolean() }),
);

interface NotesModel {
  readonly greeting: string;
  readonly notes: readonly { readonly words: string; readonly told: boolean }[];
}
const notesPage = page<NotesModel>('sample/notes', {
  none: { greeting: 'Xin chào', notes: [] },
  two: {
    greeting: 'Xin chào',
    notes: [
      { words: 'một', told: true },
      { words: 'hai', told: false },
    ],
  },
});

const texts = serviceTexts({ vi: { sample: { title: 'Ghi chú' } }, en: { sample: { title: 'Notes' } } });

/** A module as small as one can be that has one of each: a page, a table, a job, a command, a setting. */
export const sample = defineModule({
  name: 'sample',
  title: 'the sample module',
  schema: { name: 'sample', jobs: true, templates: ['relying-party'], folder: folder('migrations') },
  settings,
  origins: [{ name: 'sample', offset: 4, about: 'Public address of the sample module.' }],
  registration: { title: { vi: 'Ghi chú', en: 'Notes' }, api: ['sample:read'], signIn: ['openid', 'profile'], calls: [] },
  texts,
  pages: [notesPage],
  commands: [
    {
      name: 'sample note',
      usage: '--words TEXT',
      about: 'Keeps a note and has somebody told of it.',
      example: `npm run -s cli -- sample note --words 'một'`,
      options: ['words'],
      async run({ host, ...typed }) {
        const words = option(typed, 'words');
        const id = await host.db().transaction(async (tx) => {
          const made = await one(tx, keep, [words]);
          await host.queue().add(tx, 'tell_note', { id: made.id }, { lane: null });
          return made.id;
        });
        return { json: { id } };
      },
    },
  ],
  start: (host) => ({
    tasks: {
      async tell_note(payload) {
        await run(host.db(), markTold, [z.object({ id: z.number() }).parse(payload).id]);
      },
    },
    origins: () => Promise.resolve({ sample: originOf(host) }),
    async ready() {
      await host.db().query('SELECT 1');
    },
  }),
});

const originOf = (host: SampleHost) =>
  serviceOrigin(edgeOf(host), {
    name: 'sample',
    texts,
    views: [folder('views')],
    routes: [
      ...relyingPartyOf(host).routes,
      route({
        method: 'GET',
        path: '/',
        who: anyone,
        async handle() {
          return show(notesPage, { greeting: host.settings.SAMPLE_GREETING, notes: await many(host.db(), listNotes, []) });
        },
      }),
    ],
    async ready() {
      await host.db().query('SELECT 1');
    },
  });
