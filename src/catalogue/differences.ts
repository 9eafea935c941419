import type { Localised } from '#forms';
import type { Language } from '#shared/texts';
import { messages } from './messages/index.ts';
import type { ProcedureContent } from './import/content.ts';
export type PartName = keyof (typeof messages)['vi']['catalogue']['parts'];

export interface Difference {
  readonly part: PartName;
  readonly before: readonly string[];
  readonly after: readonly string[];
}

/** Every part of a procedure as lines of plain text, for comparing and reading. */
function linesOf(content: ProcedureContent, language: Language): Readonly<Record<PartName, readonly string[]>> {
  const t = messages[language].catalogue;
  const say = (text: Localised | null): string[] => (text === null ? [] : [text[language]]);
  return {
    name: say(content.name),
    summary: say(content.summary),
    steps: content.steps.map(({ case: when, text }) => [...say(when), ...say(text)].join(': ')),
    channels: content.channels.map(({ kind }) => t.procedure.channel[kind]),
    deadline: content.channels.map(({ kind, processingTime, processingNote }) => {
      const time = processingTime === null ? [] : [t.procedure.duration(processingTime.amount, processingTime.unit)];
      return `${t.procedure.channel[kind]}: ${[...time, ...say(processingNote)].join('. ') || t.procedure.unknown}`;
    }),
    fees: content.channels.map(({ kind, fees, feesNote }) => {
      const amounts = fees.map((fee) => `${fee.name[language]} ${t.money(fee.amount)}`);
      return `${t.procedure.channel[kind]}: ${[...amounts, ...say(feesNote)].join('; ') || t.procedure.unknown}`;
    }),
    documents: [...content.documents.map(({ name }) => name[language]), ...say(content.documentsNote)],
    who: content.audience.map((each) => t.audience[each]),
    authority: say(content.authority).map((text) => text.replaceAll('{place}', t.procedure.anyPlace)),
    agency: [content.agency],
    result: say(content.result),
    conditions: say(content.conditions),
    legalBasis: content.legalBasis.map(({ number, name }) => `${number} ${name[language]}`),
    online: [t.online[content.online], ...say(content.onlinePartialReason)],
    form: content.form === null ? [] : [t.procedure.formOnline(content.form.version)],
  };
}

/** The parts that differ between two versions, in the order in which a procedure is read. */
export function differences(before: ProcedureContent, after: ProcedureContent, language: Language): Difference[] {
  const [old, young] = [linesOf(before, language), linesOf(after, language)];
  return (Object.keys(old) as PartName[])
    .filter((part) => old[part].join('\n') !== young[part].join('\n'))
    .map((part) => ({ part, before: old[part], after: young[part] }));
}
