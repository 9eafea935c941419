/** A person who does not exist, the same for the same number. */
export interface ScalePerson {
  readonly citizenNumber: string;
  readonly name: string;
  readonly birthDate: string;
  readonly gender: 'male' | 'female';
  /** E.164. */
  readonly phone: string;
  readonly email: string | undefined;
  readonly address: string;
  readonly verified: boolean;
}

/** Places of birth registration that are still in use, so that no number raises a doubt. */
const places = [
  ['001', 'thành phố Hà Nội'], ['079', 'Thành phố Hồ Chí Minh'], ['048', 'thành phố Đà Nẵng'], ['092', 'thành phố Cần Thơ'],
  ['031', 'thành phố Hải Phòng'], ['046', 'thành phố Huế'], ['037', 'tỉnh Ninh Bình'], ['038', 'tỉnh Thanh Hóa'],
  ['040', 'tỉnh Nghệ An'], ['042', 'tỉnh Hà Tĩnh'], ['075', 'tỉnh Đồng Nai'], ['022', 'tỉnh Quảng Ninh'],
  ['066', 'tỉnh Đắk Lắk'], ['068', 'tỉnh Lâm Đồng'],
] as const; // prettier-ignore
const families = ['Nguyễn', 'Trần', 'Lê', 'Phạm', 'Hoàng', 'Phan', 'Vũ', 'Đặng', 'Bùi', 'Đỗ', 'Hồ', 'Ngô', 'Dương', 'Lý'] as const;
const middles = { male: ['Văn', 'Hữu', 'Đức', 'Minh', 'Quang'], female: ['Thị', 'Ngọc', 'Thu', 'Thanh', 'Bích'] } as const;
const givens = ['Thử', 'Mẫu', 'Ví Dụ', 'Minh Họa', 'Nháp', 'Tập', 'Sao', 'Giả', 'Đo', 'Đếm', 'Tải'] as const;
const prefixes = ['32', '33', '34', '35', '36', '37', '38', '39', '70', '76', '77', '78', '79', '81', '82', '83'] as const;

/** Born in the years from 1950 on. */
const YEARS = 56;
/** The last six digits begin here, away from the numbers that demos and tests use. */
const FIRST_SERIAL = 900_000;

/** So many different people there can be: their citizen numbers and their phone numbers stay distinct. */
export const MOST_PEOPLE = places.length * 2 * YEARS * (1_000_000 - FIRST_SERIAL);

/** The `index`-th person, from 0: a citizen number that agrees with birth date and sex, and a mobile number of their own. */
export function scalePerson(index: number): ScalePerson {
  const [place, home] = pick(places, index);
  let rest = Math.floor(index / places.length);
  const gender = rest % 2 === 0 ? 'male' : 'female';
  rest = Math.floor(rest / 2);
  const year = 1950 + (rest % YEARS);
  const serial = FIRST_SERIAL + Math.floor(rest / YEARS);
  const century = (year < 2000 ? 0 : 2) + (gender === 'male' ? 0 : 1);
  const digits = (value: number, length: number): string => String(value).padStart(length, '0');
  const name = [pick(families, index * 5 + rest), pick(middles[gender], index + rest), pick(givens, index * 3 + rest)].join(' ');
  return {
    citizenNumber: `${place}${century}${digits(year % 100, 2)}${digits(serial, 6)}`,
    name,
    birthDate: `${year}-${digits(1 + (index % 12), 2)}-${digits(1 + (index % 28), 2)}`,
    gender,
    phone: `+84${pick(prefixes, index)}${digits(Math.floor(index / prefixes.length), 7)}`,
    email: index % 4 === 0 ? `scale-${index}@example.invalid` : undefined,
    address: `Số ${1 + (index % 400)} đường Minh Họa, phường Mẫu, ${home}`,
    verified: index % 3 === 0,
  };
}

function pick<T>(list: readonly T[], index: number): T {
  const found = list[index % list.length];
  if (found === undefined) throw new Error('an empty list');
  return found;
}
