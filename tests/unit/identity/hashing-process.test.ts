import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { getPriority } from 'node:os';
import { afterEach, expect, test } from 'vitest';
import { createHashingProcess } from '#identity';
import { createLog } from '#shared/log';

const cheap = { memoryCost: 1024, timeCost: 2, parallelism: 1 };
const dear = { memoryCost: 65_536, timeCost: 12, parallelism: 1 };
const password = Buffer.from('Mật-khẩu-thử-2026');
let open: ReturnType<typeof createHashingProcess> | undefined;
const start = () => (open = createHashingProcess({ size: 2, log: createLog({ level: 'silent' }) }));
afterEach(async () => open?.close());

/** The hashing processes of this very process. */
function children(): number[] {
  const lines = execFileSync('ps', ['-eo', 'pid=,ppid=,args='], { encoding: 'utf8' }).split('\n');
  return lines.flatMap((line) => {
    const [pid, parent, ...args] = line.trim().split(/\s+/);
    return Number(parent) === process.pid && args.join(' ').includes('hashing-child') ? [Number(pid)] : [];
  });
}

test('a hash made by the hashing process is verified by it, and by no other password', async () => {
  const hashes = start();
  const digest = await hashes.hash(password, cheap);
  expect(digest).toMatch(/^\$argon2id\$v=19\$m=1024,p=1,t=2\$|^\$argon2id\$v=19\$m=1024,t=2,p=1\$/);
  expect(await hashes.verify(digest, password)).toBe(true);
  expect(await hashes.verify(digest, Buffer.from('another one'))).toBe(false);
  await expect(hashes.verify('no hash at all', password)).rejects.toThrow();
});

test('it computes with lower priority than its server, and is given none of its environment', async () => {
  const hashes = start();
  await hashes.hash(password, cheap);
  const [child = 0] = children();
  expect(getPriority(child)).toBeGreaterThan(getPriority());
  const names = readFileSync(`/proc/${child}/environ`, 'utf8')
    .split('\0')
    .filter((each) => each !== '');
  expect(names.map((each) => each.split('=')[0]).toSorted()).toEqual([
    'NODE_CHANNEL_FD',
    'NODE_CHANNEL_SERIALIZATION_MODE',
    'UV_THREADPOOL_SIZE',
  ]);
});

test('when it is killed in the middle, another one takes up what it left', async () => {
  const hashes = start();
  const digest = await hashes.hash(password, cheap);
  const [first = 0] = children();
  const under = Promise.all([hashes.hash(password, dear), hashes.verify(digest, password), hashes.hash(password, dear)]);
  process.kill(first, 'SIGKILL');
  const [one, right, other] = await under;
  expect(right).toBe(true);
  expect(one).not.toBe(other);
  expect(children()).not.toContain(first);
  expect(children()).toHaveLength(1);
});

test('what kills it a second time is refused as busy instead of being tried for ever', async () => {
  const hashes = start();
  await hashes.hash(password, cheap);
  const under = hashes.hash(password, { ...dear, timeCost: 200 }).then(
    () => 'hashed',
    (error: { code?: string }) => error.code,
  );
  for (let killed = 0; killed < 2;) {
    for (const child of children()) {
      process.kill(child, 'SIGKILL');
      killed += 1;
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  expect(await under).toBe('service.busy');
  expect(await hashes.verify(await hashes.hash(password, cheap), password)).toBe(true);
});

test('once it is closed nothing is computed, and no process is left', async () => {
  const hashes = start();
  await hashes.hash(password, cheap);
  await hashes.close();
  await expect(hashes.hash(password, cheap)).rejects.toMatchObject({ code: 'service.busy' });
  expect(children()).toEqual([]);
});
