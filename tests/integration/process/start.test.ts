import { afterAll, beforeAll, expect, test } from 'vitest';
import { createProgram, type Program } from '../../support/program.ts';
import { createVisitor } from '../../support/visitor.ts';

let program: Program;
beforeAll(async () => {
  program = await createProgram();
});
afterAll(() => program.remove());

const demo = { identifier: '001085000011', password: 'Mot-Cua-Demo-2026' };
const registration = { agency: 'G18', profile: 'basic', client_name: 'Cổng thử', redirect_uris: ['https://portal.example/return'] };

async function demoSignsIn(): Promise<string> {
  const visitor = createVisitor([program.identity]);
  const page = await visitor.submit(await visitor.get(`${program.identity}/account`), demo);
  return page.text;
}

test('a first start in an empty folder serves the demo account, and a second start keeps what was there', async () => {
  await program.start();
  expect(program.said()).toContain(program.identity);
  expect(await demoSignsIn()).toContain('Nguyễn Văn Thử');
  const { client_id: id } = await program.command<{ client_id: string }>(['client', 'create'], registration);
  const shown = await program.command(['account', 'show', demo.identifier]);
  expect(await program.stop()).toBe(0);
  expect(program.said()).not.toContain('something was not closed');

  await program.start();
  expect(await demoSignsIn()).toContain('Nguyễn Văn Thử');
  expect(await program.command(['client', 'show', id])).toMatchObject({ client_id: id, status: 'active' });
  // The same account, not one made anew.
  expect((await program.command(['account', 'show', demo.identifier]))['id']).toBe(shown['id']);
});

test('a program whose database a newer one has broken for it is not ready, and does not start again', async () => {
  const admin = await program.admin();
  const ready = async (): Promise<number> => (await fetch(`${program.identity}/readyz`)).status;
  // The databases are asked once a second, however many ask.
  const becomes = async (status: number): Promise<void> => {
    await expect.poll(ready, { timeout: 30_000 }).toBe(status);
  };
  await becomes(200);
  await admin.query(`INSERT INTO migrations.file (module, name, checksum, breaking) VALUES ('dossier', '9999_gone', '', true)`);
  await becomes(503);
  expect((await fetch(`${program.identity}/healthz`)).status).toBe(200);
  expect(await program.cli(['migrate'])).toEqual({
    code: 1,
    out: '',
    err: 'This database belongs to a newer version of the program: it has dossier/9999_gone, on which this version cannot work. Start the newer version.\n',
  });
  await admin.query(`DELETE FROM migrations.file WHERE name = '9999_gone'`);
  await becomes(200);
  await admin.close();
}, 60_000);

test('a Ctrl-C that npm and the terminal both send stops it with exit code 0', async () => {
  const child = program.child();
  child.kill('SIGINT');
  child.kill('SIGINT');
  expect(await program.ended()).toBe(0);
  await expect(fetch(`${program.identity}/healthz`)).rejects.toThrow();
  expect(program.said()).not.toMatch(/"level":"?(?:50|60|error|fatal)/);
});

test('with nothing running a command starts the database for itself and leaves nothing behind', async () => {
  expect(await program.command(['account', 'show', demo.identifier])).toMatchObject({ status: 'active', sessions: 2 });
  await program.start();
  expect(await program.stop()).toBe(0);
});
