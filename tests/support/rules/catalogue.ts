import type { Breach } from './breach.ts';

const version = (number: number, from: string, to = 'NULL'): string =>
  `INSERT INTO catalogue.procedure_version (code, version, valid_from, valid_to, agency_code, field_code, level, audience, online, name_vi, name_en,
                                            summary_vi, summary_en, keywords, record, content, content_hash, published_at)
   VALUES ('9.000009', ${number}, '${from}', ${to}, 'G01', 'a-field', 'ministry', '{citizen}', 'full', 'v', 'e', 'v', 'e', '', '{}', '{"form": 1}', '', now())`;
const published = [
  `INSERT INTO catalogue.field VALUES ('a-field', 'v', 'e')`,
  `INSERT INTO catalogue.procedure VALUES ('9.000009')`,
  version(2, '2026-01-01'),
];

export const catalogueBreaches: Readonly<Record<string, Breach>> = {
  'catalogue/keep_published': {
    sql: [...published, `UPDATE catalogue.procedure_version SET content = '{"form": 2}' WHERE code = '9.000009'`],
    outcome: /is published and cannot be changed/,
  },
  'catalogue/follow_published': {
    sql: [...published, version(1, '2025-01-01', `'2025-12-31'`)],
    outcome: /does not follow what is published/,
  },
  'catalogue/check_succeeded': {
    sql: [...published, `UPDATE catalogue.procedure_version SET valid_to = '2026-06-30' WHERE code = '9.000009'`],
    outcome: /no version of procedure 9\.000009 begins after/,
  },
};
