import type { People } from '#dossier/people';
import type { Clock } from '#shared/clock';
import { uuidv7 } from '#shared/crypto';
import { run, type Tx } from '#shared/db';
import { type Notifier, smsSize } from '#shared/notify';
import type { NewEvent } from './append.ts';
import { messages } from './messages.ts';
import { type DossierRow, insertMessage } from './record-sql.ts';

/** Tells the owner of a dossier what has just happened, in the transaction in which it happens. */
export type Tell = (
  tx: Tx,
  news: { dossier: Pick<DossierRow, 'id' | 'code' | 'person_id'>; event: NewEvent; seq: number },
) => Promise<void>;

/** What a message is about: `status-5`, `fee-paid` …; its texts are in `messages`. */
export const templates = [
  'status-1',
  'status-2',
  'status-3',
  'status-4',
  'status-5',
  'status-6',
  'status-7',
  'status-8',
  'status-9',
  'status-10',
  'fee-requested',
  'fee-paid',
  'fee-expired',
  'fee-refunded',
] as const;
export type Template = (typeof templates)[number];

function templateOf(event: NewEvent): Template | null {
  const wanted = event.to === undefined ? event.kind : `status-${event.to}`;
  return templates.find((each) => each === wanted) ?? null;
}

/**
 * The inbox is the truth: every change is there. SMS (never with a link) and e-mail say the same in a sentence, in the
 * person's language, where the identity provider released how to reach them.
 */
export function createTell(options: {
  clock: Clock;
  notifier: Notifier;
  urls: { readonly dossier: string };
  people: Pick<People, 'reach'>;
}): Tell {
  const { clock, notifier, people } = options;
  return async (tx, { dossier, event, seq }) => {
    const template = templateOf(event);
    if (template === null) return;
    await run(tx, insertMessage, [uuidv7(clock.now()), dossier.person_id, dossier.id, seq, template, dossier.code, event.at]);
    const reached = await people.reach(tx, dossier.person_id);
    if (reached === null) return;
    const { contact, language } = reached;
    const texts = messages[language].news;
    const said = texts.said[template];
    if (contact.phone !== null) {
      await notifier.send(tx, {
        channel: 'sms',
        to: contact.phone,
        template,
        language,
        text: shortEnough(texts.sms(dossier.code, said.title)),
        secret: false,
      });
    }
    if (contact.email !== null) {
      const address = `${options.urls.dossier}/dossiers/${dossier.code}`;
      await notifier.send(tx, {
        channel: 'email',
        to: contact.email,
        template,
        language,
        subject: texts.subject(dossier.code),
        text: texts.email({ code: dossier.code, name: contact.name, what: said.title, todo: said.todo, address }),
        secret: false,
      });
    }
  };
}

/** Two segments at most: a long code in a Vietnamese sentence may need the plain alphabet. */
function shortEnough(text: string): string {
  if (smsSize(text).segments <= 2) return text;
  return text.normalize('NFD').replaceAll(/\p{M}/gu, '').replaceAll('đ', 'd').replaceAll('Đ', 'D');
}
