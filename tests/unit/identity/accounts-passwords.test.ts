import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Problem } from '#shared/problem';
import { HashingPool } from '../../../src/identity/accounts/password/hashing-pool.ts';
import { isTooLong, weakness } from '../../../src/identity/accounts/password/rules.ts';

const about = { citizenNumber: '001085000011', name: 'Nguyễn Văn An', birthDate: '1985-02-17', phone: '+84912345678' };

/** Any code points, lone surrogates and controls too. */
const anyText = fc.array(fc.integer({ min: 0, max: 0x10_ffff }), { maxLength: 200 }).map((points) => String.fromCodePoint(...points));

describe('password rules', () => {
  test('the most used passwords of Viet Nam and the world are common, in any dress', () => {
    const common = [
      '12345678',
      '123456789',
      '1234567890',
      'password',
      'Password1',
      'P@ssw0rd',
      'p@$$w0rd!',
      'passw0rd123',
      'qwerty123',
      'qwertyuiop',
      '1qaz2wsx',
      '1q2w3e4r',
      'abcd1234',
      'Abcd@1234',
      'Aa123456',
      'Aa@123456',
      'iloveyou',
      'iloveyou1',
      'admin123',
      'Admin@123',
      'Demo@123',
      'kenboy00',
      'welcome1',
      'letmein123',
      'matkhau123',
      'Matkhau@123',
      'mậtkhẩu123',
      'Mật khẩu 1',
      'anhyeuem',
      'anhyeuem123',
      'emyeuanh',
      'yeuemnhieu',
      'maiyeuem',
      'anhnhoem',
      'vietnam123',
      'Vietnam@2024',
      'saigon2020',
      'hanoi1990',
      'nguyenvana1',
      'nguyen1990',
      'Tuan@1995',
      'tranthihoa',
      'linh2003!',
      '11111111',
      '00000000',
      'aaaaaaaa',
      '12121212',
      '123123123',
      'abcabcabc',
      'matkhaumatkhau',
      '17021985',
      '1985-02-17',
      '0912345678',
      '84912345678',
      '19851985',
      'asdfghjkl',
      'zxcvbnm123',
      'qazwsxedc',
      '987654321',
      '147258369',
      'qwer1234',
      'a1b2c3d4',
      'dichvucong1',
      'Motcua2026',
      'Một Cửa 2026',
      '!!!!!!!!',
      '        ',
    ];
    expect(common.filter((password) => weakness(password, {}) === null)).toEqual([]);
  });

  test('at least ten thousand concrete dressings of common words are refused', () => {
    const words = [
      'password',
      'matkhau',
      'anhyeuem',
      'nguyen',
      'vietnam',
      'saigon',
      'welcome',
      'linh',
      'tuan',
      'hoang',
      'dragon',
      'minhanh',
      'iloveyou',
      'admin',
    ];
    const ends = ['!', '@', '#', '', '.'].flatMap((sign) => Array.from({ length: 75 }, (_, index) => `${sign}${1950 + index}`));
    const accepted: string[] = [];
    let tried = 0;
    for (const word of words)
      for (const dressed of [word, word.toUpperCase(), word[0]?.toUpperCase() + word.slice(1)])
        for (const end of ends) {
          tried += 1;
          if (weakness(dressed + end, {}) === null) accepted.push(dressed + end);
        }
    expect(tried).toBeGreaterThan(10_000);
    expect(accepted).toEqual([]);
  });

  test('a long phrase and a random password are accepted, in Vietnamese too', () => {
    for (const good of [
      'Mot-Cua-Demo-2026',
      'con trâu đi trước cái cày theo sau',
      'correct horse battery staple',
      'kX9#vL2pQw',
      'x7Gh2mPq',
      'đường làng quanh co bóng tre',
      '8fA-3kz-Q0p',
    ])
      expect([good, weakness(good, about)]).toEqual([good, null]);
  });

  test('hardly any random password is called common', () => {
    let refused = 0;
    fc.assert(
      fc.property(fc.stringMatching(/^[A-Za-z0-9]{12}$/), (password) => {
        if (weakness(password, {}) !== null && /[a-z]{3}/i.test(password)) refused += 1;
      }),
      { numRuns: 1000 },
    );
    expect(refused).toBeLessThan(30);
  });

  test('a password made of the person’s own data is personal', () => {
    for (const password of ['NguyễnVănAn#1985', '001085000011ab', 'vanan17021985x', 'x0912345678!y'])
      expect([password, weakness(password, about)]).not.toEqual([password, null]);
    expect(weakness('Quyền lực 001085000011', about)).toBeNull();
  });

  test('length counts characters after normalisation, with a ceiling', () => {
    expect(weakness('ắắắắắắắ'.normalize('NFD'), {})).toBe('too-short');
    expect(weakness('x7Gh2mP', {})).toBe('too-short');
    expect(weakness('k7'.repeat(64) + 'a', {})).toBe('too-long');
    expect(isTooLong('a'.repeat(1_000_000))).toBe(true);
    expect(isTooLong('👩‍🚀 đi lên mặt trăng')).toBe(false);
  });

  test('each limit of length is what it says', () => {
    expect(isTooLong('k7'.repeat(64))).toBe(false);
    expect(isTooLong(`${'k7'.repeat(64)}a`)).toBe(true);
    // 128 characters of four bytes are 512; one of three more, and it is too long by its bytes alone.
    expect(isTooLong('😀'.repeat(128))).toBe(false);
    expect(isTooLong(`${'👩‍🚀'.repeat(42)}ắ😀`)).toBe(false);
    expect(weakness('x7Gh2mPq', {})).toBeNull();
  });

  test('what is left beside the person’s own data is what counts: three characters are nothing, four are something', () => {
    expect([weakness('NguyenVanAnkx9', about), weakness('NguyenVanAnkx9q', about)]).toEqual(['personal', null]);
    expect(weakness('x170285ab', about)).toBe('personal');
    expect(weakness('x170285ab', {})).toBeNull();
  });

  test('three different characters are too few, and a word is a word with eight digits after it', () => {
    expect([weakness('kqzzkqkz', {}), weakness('kqzxzkqx', {})]).toEqual(['common', null]);
    expect(weakness('linh20031998', {})).toBe('common');
    // Three words are one guess as long as they are short together.
    expect([weakness('toiyeumeo', {}), weakness('saigonyeuhanoi', {})]).toEqual(['common', null]);
  });

  test('no text makes the rules throw', () => {
    fc.assert(fc.property(anyText, (text) => weakness(text, about) !== undefined));
  });
});

describe('hashing pool', () => {
  test('runs as many as it may, lets as many wait as it may, and refuses the next with 503', async () => {
    const pool = new HashingPool(2, 3);
    const releases: (() => void)[] = [];
    let running = 0;
    let most = 0;
    const work = async (): Promise<string> => {
      running += 1;
      most = Math.max(most, running);
      await new Promise<void>((resolve) => releases.push(resolve));
      running -= 1;
      return 'done';
    };
    const accepted = Array.from({ length: 5 }, () => pool.run(work));
    const refused = await pool.run(work).catch((error: unknown) => error);
    expect(refused).toBeInstanceOf(Problem);
    expect(refused).toMatchObject({ code: 'service.busy', retryAfter: 2, kind: { status: 503 } });
    while (releases.length > 0) {
      releases.shift()?.();
      await new Promise((resolve) => setImmediate(resolve));
    }
    expect(await Promise.all(accepted)).toEqual(Array.from({ length: 5 }, () => 'done'));
    expect(most).toBe(2);
    expect(pool.waiting).toBe(0);
  });

  test('a long line is answered in its order, each as soon as it is done, and nobody is left behind, whatever fails', async () => {
    const pool = new HashingPool(2, 40);
    const finish: (() => void)[] = [];
    const answered: number[] = [];
    const all = Array.from({ length: 40 }, (_, index) =>
      pool
        .run(
          () =>
            new Promise<void>((resolve, reject) => {
              finish.push(index % 5 === 3 ? () => reject(new Error('broken')) : resolve);
            }),
        )
        .then(
          () => 'right',
          () => 'broken',
        )
        .finally(() => answered.push(index)),
    );
    const turn = () => new Promise((resolve) => setImmediate(resolve));
    await turn();
    for (let done = 1; done <= 40; done += 1) {
      finish.shift()?.();
      await turn();
      expect(answered).toHaveLength(done);
    }
    expect(answered).toEqual(Array.from({ length: 40 }, (_, index) => index));
    expect((await Promise.all(all)).filter((each) => each === 'broken')).toHaveLength(8);
  });

  test('is full only when the next would be refused', async () => {
    const pool = new HashingPool(1, 1);
    const { promise, resolve } = Promise.withResolvers<void>();
    const seen = [pool.full];
    const both = [1, 2].map(() => {
      const running = pool.run(() => promise);
      seen.push(pool.full);
      return running;
    });
    expect(seen).toEqual([false, false, true]);
    resolve();
    await Promise.all(both);
    expect(pool.full).toBe(false);
  });

  test('without a line nobody waits for another', async () => {
    const pool = new HashingPool(4, 40);
    const slow = Promise.withResolvers<void>();
    const waiting = [1, 2].map(() => pool.run(() => slow.promise));
    expect(await pool.run(() => Promise.resolve('at once'))).toBe('at once');
    slow.resolve();
    await Promise.all(waiting);
  });

  test('one owner has one place, running or waiting, however much room there is; others and what belongs to nobody are let in', async () => {
    const pool = new HashingPool(1, 40);
    const held = Promise.withResolvers<void>();
    const accepted = [pool.run(() => held.promise), pool.run(() => held.promise, 'one'), pool.run(() => held.promise, 'other')];
    const again = Promise.allSettled(Array.from({ length: 60 }, () => pool.run(() => Promise.resolve(), 'one')));
    const { waiting } = pool;
    held.resolve();
    await Promise.all(accepted);
    expect(waiting).toBe(2);
    for (const refused of await again) expect(refused).toMatchObject({ reason: { code: 'service.busy' } });
    expect(await pool.run(() => Promise.resolve('next'), 'one')).toBe('next');
    await expect(pool.run(() => Promise.reject(new Error('broken')), 'one')).rejects.toThrow('broken');
    expect(await pool.run(() => Promise.resolve('after a failure'), 'one')).toBe('after a failure');
  });

  test('a hash that fails gives its place back', async () => {
    const pool = new HashingPool(1, 0);
    await expect(pool.run(() => Promise.reject(new Error('broken')))).rejects.toThrow('broken');
    expect(await pool.run(() => Promise.resolve('next'))).toBe('next');
  });
});

describe('the edges of the password rules', () => {
  const fault = (password: string) => weakness(password, about);
  /** Twelve letters that are no word. */
  const odd = 'xkqvzjwyhgfd';

  test.each<[string, string, ReturnType<typeof fault>]>([
    ['seven characters', 'xkqvzjw', 'too-short'],
    ['eight characters', 'xkqvzjwy', null],
    ['128 characters', `${odd.repeat(10)}hgfdxkqv`, null],
    ['129 characters', `${odd.repeat(10)}hgfdxkqvz`, 'too-long'],
    ['128 characters of four bytes, 512 bytes', '𠮷𠮸𠮹𠮺𠮻𠮼𠮽𠮾'.repeat(16), null],
    ['128 characters and one more byte', `${'𠮷𠮸𠮹𠮺𠮻𠮼𠮽𠮾'.repeat(15)}${'𠮷𠮸𠮹𠮺𠮻𠮼𠮽'}ﷺ`, 'too-long'],
  ])('%s', (_what, password, expected) => {
    expect(fault(password)).toBe(expected);
  });

  test('an input that is long before it is normalised is not looked at', () => {
    // Combining marks: 1,100 units that one form of Unicode would make shorter.
    expect(isTooLong('e\u0301'.repeat(550))).toBe(true);
    expect(isTooLong('e\u0301'.repeat(64))).toBe(false);
  });

  test.each([
    ['a block of five letters that is a word, twice', 'yeuemyeuem'],
    ['a block of four letters that is none, three times', 'xkqvxkqvxkqv'],
    ['a word between digits', '2026matkhau2026'],
    ['three words of twelve letters', 'yeuanhnhieu1'],
    ['a đ that a keyboard writes as d', 'đạihọc123'],
    ['a date with the year first', '19850217'],
    ['a date of the last century without zeros', '1721985x'.slice(0, 7) + '0'],
    ['nine digits', '839471625'],
    ['a phone number with the country in front', '84387654321'],
    ['two letters and a date', 'an17021985'],
  ])('%s is common', (_what, password) => {
    expect(fault(password)).not.toBeNull();
  });

  test.each([
    ['a block of five letters that is no word, twice', 'xkqvzxkqvz'],
    ['ten digits that are neither date nor phone', '8394716250'],
    ['a word among eleven digits and more', '83947162matkhau5034'],
    ['eleven digits and no letter', '83947162503'],
    ['what begins like a date and goes on', '17021985mot4'.replace('mot4', odd)],
    ['what ends like a phone number', `${odd}0912345679`],
  ])('%s is not', (_what, password) => {
    expect(fault(password)).toBeNull();
  });

  test('without a birth date nothing of one is looked for', () => {
    expect(weakness('undefined-xkqvz', { name: 'Nguyễn Văn An' })).toBeNull();
    expect(weakness('xkqvzjwy12', { name: 'Xkqv Zjwy' })).toBe('personal');
  });
});
