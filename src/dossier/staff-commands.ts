import { z } from 'zod';
import type { Host } from '#module';
import { CommandFailed, argument, limitOf, option, table, type Answer, type Command, type Invocation } from '#module/command';
import { createStaffDesk, isAgencyCode, staffRoles, type StaffDesk, type StaffMember, type StaffStep } from '#dossier/people';

/** Who works for which agency, with the keys of this configuration. */
const deskOf = ({ db, clock, sealer, blindIndex }: Host): StaffDesk => createStaffDesk({ db: db(), clock, sealer, blindIndex });

const isCitizenNumber = (text: string): boolean => /^\d{12}$/.test(text);
const isId = (text: string): boolean => /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(text);
const agencyCode = z
  .string()
  .transform((code) => code.trim().toUpperCase())
  .refine(isAgencyCode, 'must be an agency’s code, such as H26 or H26.1');
const person = z.strictObject({
  citizen_number: z.string().refine(isCitizenNumber, 'must be 12 digits'),
  agency: agencyCode,
  name: z.string().trim().min(2, 'is missing or too short').max(100, 'is longer than 100 characters'),
  role: z.enum(staffRoles, `must be one of ${staffRoles.join(', ')}`).default('officer'),
});

const rules = `Needed are \`citizen_number\`, \`agency\` (its code; whoever works for \`H26\` also works for \`H26.1\`) and \`name\` (it stands on the papers they
sign). \`role\` is \`officer\` unless given: a \`head\` also approves what takes two persons. The same person at the same agency again is given the
new name or role, and their place back if it was removed; \`changed\` in the answer is \`false\` when all of it was so already. They need no account
yet, and see the agency’s dossiers only when they are signed in with a verified identity (LoA2) and a passkey. The citizen number is kept as an
index that cannot be read back, so no list shows it. The agency has to be one of today in the catalogue (\`agency list\`), or under one.`;

export const staffCommands: readonly Command<Host>[] = [
  {
    name: 'staff add',
    usage: '< person.json',
    about: 'Makes somebody staff of an agency at the dossier service, from their next page on.',
    reads: 'the person',
    more: rules,
    example: `echo '{"citizen_number":"001090000404","agency":"H26","name":"Trần Văn Mẫu","role":"officer"}' | npm run -s cli -- staff add`,
    async run(invocation) {
      const given = person.safeParse(invocation.document);
      if (!given.success) {
        const reasons = given.error.issues.map(({ path, message }) => `  ${[...path, message].join(': ')}`);
        throw new CommandFailed(`the person is refused:\n${reasons.join('\n')}`);
      }
      const { citizen_number: citizenNumber, ...rest } = given.data;
      const refusal = await (await invocation.host.offered('agencies')).refusal(rest.agency);
      if (refusal !== null) throw new CommandFailed(refusal);
      return record(invocation, 'staff.saved', await deskOf(invocation.host).add({ citizenNumber, ...rest }));
    },
  },
  {
    name: 'staff list',
    usage: '[--agency CODE] [--citizen NUMBER] [--all] [--after STAFF_ID] [--limit N]',
    about:
      'Lists staff in the order of their ids: of every agency, of one and what is under it, or every place of one person; with --all also who was removed.',
    options: ['agency', 'citizen', 'after', 'limit'],
    flags: ['all'],
    example: 'npm run -s cli -- staff list --agency H26',
    async run(invocation) {
      const members = await find(invocation);
      const rows = members.map(({ id, agency, role, active, name }) => [id, agency, role, active ? 'active' : 'removed', name]);
      return { json: { staff: members.map(shown) }, text: table([['STAFF_ID', 'AGENCY', 'ROLE', 'STATUS', 'NAME'], ...rows]) };
    },
  },
  {
    name: 'staff remove',
    usage: '<citizen number | staff id> [--agency CODE]',
    about: 'Takes somebody’s place at an agency away, from their next page on. What they decided still names them.',
    more: 'With a citizen number the agency has to be named; an id, as `staff list` shows it, is a place at one agency.',
    options: ['agency'],
    example: 'npm run -s cli -- staff remove 001090000404 --agency H26',
    async run(invocation) {
      const who = argument(invocation, 0, 'the citizen number or staff id');
      const byNumber = isCitizenNumber(who);
      if (!byNumber && !isId(who)) throw new CommandFailed('name the person by citizen number (12 digits) or by staff id');
      if (!byNumber && invocation.options['agency'] !== undefined)
        throw new CommandFailed('a staff id is a place at one agency; leave --agency out');
      const place = byNumber ? { citizenNumber: who, agency: codeOf(option(invocation, 'agency')) } : { id: who };
      const step = await deskOf(invocation.host).remove(place);
      if (step === null) throw new CommandFailed(byNumber ? 'nobody with this number works there' : `there is no staff id ${who}`);
      return record(invocation, 'staff.removed', step);
    },
  },
];

/** Answers with how the place stands, after writing it to the trail of operators' changes. */
async function record({ host }: Invocation<Host>, type: string, { member, changed }: StaffStep): Promise<Answer> {
  const detail = { staff: member.id, agency: member.agency, role: member.role };
  if (changed) await (await host.offered('audit')).record({ type, detail });
  const standing = member.active ? `is ${member.role} at ${member.agency}` : `no longer works at ${member.agency}`;
  return { json: { ...shown(member), changed }, text: `${member.name} ${standing}${changed ? '' : ', as before'}` };
}

async function find(invocation: Invocation<Host>): Promise<readonly StaffMember[]> {
  const { options, host } = invocation;
  const staff = deskOf(host);
  const all = options['all'] === true;
  const { agency, citizen, after } = options;
  const limit = limitOf(invocation);
  if (typeof citizen === 'string') {
    if (!isCitizenNumber(citizen)) throw new CommandFailed('--citizen must be a citizen number of 12 digits');
    if (agency !== undefined || after !== undefined)
      throw new CommandFailed('--citizen lists every place of one person; name nothing else');
    return (await staff.placesOf(citizen)).filter(({ active }) => active || all);
  }
  if (typeof after === 'string' && !isId(after)) throw new CommandFailed('--after must be a staff id');
  return staff.list({
    agency: typeof agency === 'string' ? codeOf(agency) : null,
    all,
    after: typeof after === 'string' ? after : null,
    limit,
  });
}

function codeOf(text: string): string {
  const code = agencyCode.safeParse(text);
  if (!code.success) throw new CommandFailed(`--agency ${code.error.issues[0]?.message ?? 'is no code'}`);
  return code.data;
}

const shown = (member: StaffMember) => ({
  staff_id: member.id,
  agency: member.agency,
  name: member.name,
  role: member.role,
  active: member.active,
  added_at: member.addedAt.toISOString(),
});
