import { afterAll, beforeAll, expect, test } from 'vitest';
import { bundledFiles, importCatalogue, search } from '#catalogue';
import { fixedClock } from '#shared/clock';
import { fold } from '../../../src/catalogue/search/fold.ts';
import { useDatabase, type TestDatabase } from '../../support/database.ts';

const clock = fixedClock(new Date('2026-11-22T02:00:00Z'));
let database: TestDatabase;
beforeAll(async () => {
  database = await useDatabase({ role: 'mocua_catalogue' });
  expect((await importCatalogue(database.db, await bundledFiles(), clock)).rejected).toEqual([]);
});
afterAll(() => database.close());

/** What people type, and the procedure they mean: every procedure of the catalogue that holds today is somebody's answer. */
const meant: Readonly<Record<string, readonly string[]>> = {
  '1.001193': ['khai sinh', 'đăng ký khai sinh', 'giấy khai sinh', 'làm khai sinh cho con', 'sinh con', 'birth', 'register birth'],
  'MC.049001': ['độc thân', 'xác nhận tình trạng hôn nhân', 'giấy xác nhận độc thân', 'marital status'],
  '1.000894': ['kết hôn', 'đăng ký kết hôn', 'cưới', 'marriage'],
  '2.000635': ['trích lục', 'trích lục khai sinh', 'bản sao khai sinh', 'trích lục hộ tịch', 'bản sao giấy khai sinh'],
  '1.004222': ['thường trú', 'nhập hộ khẩu', 'hộ khẩu', 'đăng ký thường trú', 'permanent residence'],
  '1.004194': ['tạm trú', 'kt3', 'đăng ký tạm trú', 'temporary residence'],
  'MC.059001': ['chứng thực', 'sao y', 'sao y bản chính', 'công chứng', 'công chứng giấy tờ'],
  'MC.096001': ['kiến nghị tòa án', 'gửi đơn lên tòa án'],
  'MC.097001': ['án phí', 'tạm ứng án phí', 'court fees'],
  'MC.098001': ['bản án', 'tra cứu bản án'],
  'MC.099001': ['nộp phạt tòa án', 'tiền phạt theo bản án', 'court fine'],
  'MC.100001': ['hội đồng thẩm phán'],
  '3.000347': ['bằng lái', 'bằng lái xe', 'giấy phép lái xe', 'đổi bằng lái xe', 'gia hạn bằng lái', 'bằng lái hết hạn', 'driving licence'],
  '3.000348': ['mất bằng lái', 'cấp lại bằng lái', 'cấp lại giấy phép lái xe', 'bị mất bằng lái xe', 'lost driving licence'],
  'MC.094001': ['thi tốt nghiệp', 'thi đại học', 'đăng ký thi'],
  'MC.095001': ['xét tuyển đại học', 'nguyện vọng đại học', 'tuyển sinh'],
  'MC.103001': ['học phí', 'tiền học', 'đóng học phí', 'school fees'],
  'MC.102001': ['viện phí', 'tiền viện', 'hospital'],
  'MC.156001': ['khám sức khỏe', 'khám sức khỏe lái xe', 'giấy khám sức khỏe'],
  'MC.156002': ['thất nghiệp', 'trợ cấp thất nghiệp', 'bảo hiểm thất nghiệp', 'unemployment'],
  'MC.063001': ['covid', 'hỗ trợ covid'],
  'MC.044001': ['mắc điện', 'lắp công tơ điện', 'cấp điện', 'cấp điện mới'],
  'MC.045001': ['điện trung thế', 'điện ba pha', 'cấp điện trung áp'],
  'MC.046001': ['tiền điện', 'đóng tiền điện', 'trả tiền điện', 'electricity bill'],
  'MC.054001': ['phạt nguội', 'nộp phạt', 'nộp phạt giao thông', 'vi phạm giao thông', 'tra cứu phạt nguội', 'traffic fine'],
  'MC.101001': ['phạt hành chính', 'nộp phạt vi phạm hành chính'],
  'MC.043001': ['mất thẻ bhyt', 'mất thẻ bảo hiểm y tế', 'cấp lại thẻ bảo hiểm y tế'],
  'MC.060001': ['bảo hiểm xã hội tự nguyện', 'bhxh tự nguyện', 'đóng bhxh'],
  'MC.061001': ['gia hạn bhyt', 'gia hạn thẻ bảo hiểm y tế', 'mua bảo hiểm y tế', 'bảo hiểm y tế hộ gia đình'],
  'MC.075001': ['bhxh bắt buộc', 'đóng bảo hiểm cho nhân viên'],
  'MC.003001': ['nộp thuế', 'đóng thuế', 'thuế thu nhập cá nhân', 'thuế đất', 'pay tax'],
  'MC.047001': ['nộp thuế doanh nghiệp', 'thuế vat', 'thuế môn bài'],
  'MC.051001': ['mã số thuế', 'đăng ký thuế', 'mst', 'xin mã số thuế'],
  '1.001612': ['hộ kinh doanh', 'mở quán', 'mở cửa hàng', 'giấy phép kinh doanh', 'đăng ký hộ kinh doanh'],
  'MC.155002': ['mở công ty', 'thành lập doanh nghiệp', 'thành lập công ty', 'đăng ký kinh doanh', 'company'],
  'MC.155001': ['hải quan', 'thuế nhập khẩu', 'customs'],
  'MC.157001': ['thế chấp', 'giao dịch bảo đảm', 'xóa thế chấp'],
  'MC.042001': ['khuyến mại', 'khuyến mãi', 'giảm giá'],
  '1.012575': ['đăng ký xe', 'biển số xe', 'cà vẹt', 'làm biển số xe', 'đăng ký xe máy', 'đăng ký ô tô', 'vehicle registration'],
  'MC.032001': ['khai đăng ký ô tô', 'khai đăng ký xe'],
  'MC.079002': ['sang tên xe', 'mua bán xe cũ', 'sang tên ô tô'],
  'MC.029001': ['trước bạ ô tô', 'lệ phí trước bạ ô tô', 'thuế trước bạ ô tô'],
  'MC.079001': ['trước bạ xe máy', 'lệ phí trước bạ xe máy'],
};
const questions = Object.entries(meant).flatMap(([code, asked]) => asked.map((q) => [q, code] as const));

const firstOf = async (q: string): Promise<string | undefined> =>
  (await search(database.db, q, { filters: {}, page: 1, day: '2026-11-22' })).items[0]?.code;

test('every procedure that holds today has somebody who asks for it', async () => {
  const { rows } = await database.db.query<{ code: string }>(
    `SELECT code FROM catalogue.procedure_version WHERE valid_from <= '2026-11-22' AND coalesce(valid_to, '9999-12-31') >= '2026-11-22' ORDER BY code`,
  );
  expect(rows.map(({ code }) => code)).toEqual(Object.keys(meant).toSorted());
});

test.each(questions)('%s finds %s first, with marks and without', async (q, code) => {
  expect({ marked: await firstOf(q), plain: await firstOf(fold(q)) }).toEqual({ marked: code, plain: code });
});
