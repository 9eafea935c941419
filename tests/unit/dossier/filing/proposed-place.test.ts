import { expect, test } from 'vitest';
import { officeOfAddress } from '../../../../src/dossier/filing/proposed-place.ts';

const office = (code: string, vi: string, en: string) => ({ code, name: { vi: `Ủy ban nhân dân ${vi}`, en }, place: { vi, en } });
const offices = [
  office('H26', 'Hà Nội', 'Hanoi'),
  office('H29', 'Thành phố Hồ Chí Minh', 'Ho Chi Minh City'),
  office('H57', 'Huế', 'Hue'),
  office('H01', 'tỉnh An Giang', 'An Giang'),
];

test.each([
  ['Số 27 phố Thử Nghiệm, phường Mẫu, thành phố Hà Nội', 'H26'],
  ['Số 27 phố Thử Nghiệm, phường Mẫu, Hà Nội, Việt Nam', 'H26'],
  ['Số 1 đường Mẫu, phường Mẫu, TP. Hồ Chí Minh', 'H29'],
  ['Số 1 đường Mẫu, phường Mẫu, TP Hồ Chí Minh.', 'H29'],
  ['Ấp Mẫu, xã Mẫu, tỉnh An Giang'.normalize('NFD'), 'H01'],
  ['12 Sample Street, Hue, Vietnam', 'H57'],
  ['Số 1 phố Hà Nội, phường Mẫu, HUẾ', 'H57'],
])('%s is in %s', (formatted, code) => {
  expect(officeOfAddress({ formatted, country: 'VN' }, offices)).toBe(code);
});

test('a region counts before the text', () => {
  expect(officeOfAddress({ region: 'Thành phố Huế', formatted: 'Số 1, Hà Nội' }, offices)).toBe('H57');
});

test.each([
  ['a street or a ward that is called like a province', { formatted: 'Số 1 phố Huế, phường Mẫu' }],
  ['a province that is no more', { formatted: 'Xã Mẫu, tỉnh Hà Tây' }],
  ['a name that only begins like one', { formatted: 'Phường Mẫu, thành phố Hà Nội Mới' }],
  ['nothing', null],
  ['an empty text', { formatted: ' , ' }],
  ['a text instead of an address', 'Hà Nội'],
])('%s says nothing', (_what, address) => {
  expect(officeOfAddress(address, offices)).toBeNull();
});
