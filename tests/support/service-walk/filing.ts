import type { TestSystem } from '../system.ts';
import type { Answer, Body, Caller } from './caller.ts';
import { paper, photo } from './papers.ts';

interface Field {
  readonly name: string;
}
interface Rule {
  readonly type: string;
  readonly const?: unknown;
  readonly enum?: readonly string[];
  readonly format?: string;
  readonly pattern?: string;
  readonly maximum?: number;
}
interface Procedure {
  readonly form: {
    readonly schema: { readonly properties: Record<string, Rule> };
    readonly presentation: { readonly fields: readonly Field[] }[];
  };
  readonly attachments: readonly { readonly code: string; readonly required: boolean; readonly accept: readonly string[] }[];
}

/** What nobody but the owner and the agency may read in an answer. */
export const LICENCE_NUMBER = '790012345678';

function answerOf(name: string, rule: Rule): string {
  if (rule.const === true) return 'true';
  if (rule.enum !== undefined) return rule.enum[0] ?? '';
  if (rule.format === 'date') return '2016-12-01';
  if (rule.format === 'citizen-number') return '001190700001';
  if (rule.format === 'phone') return '0912700001';
  if (rule.type === 'integer') return String(Math.min(1988, rule.maximum ?? 1988));
  if (rule.pattern !== undefined) return LICENCE_NUMBER;
  return `Câu trả lời riêng tư ${name}`.slice(0, 45);
}

/** Right answers to every question of a procedure's form, made from its definition. */
async function answers(system: TestSystem, code: string): Promise<{ fields: Record<string, string>; procedure: Procedure }> {
  const procedure = (await (await fetch(`${system.catalogue}/api/procedures/${code}`)).json()) as Procedure;
  const fields = Object.entries(procedure.form.schema.properties).map(([name, rule]) => [name, answerOf(name, rule)]);
  return { fields: Object.fromEntries(fields) as Record<string, string>, procedure };
}

const must = (answer: Answer, status: number, what: string): Answer => {
  if (answer.status !== status) throw new Error(`${what} was answered ${String(answer.status)}:\n${answer.text.slice(0, 4000)}`);
  return answer;
};

/** The steps of somebody who files. */
export function filing(system: TestSystem, caller: Caller) {
  const post = (path: string, body: Body): Promise<Answer> => caller.send({ method: 'POST', url: `${system.dossier}${path}`, body });
  const read = (path: string): Promise<Answer> => caller.send({ method: 'GET', url: `${system.dossier}${path}` });
  return {
    read,
    post,
    /** A draft with every answer and every document it needs; returns its id. */
    async draft(code: string): Promise<string> {
      const { fields, procedure } = await answers(system, code);
      const begun = must(await post('/start', { form: { procedure: code, agency: 'H26' } }), 303, 'the start');
      const id = /^\/drafts\/([0-9a-f-]{36})/.exec(begun.location)?.[1];
      if (id === undefined) throw new Error(`the start led to ${begun.location}`);
      const version = /name="version" value="(\d+)"/.exec((await read(`/drafts/${id}`)).text)?.[1] ?? '1';
      must(await post(`/drafts/${id}`, { form: { ...fields, version, go: 'next' } }), 303, 'the answers');
      for (const { code: slot, required, accept } of procedure.attachments) {
        const file = accept.includes('application/pdf') ? paper : photo;
        if (required) must(await post(`/drafts/${id}/files/${slot}`, { file, name: `rieng-tu-${slot}.pdf` }), 303, 'a document');
      }
      return id;
    },
    /** Files a draft; returns the dossier's code. */
    async submit(draft: string): Promise<string> {
      const filed = must(await post(`/drafts/${draft}/submit`, { form: {} }), 303, 'the filing');
      return filed.location.split('/')[2] ?? '';
    },
    /** The officer's decision about a dossier. */
    async decide(code: string, to: number, more: Readonly<Record<string, string>> = {}): Promise<void> {
      const seq = /name="seq" value="(\d+)"/.exec((await read(`/queue/${code}`)).text)?.[1] ?? '';
      must(await post(`/queue/${code}/decision`, { form: { seq, to: String(to), ...more } }), 303, `moving ${code} to ${String(to)}`);
    },
  };
}

/** Asks again until `find` finds something: what a worker does takes a moment. */
export async function eventually<T>(find: () => Promise<T | null | undefined>, what: string): Promise<T> {
  for (let attempt = 0; attempt < 200; attempt += 1) {
    const found = await find();
    if (found !== null && found !== undefined) return found;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(`${what} did not come`);
}
