import { defineModule, type Host } from '#module';
import { withShared } from '#shared/texts';
import { sandboxPages } from './pages.ts';
import { messages } from './messages/index.ts';
import { createSandboxOrigin } from './origin.ts';
import { sandboxProblems } from './problems.ts';
import { createSandbox } from './sandbox.ts';

/** The sandbox's mail server listens on `BASE_PORT` + this. */
const MAIL = 8;

/** What a development machine has in place of the world: everybody's messages, a population register and a bank. */
export const sandbox = defineModule({
  name: 'sandbox',
  title: 'the sandbox',
  development: true,
  single: true,
  schema: { name: 'sandbox' },
  settings: {},
  origins: [{ name: 'sandbox', offset: 5, about: 'Address of the sandbox (localhost only).' }],
  ports: { 'the sandbox’s mail server': MAIL },
  texts: withShared(messages),
  pages: sandboxPages,
  problems: sandboxProblems,
  async start(host) {
    const made = await create(host);
    return {
      async prepare() {
        await made.prepare();
        const smtp = await made.startSmtp();
        host.beforeEnd(() => smtp.close());
        const bank = made.startBank();
        host.beforeEnd(() => bank.stop());
      },
      origins: () => Promise.resolve({ sandbox: originOf(host, made) }),
      async ready() {
        await host.db().query('SELECT 1');
      },
    };
  },
});

async function create(host: Host) {
  const { at } = host;
  const { vnpay, vietqr } = await host.offered('merchant');
  const { bin, account, notifyUrl, secret } = vietqr;
  return createSandbox({
    db: host.db(),
    clock: host.clock,
    log: host.log,
    places: placesOf(host),
    smtpPort: at.basePort + MAIL,
    smsKey: at.smsKey,
    registerKey: at.smsKey,
    bank: { vnpay, vietqr: { bin, account, notifyUrl, key: { id: 'bank', secret: Buffer.from(secret) } } },
  });
}

/** The sample portals, and the provider they sign people in with. */
function placesOf({ at: { urls } }: Host) {
  const { identity, ministryPortal, provincePortal } = urls;
  if (ministryPortal === undefined || provincePortal === undefined) throw new Error('the sample portals have no address');
  return { identity: identity.origin, ministryPortal: ministryPortal.origin, provincePortal: provincePortal.origin };
}

function originOf(host: Host, made: Awaited<ReturnType<typeof create>>) {
  const { at, cookieKey, log, metrics } = host;
  const { sandbox: publicUrl } = at.urls;
  if (publicUrl === undefined) throw new Error('the sandbox has no address');
  return createSandboxOrigin({ sandbox: made, db: host.db(), publicUrl, cookieKey, urls: at.links, log, metrics });
}
