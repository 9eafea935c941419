/** Texts of the pages every relying party shows around signing in. */
export const vi = {
  again: 'Đăng nhập lại',
  home: 'Về trang chủ',
  whatToDo: 'Quý vị có thể làm gì',
  code: 'Mã lỗi',
  trace: 'Mã tra cứu',
  support: 'Khi cần hỗ trợ, hãy cung cấp hai mã này.',
  levels: {
    LoA1: 'Mức 1: đăng nhập bằng một yếu tố',
    LoA2: 'Mức 2: danh tính đã xác minh và hai yếu tố, hoặc khóa truy cập',
    LoA3: 'Mức 3: danh tính đã xác minh và khóa truy cập vừa sử dụng',
  },
  wanted: 'Mức bảo đảm mà trang này yêu cầu',
  signOut: {
    title: 'Đăng xuất',
    lead: 'Quý vị sẽ được đăng xuất khỏi trang này. Sau đó Một Cửa kết thúc lần đăng nhập chung và báo cho mọi cổng đang dùng lần đăng nhập đó.',
    submit: 'Đăng xuất',
    stay: 'Ở lại',
    nobody: 'Quý vị hiện không đăng nhập trang này.',
  },
  signedOut: {
    title: 'Đã đăng xuất',
    everywhere:
      'Quý vị đã đăng xuất khỏi trang này. Nếu quý vị đã chọn đăng xuất khỏi tất cả, Một Cửa báo cho các cổng khác. Nếu dùng máy chung, hãy đóng trình duyệt.',
    here: 'Quý vị đã đăng xuất khỏi trang này, nhưng chưa báo được cho nơi đăng nhập chung. Nếu dùng máy chung, hãy đóng trình duyệt.',
    signIn: 'Đăng nhập',
  },
  failures: {
    accessDenied: {
      title: 'Quý vị đã dừng đăng nhập',
      what: 'Một Cửa cho biết quý vị đã từ chối hoặc hủy việc đăng nhập. Không có dữ liệu nào được chia sẻ.',
      todo: 'Nếu muốn tiếp tục, hãy đăng nhập lại và đồng ý cung cấp thông tin được hỏi.',
    },
    loginRequired: {
      title: 'Quý vị cần đăng nhập',
      what: 'Quý vị chưa đăng nhập Một Cửa, hoặc lần đăng nhập trước đã hết hạn.',
      todo: 'Hãy đăng nhập lại.',
    },
    interactionRequired: {
      title: 'Cần thêm một bước xác nhận',
      what: 'Một Cửa cần hỏi quý vị thêm trước khi cho phép đăng nhập trang này.',
      todo: 'Hãy đăng nhập lại và làm theo hướng dẫn trên màn hình.',
    },
    assuranceUnmet: {
      title: 'Chưa đạt mức bảo đảm cần thiết',
      what: 'Việc này cần lần đăng nhập có mức bảo đảm cao hơn, hoặc mới hơn, so với lần đăng nhập vừa rồi.',
      todo: 'Hãy xác minh danh tính hoặc thêm khóa truy cập trong tài khoản Một Cửa rồi thử lại. Quý vị cũng có thể đến bộ phận một cửa gần nhất.',
    },
    providerBusy: {
      title: 'Nơi đăng nhập đang bận',
      what: 'Một Cửa chưa xử lý được yêu cầu đăng nhập. Lỗi không do quý vị.',
      todo: 'Hãy thử lại sau ít phút.',
    },
    providerUnreachable: {
      title: 'Chưa kết nối được nơi đăng nhập',
      what: 'Trang này hiện không kết nối được với Một Cửa. Lỗi không do quý vị.',
      todo: 'Hãy thử lại sau ít phút. Những phần không cần đăng nhập vẫn dùng được.',
    },
    registrationWrong: {
      title: 'Trang này chưa được thiết lập đúng',
      what: 'Một Cửa từ chối yêu cầu của trang này vì cách kết nối giữa hai bên có lỗi. Đăng nhập lại cũng sẽ không được.',
      todo: 'Hãy báo cho cơ quan quản lý trang này, kèm theo hai mã dưới đây.',
    },
    stateUnknown: {
      title: 'Lần đăng nhập này đã hết hạn',
      what: 'Quý vị mất quá nhiều thời gian để đăng nhập, hoặc đường dẫn được mở từ một trình duyệt khác.',
      todo: 'Hãy bắt đầu đăng nhập lại trên trình duyệt này.',
    },
    stateUsed: {
      title: 'Lần đăng nhập này đã được dùng',
      what: 'Mỗi lần đăng nhập chỉ dùng được một lần, và lần này đã kết thúc.',
      todo: 'Hãy đăng nhập lại.',
    },
    cookieMissing: {
      title: 'Trình duyệt không giữ cookie',
      what: 'Trang này cần cookie để biết chính quý vị là người đã bắt đầu đăng nhập, nhưng trình duyệt không gửi lại cookie đó.',
      todo: 'Hãy cho phép cookie cho trang này rồi đăng nhập lại trên cùng một trình duyệt.',
    },
    issuerMismatch: {
      title: 'Câu trả lời không đến từ Một Cửa',
      what: 'Trang này nhận được câu trả lời đăng nhập từ một nơi khác nên đã dừng lại để bảo vệ quý vị.',
      todo: 'Không nhập mật khẩu ở trang vừa mở. Hãy đăng nhập lại từ trang này; nếu còn gặp, hãy báo cho chúng tôi.',
    },
    answerInvalid: {
      title: 'Không kiểm tra được kết quả đăng nhập',
      what: 'Kết quả đăng nhập mà trang này nhận được không vượt qua bước kiểm tra, nên quý vị chưa được đăng nhập.',
      todo: 'Hãy thử lại. Nếu còn gặp, hãy báo cho cơ quan quản lý trang này, kèm theo hai mã dưới đây.',
    },
    codeRefused: {
      title: 'Lần đăng nhập này không còn hiệu lực',
      what: 'Một Cửa không chấp nhận kết quả của lần đăng nhập này nữa, thường là vì đã quá thời hạn.',
      todo: 'Hãy đăng nhập lại.',
    },
    notLinked: {
      title: 'Tài khoản chưa được liên kết',
      what: 'Quý vị đã đăng nhập Một Cửa, nhưng tài khoản đó chưa được liên kết với hồ sơ của quý vị tại trang này.',
      todo: 'Hãy đề nghị cơ quan quản lý trang này liên kết tài khoản, kèm theo giấy tờ tùy thân.',
    },
    locked: {
      title: 'Tài khoản tại trang này đang bị khóa',
      what: 'Quý vị đã đăng nhập Một Cửa, nhưng cơ quan quản lý trang này đã khóa tài khoản của quý vị tại đây.',
      todo: 'Hãy liên hệ cơ quan quản lý trang này để biết lý do và cách mở khóa.',
    },
    notAllowed: {
      title: 'Quý vị không dùng được trang này',
      what: 'Trang này chỉ dành cho một số người, và tài khoản của quý vị không nằm trong số đó.',
      todo: 'Nếu cho rằng có nhầm lẫn, hãy liên hệ cơ quan quản lý trang này.',
    },
    sessionEnded: {
      title: 'Phiên làm việc đã kết thúc',
      what: 'Quý vị đã đăng xuất ở nơi khác, hoặc không thao tác trong một thời gian dài. Thông tin vừa gửi chưa được lưu.',
      todo: 'Hãy đăng nhập lại rồi thực hiện lại thao tác.',
    },
  },
} as const;
