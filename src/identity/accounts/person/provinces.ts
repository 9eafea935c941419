/** A place of birth registration as the first three digits of a citizen number name it. */
export interface Province {
  readonly name: string;
  /** Last day on which births were registered under this code; absent while it is in use. */
  readonly until?: string;
}

const MERGED = '2025-06-30';

/**
 * The 63 provinces under which citizen numbers were given out (decree 137/2015, circular 59/2021/TT-BCA). Of these, 34
 * keep their code after the merger of 1 July 2025 (decision 19/2025/QĐ-TTg); numbers given out before stay as they are.
 */
export const provinces: ReadonlyMap<string, Province> = new Map<string, Province>([
  ['001', { name: 'Hà Nội' }],
  ['002', { name: 'Hà Giang', until: MERGED }],
  ['004', { name: 'Cao Bằng' }],
  ['006', { name: 'Bắc Kạn', until: MERGED }],
  ['008', { name: 'Tuyên Quang' }],
  ['010', { name: 'Lào Cai', until: MERGED }],
  ['011', { name: 'Điện Biên' }],
  ['012', { name: 'Lai Châu' }],
  ['014', { name: 'Sơn La' }],
  ['015', { name: 'Yên Bái; since the merger Lào Cai' }],
  ['017', { name: 'Hòa Bình', until: MERGED }],
  ['019', { name: 'Thái Nguyên' }],
  ['020', { name: 'Lạng Sơn' }],
  ['022', { name: 'Quảng Ninh' }],
  ['024', { name: 'Bắc Giang; since the merger Bắc Ninh' }],
  ['025', { name: 'Phú Thọ' }],
  ['026', { name: 'Vĩnh Phúc', until: MERGED }],
  ['027', { name: 'Bắc Ninh', until: MERGED }],
  ['030', { name: 'Hải Dương', until: MERGED }],
  ['031', { name: 'Hải Phòng' }],
  ['033', { name: 'Hưng Yên' }],
  ['034', { name: 'Thái Bình', until: MERGED }],
  ['035', { name: 'Hà Nam', until: MERGED }],
  ['036', { name: 'Nam Định', until: MERGED }],
  ['037', { name: 'Ninh Bình' }],
  ['038', { name: 'Thanh Hóa' }],
  ['040', { name: 'Nghệ An' }],
  ['042', { name: 'Hà Tĩnh' }],
  ['044', { name: 'Quảng Bình; since the merger Quảng Trị' }],
  ['045', { name: 'Quảng Trị', until: MERGED }],
  ['046', { name: 'Thừa Thiên Huế; since 2025 Huế' }],
  ['048', { name: 'Đà Nẵng' }],
  ['049', { name: 'Quảng Nam', until: MERGED }],
  ['051', { name: 'Quảng Ngãi' }],
  ['052', { name: 'Bình Định; since the merger Gia Lai' }],
  ['054', { name: 'Phú Yên', until: MERGED }],
  ['056', { name: 'Khánh Hòa' }],
  ['058', { name: 'Ninh Thuận', until: MERGED }],
  ['060', { name: 'Bình Thuận', until: MERGED }],
  ['062', { name: 'Kon Tum', until: MERGED }],
  ['064', { name: 'Gia Lai', until: MERGED }],
  ['066', { name: 'Đắk Lắk' }],
  ['067', { name: 'Đắk Nông', until: MERGED }],
  ['068', { name: 'Lâm Đồng' }],
  ['070', { name: 'Bình Phước', until: MERGED }],
  ['072', { name: 'Tây Ninh', until: MERGED }],
  ['074', { name: 'Bình Dương', until: MERGED }],
  ['075', { name: 'Đồng Nai' }],
  ['077', { name: 'Bà Rịa – Vũng Tàu', until: MERGED }],
  ['079', { name: 'Thành phố Hồ Chí Minh' }],
  ['080', { name: 'Long An; since the merger Tây Ninh' }],
  ['082', { name: 'Tiền Giang; since the merger Đồng Tháp' }],
  ['083', { name: 'Bến Tre', until: MERGED }],
  ['084', { name: 'Trà Vinh', until: MERGED }],
  ['086', { name: 'Vĩnh Long' }],
  ['087', { name: 'Đồng Tháp', until: MERGED }],
  ['089', { name: 'An Giang', until: MERGED }],
  ['091', { name: 'Kiên Giang; since the merger An Giang' }],
  ['092', { name: 'Cần Thơ' }],
  ['093', { name: 'Hậu Giang', until: MERGED }],
  ['094', { name: 'Sóc Trăng', until: MERGED }],
  ['095', { name: 'Bạc Liêu', until: MERGED }],
  ['096', { name: 'Cà Mau' }],
]);
