const either = new Intl.ListFormat('vi', { type: 'disjunction' });
const fileTypes: Readonly<Record<string, string>> = { 'image/jpeg': 'ảnh JPEG', 'image/png': 'ảnh PNG', 'application/pdf': 'tệp PDF' };
const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

export const vi = {
  document: {
    kinds: (accept: readonly string[], megabytes: number) =>
      `${capital(either.format(accept.map((type) => fileTypes[type] ?? type)))}, tối đa ${String(megabytes)} MB`,
    send: 'Tải lên',
    faults: {
      'nothing-chosen': 'Vui lòng chọn một tệp',
      empty: 'Tệp trống, không có nội dung. Vui lòng chọn tệp khác',
      'too-large': 'Tệp lớn hơn dung lượng cho phép. Vui lòng chọn tệp nhỏ hơn',
      'wrong-type': 'Tệp không phải loại được nhận. Vui lòng chọn tệp đúng loại như hướng dẫn',
      corrupt: 'Tệp bị hỏng hoặc tải lên chưa hết. Vui lòng tải lại',
    },
  },
};
