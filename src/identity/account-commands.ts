import type { Account } from '#identity/accounts';
import { CommandFailed, argument, type Invocation } from '#module/command';
import { ImportRefused, disableAccount, importAccount } from './administration.ts';
import { servicesOf, type IdentityCommand, type IdentityHost } from './host.ts';
import type { IdentityServices } from './services.ts';

const ACTOR = 'cli';

const accountMembers = `Needed are \`citizen_number\`, \`name\`, \`birth_date\` (\`1985-02-17\`) and \`phone\`. Possible are \`password\`, \`totp_secret\` (base32),
\`verified\` (the operator answers for the identity: level 2), \`gender\` (\`male\`, \`female\`), \`email\`, \`address\`, \`language\` (\`vi\`, \`en\`) and
\`organisations\` (a list of \`tax_code\` and \`name\`). The account is made whole or not at all, and everything that is wrong is said at once.`;

export const accountCommands: readonly IdentityCommand[] = [
  {
    name: 'account create',
    usage: '< account.json',
    about: 'Creates an account, for imports and tests.',
    more: accountMembers,
    reads: 'the person',
    example: `echo '{"citizen_number":"001090000404","name":"Trần Văn Mẫu","birth_date":"1990-05-17","phone":"0912000404","password":"Con-Trau-Xanh-2026"}' | npm run -s cli -- account create`,
    async run({ host, document }) {
      const services = servicesOf(host);
      try {
        const account = await importAccount(services, document, ACTOR);
        return { json: await describe(services, account) };
      } catch (error) {
        if (error instanceof ImportRefused) throw new CommandFailed(`the account is refused: ${error.message}`);
        throw error;
      }
    },
  },
  {
    name: 'account show',
    usage: '<citizen number | phone | id>',
    about: 'Shows one account: status, level of verification, factors, sessions.',
    example: 'npm run -s cli -- account show 001085000011',
    async run(invocation) {
      return { json: await describe(servicesOf(invocation.host), await found(invocation)) };
    },
  },
  {
    name: 'account unlock',
    usage: '<citizen number | phone | id> [--reason TEXT]',
    about: 'Makes a locked or disabled account usable again.',
    example: `npm run -s cli -- account unlock 001085000011 --reason 'identity shown at the counter'`,
    options: ['reason'],
    async run(invocation) {
      const services = servicesOf(invocation.host);
      const account = await found(invocation);
      await services.db.transaction((tx) =>
        services.accounts.setStatus(tx, { id: account.id, status: 'active', reason: reason(invocation), actor: ACTOR }),
      );
      return { json: { id: account.id, status: 'active' }, text: `${account.id} is active` };
    },
  },
  {
    name: 'account disable',
    usage: '<citizen number | phone | id> [--reason TEXT]',
    about: 'Turns an account off and ends its sessions, grants and tokens; its portals are told.',
    example: `npm run -s cli -- account disable 001085000011 --reason 'phone stolen'`,
    options: ['reason'],
    async run(invocation) {
      const account = await found(invocation);
      await disableAccount(servicesOf(invocation.host), { id: account.id, status: 'disabled', reason: reason(invocation), actor: ACTOR });
      return { json: { id: account.id, status: 'disabled' }, text: `${account.id} is disabled` };
    },
  },
];

const reason = ({ options }: Pick<Invocation<unknown>, 'options'>): string =>
  typeof options['reason'] === 'string' ? options['reason'] : 'by operator';

async function found(invocation: Invocation<IdentityHost>): Promise<Account> {
  const services = servicesOf(invocation.host);
  const name = argument(invocation, 0, 'the citizen number, phone number or id');
  const byId = /^[0-9a-f-]{36}$/i.test(name) ? await services.accounts.find(services.db, name) : null;
  const account = byId ?? (await services.accounts.findByIdentifier(services.db, name));
  if (account === null) throw new CommandFailed(`there is no account ${name}`);
  return account;
}

async function describe(services: IdentityServices, account: Account): Promise<object> {
  const factors = await services.accounts.factors(services.db, account.id);
  const sessions = await services.store.listSessions(services.db, account.id);
  return {
    id: account.id,
    citizen_number: account.citizenNumber,
    name: account.name,
    birth_date: account.birthDate,
    phone: account.phone,
    email: account.email,
    status: account.status,
    identity_level: account.identityLevel,
    verified: account.identityLevel === 2,
    needs_review: account.needsReview,
    organisations: account.organisations.map((each) => ({ tax_code: each.taxCode, name: each.name })),
    factors: {
      password: factors.password,
      passkeys: factors.passkeys,
      totp: factors.totp,
      sms: factors.sms,
      recovery_codes_left: factors.recoveryCodesLeft,
    },
    sessions: sessions.length,
    created_at: account.createdAt.toISOString(),
  };
}
