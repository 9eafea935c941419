import { TIME_ZONE } from '#shared/day';
import { money, type Shape } from '#shared/texts';
import type { vi } from './messages-vi.ts';

const dayForm = { day: '2-digit', month: '2-digit', year: 'numeric' } as const;
const instant = new Intl.DateTimeFormat('en-GB', { ...dayForm, hour: '2-digit', minute: '2-digit', timeZone: TIME_ZONE });
const day = new Intl.DateTimeFormat('en-GB', { ...dayForm, timeZone: TIME_ZONE });
const plainDay = new Intl.DateTimeFormat('en-GB', { ...dayForm, timeZone: 'UTC' });
const count = new Intl.NumberFormat('en-GB');

export const en = {
  serviceName: 'Public service dossiers',
  at: (iso: string) => instant.format(new Date(iso)),
  day: (iso: string) => day.format(new Date(iso)),
  plainDay: (date: string) => plainDay.format(new Date(date)),
  money: (amount: string | number) => money(BigInt(amount), 'en'),
  bytes: (size: number) => `${count.format(Math.max(1, Math.round(size / 1024)))} KB`,
  navigation: {
    label: 'Dossier service',
    mine: 'My dossiers',
    inbox: 'Inbox',
    lookup: 'Look up a dossier',
    queue: 'Work queue',
    signIn: 'Sign in',
    signOut: 'Sign out',
  },
  officerPasskey: {
    title: 'Officers sign in with a passkey',
    lead: 'People’s dossiers are open only to officers who signed in with a passkey: passwords and codes can be phished, a passkey cannot. You have just signed in another way.',
    add: 'No passkey yet? Add one on your account page; it takes your password and a code from your authenticator app.',
    addLink: 'Add a passkey',
    come: 'Once you have one, sign in again with it and come back here.',
    again: 'Sign in with your passkey',
  },
  units: { 'working-days': 'working days', 'working-hours': 'working hours', days: 'days' },
} satisfies Shape<typeof vi>;
