import { messages } from '../../src/dossier/messages.ts';
import { awaitPage, open, reach, upload, type Guest } from './service-guests.ts';
import type { Page } from './visitor.ts';

const PNG = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAQAAAC1HAwCAAAAC0lEQVR42mNk+A8AAQUBAScY42YAAAAASUVORK5CYII=', 'base64');
const PDF = Buffer.from('%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n');

/** What is typed into the two forms; a field that a form does not have is left out. */
const common = {
  province: '01', delivery: 'counter', truth: 'true', phone: '0915000001', residence: 'Số 1 phố Thử Nghiệm, phường Mẫu, Hà Nội',
}; // prettier-ignore
export const procedures = {
  licence: {
    code: '3.000347',
    slot: 'ANH-CHAN-DUNG',
    file: PNG,
    name: 'anh.png',
    answers: {
      ...common, fullName: 'Trần Văn Bền Bỉ', 'birthDate-day': '5', 'birthDate-month': '7', 'birthDate-year': '1990', gender: 'male',
      licenceNumber: '010987654321', licenceClass: 'B', 'issuedOn-day': '1', 'issuedOn-month': '12', 'issuedOn-year': '2016', reason: 'expiring',
    }, // prettier-ignore
  },
  birth: {
    code: '1.001193',
    slot: 'GIAY-CHUNG-SINH',
    file: PDF,
    name: 'chung-sinh.pdf',
    answers: {
      ...common, applicantName: 'Trần Văn Bền Bỉ', applicantPhone: '0915000001', applicantResidence: 'Số 1 phố Thử Nghiệm, phường Mẫu, Hà Nội',
      relation: 'father', childName: 'Trần Thị Bé', childGender: 'female', 'childBirthDate-day': '1', 'childBirthDate-month': '9',
      'childBirthDate-year': '2026', childBirthPlace: 'Bệnh viện Mẫu', childEthnicity: 'Kinh', childNationality: 'Việt Nam', childHometown: 'Hà Nội',
      motherName: 'Nguyễn Thị Mẹ', motherBirthYear: '1992', parentsMarried: 'yes', fatherName: 'Trần Văn Bền Bỉ', fatherBirthYear: '1990', commune: 'Phường Mẫu',
    }, // prettier-ignore
  },
} as const;
export type ProcedureName = keyof typeof procedures;

const at = (pattern: RegExp) => (page: Page) => page.status === 200 && pattern.test(new URL(page.url).pathname);
const DOSSIER = /^\/dossiers\/(H\d\d-\d{6}-\d{4})$/;
/** The code of the dossier a page shows, or null. */
export const codeOf = (page: Page): string | null => DOSSIER.exec(new URL(page.url).pathname)?.[1] ?? null;

/** Begins to fill in; answers the address of the draft. */
export async function begin(who: Guest, which: ProcedureName): Promise<string> {
  const page = await reach(who, {
    look: `${who.places.dossier}/start?procedure=${procedures[which].code}`,
    done: at(/^\/drafts\//),
    press: (start) => who.visitor.submit(start, start.text.includes('name="agency"') ? { agency: 'H26' } : {}, { action: '/start' }),
  });
  return page.url;
}

/** Answers every question and saves. */
export async function fillIn(who: Guest, draft: string, which: ProcedureName): Promise<Page> {
  return reach(who, {
    look: draft,
    done: at(/\/(files|review)$/),
    press: (page) => {
      const fields = { ...procedures[which].answers, citizenNumber: who.citizenNumber, applicantNumber: who.citizenNumber, go: 'next' };
      return who.visitor.submit(page, Object.fromEntries(Object.entries(fields).filter(([name]) => page.text.includes(`name="${name}"`))));
    },
  });
}

export async function attach(who: Guest, draft: string, which: ProcedureName): Promise<void> {
  const { slot, file, name } = procedures[which];
  await reach(who, {
    look: `${draft}/files`,
    done: (page) => page.text.includes(name),
    press: (page) => upload(who, page, { action: new RegExp(`/files/${slot}$`), name, content: file }),
  });
}

/** Files what was filled in and answers the dossier's code. */
export async function submit(who: Guest, draft: string): Promise<string> {
  const page = await reach(who, {
    look: `${draft}/review`,
    done: (seen) => codeOf(seen) !== null,
    press: (review) => who.visitor.submit(review, {}, { action: '/submit' }),
  });
  return codeOf(page) ?? '';
}

export const dossierUrl = (who: Guest, code: string): string => `${who.places.dossier}/dossiers/${code}`;

/** Where the person's open fee is paid, or null. */
export const orderLink = (who: Guest, page: Page): string | null =>
  new RegExp(`href="(${who.places.payment}/orders/[^"]+)"`).exec(page.text)?.[1]?.replaceAll('&amp;', '&') ?? null;

/** Waits for the order, and asks for it by hand as the page offers. */
export async function awaitOrder(who: Guest, code: string): Promise<string> {
  const look = dossierUrl(who, code);
  let asked = 0;
  const page = await awaitPage(who, look, (seen) => orderLink(who, seen) !== null, {
    meanwhile: async (seen) => {
      asked += 1;
      if (asked % 5 === 0 && seen.text.includes(`action="/dossiers/${code}/pay"`)) await who.visitor.submit(seen, {}, { action: '/pay' });
    },
  });
  return orderLink(who, page) ?? '';
}

/** Whether the page of an order shows its receipt. */
export const isPaid = (page: Page): boolean => /href="[^"]*\/receipts\//.test(page.text);

export interface Payment {
  readonly outcome: 'success' | 'duplicate' | 'silent' | 'late';
  /** False: the window is closed at the bank, and only the bank's word arrives. */
  readonly returns: boolean;
}

/** Pays an order at the simulated bank until its page shows a receipt. */
export async function pay(who: Guest, order: string, { outcome, returns }: Payment): Promise<void> {
  await reach(who, {
    look: order,
    done: isPaid,
    press: async (page) => {
      const choice = await who.visitor.submit(page, { way: 'vnpay' }, { action: '/pay' });
      if (!new URL(choice.url).pathname.startsWith('/bank/')) return choice;
      const bank = returns ? who.visitor : who.bankWindow;
      const decided = await bank.submit(returns ? choice : await bank.get(choice.url), { outcome, decline: '24', delay: '3' });
      if (!returns) return awaitPage(who, order, isPaid);
      // Decided before: the bank offers the way back.
      const back = /href="([^"]*\/gateways\/vnpay\/return[^"]*)"/.exec(decided.text)?.[1];
      return back === undefined ? decided : who.visitor.get(back.replaceAll('&amp;', '&'));
    },
  });
}

/** Waits until the dossier knows that its fee is paid. */
export async function awaitPaid(who: Guest, code: string): Promise<Page> {
  return awaitPage(who, dossierUrl(who, code), (page) => page.status === 200 && page.text.includes(messages.vi.dossier.one.feeStates.paid));
}

/** Answers a request for papers with one document and a note. */
export async function supply(who: Guest, code: string): Promise<void> {
  const name = 'kham-suc-khoe.pdf';
  await reach(who, {
    look: dossierUrl(who, code),
    done: (page) => page.status === 200 && !page.text.includes('/supplement"'),
    press: async (page) => {
      const ready = page.text.includes(name) ? page : await upload(who, page, { action: /\/files$/, name, content: PDF });
      return who.visitor.submit(ready, { note: 'Tôi gửi giấy khám sức khỏe.' }, { action: '/supplement' });
    },
  });
}

export async function rate(who: Guest, code: string): Promise<void> {
  await reach(who, {
    look: dossierUrl(who, code),
    done: (page) => page.status === 200 && !page.text.includes('/rating"'),
    press: (page) => who.visitor.submit(page, { rating: '3' }, { action: '/rating' }),
  });
}

const offers = (page: Page, to: number): boolean => page.text.includes(`name="to" value="${String(to)}"`);
const caseUrl = (officer: Guest, code: string): string => `${officer.places.dossier}/queue/${code}`;
const reasoned = { ground: 'Luật Trật tự, an toàn giao thông đường bộ', remedy: 'Nộp giấy khám sức khỏe còn hiệu lực' };
const said: Readonly<Record<number, Readonly<Record<string, string>>>> = {
  3: { reason: 'refuse.not-eligible', ...reasoned },
  5: { reason: 'supplement.missing-document', missing: 'Giấy khám sức khỏe', ...reasoned },
  6: { feeName: 'Phí thẩm định', feeAmount: '50.000' },
  8: { reason: 'stop.not-eligible', ...reasoned },
};

/** The officer moves a case to a status. */
export async function decide(officer: Guest, code: string, to: number): Promise<void> {
  await reach(officer, {
    look: caseUrl(officer, code),
    done: (page) => page.status === 200 && !offers(page, to),
    press: (page) => officer.visitor.submit(page, { to: String(to), ...said[to] }),
  });
}

/** The officer tries a move that the page offers and gets the answer of that try. */
export async function attempt(officer: Guest, code: string, to: number): Promise<Page> {
  const page = await open(officer, caseUrl(officer, code));
  return officer.visitor.submit(page, { to: String(to), ...said[to] });
}

/** The officer uploads the result and hands it over. */
export async function handOver(officer: Guest, code: string): Promise<void> {
  const name = 'ket-qua.pdf';
  await reach(officer, {
    look: caseUrl(officer, code),
    done: (page) => page.status === 200 && !offers(page, 10),
    press: async (page) => {
      const ready = page.text.includes(name) ? page : await upload(officer, page, { action: /\/result$/, name, content: PDF });
      return officer.visitor.submit(ready, { to: '10' });
    },
  });
}

/** The statuses whose tag a page shows. */
export const statusesOf = (page: Page): number[] =>
  [...page.text.matchAll(/class="govuk-tag[^"]*"[^>]*>\s*([^<]*?)\s*</g)].flatMap(([, shown]) =>
    Object.entries(messages.vi.dossier.statuses).flatMap(([status, name]) => (name === shown ? [Number(status)] : [])),
  );
