import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { goingOnPage, problemPage } from '#shared/http';
import { withShared } from '#shared/texts';
import { page, type FieldError } from '#shared/view';
import { checkPages } from '../support/pages.ts';

interface KitchenModel {
  readonly saved: boolean;
  readonly errors: readonly FieldError[];
}

/** Every part on one page, as no real page has them. */
const kitchenSink = page<KitchenModel>('kitchen-sink', {
  fresh: { saved: true, errors: [] },
  failed: {
    saved: false,
    errors: [
      { field: 'identifier', message: 'Số định danh cá nhân phải gồm đủ 12 chữ số' },
      { field: 'password', message: 'Vui lòng nhập mật khẩu' },
      { field: 'code', message: 'Mã xác nhận không đúng hoặc đã hết hạn' },
      { field: 'birth-day', message: 'Ngày sinh không hợp lệ' },
      { field: 'computer', message: 'Vui lòng chọn một phương án' },
      { field: 'agree', message: 'Vui lòng xác nhận' },
    ],
  },
});

const texts = {
  vi: {
    kitchen: {
      title: 'Đăng nhập tài khoản dịch vụ công',
      lead: 'Thông tin của quý vị chỉ được chia sẻ khi quý vị đồng ý.',
      saved: 'Đã lưu thay đổi.',
      asks: 'Đăng nhập để tiếp tục đến',
      number: 'Số định danh cá nhân hoặc số điện thoại',
      numberHint: 'Gồm 12 chữ số, in trên thẻ căn cước',
      password: 'Mật khẩu',
      code: 'Mã xác nhận gửi qua tin nhắn',
      born: 'Ngày sinh',
      computer: 'Quý vị đang dùng thiết bị nào?',
      own: 'Thiết bị của tôi',
      sharedComputer: 'Thiết bị dùng chung',
      agree: 'Tôi xác nhận các thông tin trên là đúng',
      province: 'Tỉnh, thành phố',
      note: 'Ghi chú',
      verified: 'Đã xác minh',
    },
  },
  en: {
    kitchen: {
      title: 'Sign in to your public services account',
      lead: 'Your information is shared only when you agree.',
      saved: 'Your changes have been saved.',
      asks: 'Sign in to continue to',
      number: 'Citizen number or phone number',
      numberHint: 'The 12 digits on your identity card',
      password: 'Password',
      code: 'Code we sent to your phone',
      born: 'Date of birth',
      computer: 'Which device are you using?',
      own: 'My own device',
      sharedComputer: 'A shared device',
      agree: 'I confirm that this information is correct',
      province: 'Province or city',
      note: 'Note',
      verified: 'Verified',
    },
  },
};

test('the problem page and every part are accessible and fit 320 px in both languages', { timeout: 180_000 }, async () => {
  const wrong = await checkPages({
    pages: [problemPage, goingOnPage, kitchenSink],
    messages: withShared(texts),
    origin: 'identity',
    folders: [fileURLToPath(new URL('../support/kitchen-sink', import.meta.url))],
    person: 'Nguyễn Thị Ngọc Ánh',
    sandbox: true,
    heavy: ['kitchen-sink'],
  });
  expect(wrong).toEqual([]);
});
