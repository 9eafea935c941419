import { paper } from './papers.ts';

/** What people, robots and attackers put where a text is expected. */
export const badTexts: readonly string[] = [
  '',
  ' ',
  '\u0000',
  'a\u0000b',
  'x'.repeat(10_240),
  '-1',
  '0',
  '1e309',
  '99999999999999999999999999',
  'NaN',
  'null',
  'undefined',
  '[object Object]',
  '{"$gt":""}',
  `' OR '1'='1' --`,
  '"; DROP TABLE dossier.dossier; --',
  '<script>alert(1)</script>',
  '"><img src=x onerror=alert(1)>',
  '{{7*7}}{% raw %}',
  '../../../../etc/passwd',
  'javascript:alert(1)',
  '//evil.example',
  '\r\nSet-Cookie: a=b',
  '\u202e\u0301\ufeff\ud83d\ude00',
  '\ud800',
  '２０２６',
];

/** The same for one part of a path, already as it is sent. */
export const badPathParts: readonly string[] = [
  ...['%00', '%', '%zz', '%ff', '%c0%ae%c0%ae', '%ED%A0%80', '%2e%2e%2f%2e%2e%2fetc%2fpasswd', '..%5c..%5c', '%0d%0aSet-Cookie:%20a=b'],
  ...[
    '-1',
    '0',
    '1e309',
    '99999999999999999999999999',
    'null',
    '__proto__',
    'constructor',
    '%20',
    '%27%20OR%201=1--',
    '%3Cscript%3Ealert(1)%3C/script%3E',
  ],
  ...[
    'H26-991399-0000',
    'H26-000000-0001',
    '00000000-0000-0000-0000-000000000000',
    'ffffffff-ffff-ffff-ffff-ffffffffffff',
    '%F0%9F%98%80',
    'a'.repeat(10_240),
  ],
];

/** Broken JSON, and JSON of every wrong shape for a body that would be right. */
export function badJson(good: unknown): string[] {
  const members = typeof good === 'object' && good !== null ? Object.keys(good) : [];
  const wrong = [null, -1, 0, 1e300, '', 'x'.repeat(10_240), [], {}, [null], true, '\u0000', '<script>alert(1)</script>', { __proto__: 1 }];
  return [
    ...[
      '',
      '{',
      '[]',
      'null',
      '1',
      '"x"',
      '{}',
      'undefined',
      '{"a":1,}',
      '\u0000',
      '\ufeff{}',
      '{"a":"\\u0000"}',
      '{"__proto__":{"x":1}}',
      '{"\\ud800":1}',
    ],
    '['.repeat(50_000),
    `{"x":${'['.repeat(5000)}${']'.repeat(5000)}}`,
    JSON.stringify('x'.repeat(5_000_000)),
    ...members.flatMap((member) => wrong.map((value) => JSON.stringify({ ...(good as object), [member]: value }))),
  ];
}

/** Uploads that are none: content and its type. */
export function badMultipart(csrf: string): readonly (readonly [string, Buffer, string])[] {
  const type = 'multipart/form-data; boundary=abc';
  const token = `--abc\r\nContent-Disposition: form-data; name="_csrf"\r\n\r\n${csrf}\r\n`;
  const file = (name: string, content: Buffer | string = paper, more = ''): Buffer =>
    Buffer.concat([
      Buffer.from(`${token}--abc\r\nContent-Disposition: form-data; name="file"; filename="${name}"\r\n${more}\r\n`),
      Buffer.from(content),
      Buffer.from('\r\n--abc--\r\n'),
    ]);
  const text = (content: string): Buffer => Buffer.from(content);
  return [
    ['nothing at all', text(''), type],
    ['no boundary', text(token), 'multipart/form-data'],
    ['an empty boundary', text(token), 'multipart/form-data; boundary='],
    ['another boundary', file('a.pdf'), 'multipart/form-data; boundary=xyz'],
    ['cut off in the head', file('a.pdf').subarray(0, token.length + 30), type],
    ['cut off in the file', file('a.pdf').subarray(0, -30), type],
    ['only a token', text(`${token}--abc--\r\n`), type],
    ['no file chosen', file('', ''), type],
    ['an empty file', file('rong.pdf', ''), type],
    ['a page as a picture', file('anh.png', '<script>alert(1)</script>', 'Content-Type: image/png\r\n'), type],
    ['a program', file('a.pdf', Buffer.from('4d5a90000300000004000000ffff0000', 'hex')), type],
    ['a head that goes on', text(`--abc\r\n${'X: y\r\n'.repeat(5000)}\r\n`), type],
    ['a part without a name', text(`${token}--abc\r\nContent-Disposition: form-data\r\n\r\nx\r\n--abc--`), type],
    ['the token twice', Buffer.concat([text(token), text(token), file('a.pdf')]), type],
    [
      'two hundred fields',
      text(
        token +
          Array.from({ length: 200 }, (_each, n) => `--abc\r\nContent-Disposition: form-data; name="f${String(n)}"\r\n\r\nx\r\n`).join(''),
      ),
      type,
    ],
    ['a field of NUL', text(`${token}--abc\r\nContent-Disposition: form-data; name="x"\r\n\r\n\u0000\r\n--abc--`), type],
    ['no UTF-8', Buffer.concat([text(token), Buffer.from([0x2d, 0x2d, 0x61, 0x62, 0x63, 0xff, 0xfe, 0x0d, 0x0a])]), type],
    ['a name that climbs', file('../../../../etc/passwd'), type],
    ['a name of NUL and markup', file('\u0000<script>alert(1)</script>\r\n.pdf'), type],
    ['a name that turns round', file('\u202efdp.exe'), type],
    ['a name of 4 KB', file('a'.repeat(4000)), type],
    ['JSON', text('{}'), 'application/json'],
    ['a form', text(`_csrf=${csrf}`), 'application/x-www-form-urlencoded'],
  ];
}
