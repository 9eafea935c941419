import { z } from 'zod';
import { redirect, route, show, type Route } from '#shared/http';
import { languages, type Language } from '#shared/texts';
import { page } from '#shared/view';
import {
  type AccountCentreParts,
  doneQuery,
  type Frame,
  frameOf,
  type Gate,
  type MakeChange,
  sampleFrame,
} from '#identity/account-centre/gate';

export interface ProfileModel extends Frame {
  readonly name: string;
  readonly birthDate: Date;
  readonly citizenNumber: string;
  readonly phone: string;
  readonly email: { readonly address: string; readonly verified: boolean } | null;
  readonly address: string | null;
  readonly language: Language;
  readonly organisations: readonly { readonly taxCode: string; readonly name: string }[];
}

const sample = {
  ...sampleFrame('profile'),
  name: 'Nguyễn Thị Mẫu',
  birthDate: new Date('1990-02-17T00:00:00Z'),
  citizenNumber: '•••• •••• 0022',
  phone: '•••• ••• 678',
  language: 'vi',
} as const;

export const profilePage = page<ProfileModel>('identity/account/profile', {
  everything: {
    ...sample,
    done: 'email',
    email: { address: 'nguyen.thi.mau@example.com', verified: true },
    address: 'Số 1 phố Mẫu, phường Mẫu, Hà Nội',
    organisations: [{ taxCode: '0100000001', name: 'Công ty TNHH Mẫu' }],
  },
  little: { ...sample, email: null, address: null, organisations: [] },
  'unconfirmed e-mail': { ...sample, email: { address: 'mau@example.com', verified: false }, address: null, organisations: [] },
});

/** What we know of the person and how we reach them. The identity itself is changed at a counter, not here. */
export function profileRoutes(parts: AccountCentreParts, gate: Gate, change: MakeChange): Route[] {
  return [
    route({
      method: 'GET',
      path: '/account/profile',
      who: gate.signedIn,
      query: doneQuery,
      async handle(call) {
        const { account } = call.principal;
        return show(profilePage, {
          ...frameOf(parts.clock, call, 'profile'),
          name: account.name,
          birthDate: new Date(`${account.birthDate}T00:00:00Z`),
          citizenNumber: `•••• •••• ${account.citizenNumber.slice(-4)}`,
          phone: parts.accounts.maskedPhone(account),
          email: account.email === null ? null : { address: account.email, verified: account.emailVerified },
          address: account.address,
          language: account.language,
          organisations: account.organisations,
        });
      },
    }),
    route({
      method: 'POST',
      path: '/account/profile/language',
      who: gate.signedIn,
      body: z.object({ language: z.enum(languages) }),
      async handle(call) {
        const { language } = call.body;
        await change(call.principal, { needs: null }, async (tx) => {
          await parts.accounts.contact.setLanguage(tx, { accountId: call.principal.account.id, language });
          return true;
        });
        // The pages follow the choice too: `lang` sets this browser's language.
        return redirect(`/account/profile?lang=${language}&done=language`);
      },
    }),
  ];
}
