import { type HistoryEvent, recordMessages, type Status } from '#dossier/record';
import type { Language } from '#shared/texts';

/** One event as a page or a printed form shows it. */
export interface EventView {
  readonly seq: number;
  readonly title: string;
  readonly at: string;
  readonly actor: HistoryEvent['actor'];
  readonly reason: string | null;
  readonly ground: string | null;
  readonly remedy: string | null;
  readonly missing: readonly string[];
  readonly note: string | null;
  /** The printable form that this event is, if it is one. */
  readonly form: FormNumber | null;
}

/** The forms of TT 03/2025 that an event is rendered as; `receipt` acknowledges an online filing. */
export type FormNumber = 'receipt' | '01' | '02' | '03' | '05';

/** Which form an event is: exactly one, or none. */
export function formOf(event: Pick<HistoryEvent, 'to_status' | 'from_status' | 'calculation'>): FormNumber | null {
  switch (event.to_status) {
    case 1:
      return 'receipt';
    case 2:
      return '01';
    case 3:
      return '03';
    // Completed before it was ever accepted: this is its acceptance.
    case 4:
      return event.from_status === 5 && event.calculation !== null ? '01' : null;
    case 5:
      return '02';
    case 8:
      return '05';
    default:
      return null;
  }
}

/** Texts by codes that the database knows. */
interface ViewTexts {
  readonly events: Readonly<Record<string, string>>;
  readonly statuses: Readonly<Record<Status, string>>;
  readonly reasons: Readonly<Record<string, string>>;
}

/** An event in words. */
export function eventView(event: HistoryEvent, lang: Language): EventView {
  const texts: ViewTexts = recordMessages[lang];
  return {
    seq: event.seq,
    title: event.to_status === null ? (texts.events[event.kind] ?? event.kind) : texts.statuses[event.to_status],
    at: event.at.toISOString(),
    actor: event.actor,
    reason: event.reason_code === null ? null : (texts.reasons[event.reason_code] ?? event.reason_code),
    ground: event.legal_ground,
    remedy: event.remedy,
    missing: event.detail.missing ?? [],
    note: event.detail.note ?? null,
    form: formOf(event),
  };
}
