import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { identityMessages as messages } from '#identity';
import { parseBirthDate } from '../../../src/identity/accounts/person/birth-date.ts';
import { doubtsAbout, parseCitizenNumber, readCitizenNumber } from '../../../src/identity/accounts/person/citizen-number.ts';
import { parseEmail } from '../../../src/identity/accounts/person/email.ts';
import { parsePersonalName } from '../../../src/identity/accounts/person/personal-name.ts';
import { maskPhone, parsePhone } from '../../../src/identity/accounts/person/phone.ts';
import { provinces } from '../../../src/identity/accounts/person/provinces.ts';
import { codeText } from '../../../src/identity/accounts/codes/sms-texts.ts';

/** Any code points, lone surrogates and controls too. */
const anyText = fc.array(fc.integer({ min: 0, max: 0x10_ffff }), { maxLength: 200 }).map((points) => String.fromCodePoint(...points));

describe('citizen number', () => {
  test('63 old province codes are known, 34 of them still in use', () => {
    expect(provinces.size).toBe(63);
    expect([...provinces.values()].filter((province) => province.until === undefined)).toHaveLength(34);
  });

  test('century, sex and birth year are read from the digits', () => {
    expect(readCitizenNumber('001085000011')).toEqual({ place: '001', sex: 'male', birthYear: 1985 });
    expect(readCitizenNumber('001190000022')).toEqual({ place: '001', sex: 'female', birthYear: 1990 });
    expect(readCitizenNumber('079312345678')).toEqual({ place: '079', sex: 'female', birthYear: 2012 });
    expect(readCitizenNumber('079501345678')).toEqual({ place: '079', sex: 'female', birthYear: 2101 });
  });

  test('the numbers of the demo accounts raise no doubt', () => {
    for (const citizenNumber of ['001085000011', '001190000022', '079075000033', '001080000101', '089082000201', '001082000202']) {
      const read = readCitizenNumber(citizenNumber);
      expect(doubtsAbout({ citizenNumber, birthDate: `${read.birthYear}-02-17`, gender: read.sex })).toEqual([]);
    }
  });

  test('an unknown place, another sex and another year are doubts, each named', () => {
    expect(doubtsAbout({ citizenNumber: '003085000011', birthDate: '1985-01-01' })).toEqual(['place']);
    expect(doubtsAbout({ citizenNumber: '001085000011', birthDate: '1985-01-01', gender: 'female' })).toEqual(['sex']);
    expect(doubtsAbout({ citizenNumber: '001085000011', birthDate: '1986-01-01' })).toEqual(['birth-year']);
    expect(doubtsAbout({ citizenNumber: '001285000011', birthDate: '1985-01-01', gender: 'male' })).toEqual(['birth-year']);
  });

  test('a place code that ended with the merger is doubtful only for births after it', () => {
    expect(doubtsAbout({ citizenNumber: '002225000011', birthDate: '2025-06-30' })).toEqual([]);
    expect(doubtsAbout({ citizenNumber: '002225000011', birthDate: '2025-07-01' })).toEqual(['place']);
  });

  test('a place of birth abroad raises no doubt', () => {
    expect(doubtsAbout({ citizenNumber: '120085000011', birthDate: '1985-01-01' })).toEqual([]);
  });

  test('usual spellings are one number, and nothing but 12 digits is one', () => {
    for (const spelling of ['001085000011', ' 001 085 000 011 ', '001.085.000.011', '001085-000011', '００１０８５００００１１'])
      expect(parseCitizenNumber(spelling)).toBe('001085000011');
    for (const wrong of ['', '00108500001', '0010850000111', '00108500001a', '001085000011\0', `${'0'.repeat(10_000)}`, '٠٠١٠٨٥٠٠٠٠١١'])
      expect(parseCitizenNumber(wrong)).toBeNull();
  });

  test('any 12 digits with separators anywhere are read back unchanged', () => {
    fc.assert(
      fc.property(
        fc.stringMatching(/^[0-9]{12}$/),
        fc.array(fc.nat(12), { maxLength: 4 }),
        fc.constantFrom(' ', '.', '-'),
        (number, cuts, separator) => {
          let spelled = number;
          for (const cut of cuts) spelled = spelled.slice(0, cut) + separator + spelled.slice(cut);
          return parseCitizenNumber(spelled) === number;
        },
      ),
    );
  });

  test('no text at all makes the parser throw or return anything but 12 digits', () => {
    fc.assert(fc.property(anyText, (text) => /^[0-9]{12}$/.test(parseCitizenNumber(text) ?? '000000000000')));
  });
});

describe('phone', () => {
  test('every prefix of the national list is a mobile number without doubt', () => {
    const listed = /^(03[2-9]|05[25689]|07[06-9]|08[1-9]|09[0-46-9])\d{7}$/;
    fc.assert(
      fc.property(fc.stringMatching(/^0[0-9]{9}$/), (number) => {
        if (!listed.test(number)) return;
        expect(parsePhone(number)).toEqual({ e164: `+84${number.slice(1)}`, doubtful: false });
      }),
      { numRuns: 2000 },
    );
  });

  test('all usual spellings of one number are one number', () => {
    for (const spelling of [
      '0912345678',
      '0912 345 678',
      '+84912345678',
      '84912345678',
      '0084912345678',
      '+84 (912) 345.678',
      '+84-912-345-678',
      '０９１２３４５６７８',
    ])
      expect(parsePhone(spelling)?.e164).toBe('+84912345678');
  });

  test('a prefix that is not in the list is accepted with a doubt', () => {
    expect(parsePhone('0951234567')).toEqual({ e164: '+84951234567', doubtful: true });
    expect(parsePhone('0539999999')).toEqual({ e164: '+84539999999', doubtful: true });
  });

  test('a mobile number abroad is accepted, an impossible or fixed one is not', () => {
    expect(parsePhone('+447911123456')?.e164).toBe('+447911123456');
    for (const wrong of [
      '02438251234',
      '+442079460000',
      '09123456789',
      '091234567',
      '',
      'abc',
      '0912345678 ext 5',
      '+84912345678;ext=1',
      '0912345678\0',
      '1'.repeat(10_000),
    ])
      expect(parsePhone(wrong)).toBeNull();
  });

  test('what was parsed once parses to itself', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[+0-9 ().-]{0,20}$/), (text) => {
        const phone = parsePhone(text);
        return phone === null || (/^\+[1-9][0-9]{6,14}$/.test(phone.e164) && parsePhone(phone.e164)?.e164 === phone.e164);
      }),
      { numRuns: 2000 },
    );
  });

  test('a masked number shows its last three digits only', () => {
    expect(maskPhone('+84912345678')).toBe('•••• ••• 678');
  });
});

describe('other personal data', () => {
  test('a birth date is a real day between 1900 and today in Viet Nam', () => {
    const now = new Date('2026-03-01T18:00:00Z');
    expect(parseBirthDate('1985-02-17', now)).toBe('1985-02-17');
    expect(parseBirthDate('2026-03-02', now)).toBe('2026-03-02');
    for (const wrong of ['2026-03-03', '1985-02-30', '1985-2-17', '17/02/1985', '1899-12-31', '', '1985-02-17T00:00:00Z'])
      expect(parseBirthDate(wrong, now)).toBeNull();
  });

  test('a name typed with combining marks is stored composed', () => {
    expect(parsePersonalName(' Nguyễn  Thị Hoà '.normalize('NFD'))).toBe('Nguyễn Thị Hoà'.normalize('NFC'));
    expect(parsePersonalName("Jean-Luc O'Neill")).toBe("Jean-Luc O'Neill");
    for (const wrong of ['', '   ', '12345', 'A<b>', 'A\0B', '...', 'a'.repeat(101)]) expect(parsePersonalName(wrong)).toBeNull();
  });

  test('an e-mail address with look-alike characters is refused', () => {
    expect(parseEmail(' An@Example.VN ')).toBe('an@example.vn');
    for (const wrong of ['a＠example.vn', 'a@b@c.vn', 'a b@c.vn', 'a@localhost', 'a@-x.vn', '<a@b.vn>', 'ａ@b.vn', 'a@b.vn\r\nBcc: c@d.vn'])
      expect(parseEmail(wrong)).toBeNull();
  });

  test('an SMS names the service, warns, and has no link', () => {
    for (const language of ['vi', 'en'] as const) {
      const code = codeText(language, 'sign-in', '123456');
      expect(code).toContain('Một Cửa');
      expect(code).toContain('123456');
      for (const text of [code, messages[language].register.alreadyRegistered]) expect(text).not.toMatch(/https?:|www\.|\.vn|\.com|\//);
    }
  });
});
