import { createVisitor, type Page, type Visitor } from './visitor.ts';
import type { Program } from './program.ts';

/** Somebody with an account, in a browser of their own that comes from an address of its own. */
export interface Person {
  readonly name: string;
  readonly citizenNumber: string;
  readonly phone: string;
  readonly visitor: Visitor;
}

export const PASSWORD = 'Con-Trau-Xanh-2026';

/** The `index`-th fictitious person. Behind a trusted proxy (`TRUSTED_PROXIES=1`) each has an address, as citizens have. */
export function somebody(program: Pick<Program, 'identity'>, index: number): Person {
  const digits = String(index).padStart(6, '0');
  return {
    name: `Người Thử ${String.fromCharCode(65 + (Math.floor(index / 26) % 26))}${String.fromCharCode(65 + (index % 26))}`,
    citizenNumber: `001085${digits}`,
    phone: `+84913${digits}`,
    visitor: createVisitor([program.identity], { 'x-forwarded-for': `10.9.${Math.floor(index / 250)}.${(index % 250) + 1}` }),
  };
}

/** True when the page is this person's account; throws when it is somebody else's. */
export function isOwnAccount(page: Page, person: Person): boolean {
  if (new URL(page.url).pathname !== '/account' || page.status !== 200) return false;
  if (!page.text.includes(person.name)) throw new Error(`${person.name} sees the account of somebody else:\n${page.text.slice(0, 2000)}`);
  return true;
}

/** Signs in by password from wherever the browser stands. */
export async function signIn(program: Pick<Program, 'identity'>, person: Person, password = PASSWORD): Promise<Page> {
  const page = await person.visitor.get(`${program.identity}/account`);
  if (isOwnAccount(page, person)) return page;
  return person.visitor.submit(page, { identifier: person.citizenNumber, password });
}

/** Registers in three pages; the code is asked of `code`. */
export async function register(
  program: Pick<Program, 'identity'>,
  person: Person,
  code: (phone: string) => Promise<string>,
): Promise<Page> {
  const { visitor } = person;
  const about = { citizen_number: person.citizenNumber, name: person.name, birth_day: '17', birth_month: '2', birth_year: '1985' };
  const phonePage = await visitor.submit(await visitor.get(`${program.identity}/register`), about);
  const codePage = await visitor.submit(phonePage, { phone: person.phone });
  const credentialPage = await visitor.submit(codePage, { code: await code(person.phone) });
  return visitor.submit(credentialPage, { password: PASSWORD, agreement: 'yes' });
}
