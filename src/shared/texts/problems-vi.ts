import type { ProblemCatalogue } from './problem-texts.ts';

const goBackAndRepeat = 'Vui lòng quay lại trang trước, tải lại trang và thực hiện lại.';

export const problemsVi: ProblemCatalogue = {
  known: {
    'request.invalid': {
      title: 'Yêu cầu không hợp lệ',
      happened: 'Hệ thống không đọc được thông tin vừa gửi. Đường dẫn có thể bị thiếu hoặc thông tin không đúng định dạng.',
      toDo: 'Vui lòng kiểm tra lại đường dẫn, hoặc quay lại trang trước và thực hiện lại.',
    },
    'request.duplicate-parameter': {
      title: 'Yêu cầu không hợp lệ',
      happened: 'Một thông tin trong yêu cầu được gửi nhiều hơn một lần nên hệ thống không thể xác định giá trị đúng.',
      toDo: 'Vui lòng quay lại cổng dịch vụ nơi quý vị bắt đầu và thực hiện lại. Nếu lỗi lặp lại, xin báo cho cơ quan quản lý cổng đó.',
    },
    'request.too-large': {
      title: 'Thông tin gửi lên quá lớn',
      happened: 'Nội dung hoặc tệp vừa gửi vượt quá dung lượng cho phép.',
      toDo: 'Vui lòng quay lại, rút gọn nội dung hoặc chọn tệp nhỏ hơn rồi gửi lại.',
    },
    'request.unsupported-type': {
      title: 'Định dạng không được hỗ trợ',
      happened: 'Thông tin được gửi theo định dạng mà trang này không tiếp nhận.',
      toDo: goBackAndRepeat,
    },
    'request.not-acceptable-method': {
      title: 'Không thể mở trang theo cách này',
      happened: 'Trang này không được mở trực tiếp mà chỉ nhận thông tin từ một bước trước đó.',
      toDo: 'Vui lòng bắt đầu lại từ trang chủ hoặc từ cổng dịch vụ quý vị đang sử dụng.',
    },
    'request.forged': {
      title: 'Không thể xác nhận yêu cầu',
      happened:
        'Hệ thống không chắc chắn rằng yêu cầu này do chính quý vị gửi từ trang của chúng tôi. Trang có thể đã mở quá lâu, hoặc trình duyệt đang chặn cookie.',
      toDo: 'Vui lòng tải lại trang và thực hiện lại. Nếu vẫn gặp lỗi, xin cho phép trình duyệt lưu cookie của trang này.',
    },
    'access.sign-in-required': {
      title: 'Quý vị cần đăng nhập',
      happened: 'Trang này chỉ dành cho người đã đăng nhập. Phiên đăng nhập của quý vị chưa bắt đầu hoặc đã kết thúc.',
      toDo: 'Vui lòng đăng nhập rồi mở lại trang này.',
    },
    'access.denied': {
      title: 'Quý vị không có quyền mở trang này',
      happened: 'Tài khoản đang đăng nhập không được phép xem trang hoặc thực hiện thao tác này.',
      toDo: 'Nếu quý vị có tài khoản khác được cấp quyền, vui lòng đăng nhập bằng tài khoản đó. Nếu cho rằng đây là nhầm lẫn, xin liên hệ bộ phận hỗ trợ.',
    },
    'page.not-found': {
      title: 'Không tìm thấy trang',
      happened: 'Địa chỉ quý vị mở không tồn tại, hoặc trang đã được chuyển đi nơi khác.',
      toDo: 'Nếu đã nhập địa chỉ, vui lòng kiểm tra lại. Nếu đã sao chép địa chỉ, xin bảo đảm đã sao chép đầy đủ.',
    },
    'limit.exceeded': {
      title: 'Quý vị đã thử quá nhiều lần',
      happened: 'Để bảo vệ tài khoản, hệ thống tạm thời không nhận thêm yêu cầu.',
      toDo: 'Nếu quý vị không thực hiện các lần thử trước đó, xin liên hệ bộ phận hỗ trợ.',
    },
    'service.busy': {
      title: 'Hệ thống đang bận',
      happened: 'Hiện có rất nhiều người cùng sử dụng nên yêu cầu của quý vị chưa được xử lý.',
      toDo: 'Thông tin đã lưu của quý vị không bị ảnh hưởng.',
    },
    'service.fault': {
      title: 'Hệ thống gặp sự cố',
      happened: 'Đã xảy ra lỗi từ phía chúng tôi. Sự cố đã được ghi nhận để khắc phục.',
      toDo: 'Vui lòng thử lại sau ít phút. Nếu sự cố tiếp diễn, xin liên hệ bộ phận hỗ trợ và cung cấp các mã dưới đây.',
    },
  },
  otherwise: {
    refused: {
      title: 'Không thể thực hiện yêu cầu',
      happened: 'Hệ thống không thể thực hiện yêu cầu này trong tình trạng hiện tại.',
      toDo: goBackAndRepeat,
    },
    failed: {
      title: 'Hệ thống gặp sự cố',
      happened: 'Đã xảy ra lỗi từ phía chúng tôi nên yêu cầu chưa được thực hiện.',
      toDo: 'Vui lòng thử lại sau ít phút. Nếu sự cố tiếp diễn, xin liên hệ bộ phận hỗ trợ và cung cấp các mã dưới đây.',
    },
  },
};
