/** Texts of the protocol engine's own pages. This file defines the shape; `provider-en.ts` must have exactly the same keys. */
export const providerVi = {
  logout: {
    title: 'Đăng xuất',
    lead: 'Quý vị muốn đăng xuất khỏi mọi cổng dịch vụ trên trình duyệt này?',
    leadPortal: (portal: string) => `Quý vị vừa rời ${portal}. Đăng xuất luôn khỏi mọi cổng dịch vụ trên trình duyệt này?`,
    hint: 'Nếu đang dùng máy của người khác hoặc máy dùng chung, hãy đăng xuất.',
    submit: 'Đăng xuất khỏi tất cả',
    stay: 'Tiếp tục đăng nhập',
    doneTitle: 'Quý vị đã đăng xuất',
    done: 'Mọi cổng dịch vụ trong phiên này đã được báo. Nếu dùng máy chung, hãy đóng trình duyệt.',
  },
  oauthError: {
    title: 'Không thể tiếp tục đăng nhập',
    unknown: 'Yêu cầu từ cổng dịch vụ không hợp lệ.',
    what: {
      invalid_client: 'Cổng dịch vụ này chưa được đăng ký hoặc đăng ký không còn hiệu lực.',
      invalid_redirect_uri: 'Địa chỉ quay về mà cổng dịch vụ đưa ra chưa được đăng ký.',
      invalid_request: 'Yêu cầu từ cổng dịch vụ bị thiếu hoặc sai thông tin.',
      invalid_request_uri: 'Yêu cầu đăng nhập đã hết hạn hoặc đã được dùng.',
      session_not_found: 'Phiên đăng nhập đã hết hạn.',
      access_denied: 'Yêu cầu đã bị từ chối.',
      server_error: 'Hệ thống gặp sự cố.',
      temporarily_unavailable: 'Hệ thống đang quá tải.',
    },
    act: {
      citizen: 'Hãy quay lại cổng dịch vụ và bấm Đăng nhập một lần nữa.',
      agency: 'Quý vị không cần làm gì khác. Cơ quan quản lý cổng cần sửa lỗi này; hãy báo cho họ hai mã dưới đây.',
      operator: 'Chúng tôi đã ghi nhận sự cố. Hãy thử lại sau ít phút.',
    },
  },
};
