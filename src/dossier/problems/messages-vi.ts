export const vi = {
  'dossier.changed': {
    title: 'Hồ sơ vừa thay đổi',
    happened: 'Hồ sơ đã được người khác xử lý trong lúc quý vị đang xem.',
    toDo: 'Vui lòng tải lại trang hồ sơ để xem tình trạng mới nhất.',
  },
  'dossier.move-refused': {
    title: 'Không thực hiện được bước này',
    happened: 'Ở tình trạng hiện tại, hồ sơ không thể chuyển sang bước đã chọn.',
    toDo: 'Vui lòng tải lại trang hồ sơ để xem các bước có thể thực hiện.',
  },
  'dossier.fee-due': {
    title: 'Hồ sơ còn khoản phí chưa nộp',
    happened: 'Bước này chỉ thực hiện được sau khi dịch vụ thanh toán xác nhận đã nhận tiền.',
    toDo: 'Vui lòng chờ người nộp hồ sơ thanh toán.',
  },
  'dossier.needs-head': {
    title: 'Cần người đứng đầu đơn vị',
    happened: 'Yêu cầu bổ sung lần thứ hai phải do người đứng đầu đơn vị thực hiện.',
    toDo: 'Vui lòng chuyển hồ sơ cho người đứng đầu đơn vị.',
  },
  'dossier.rated': {
    title: 'Không thể đánh giá',
    happened: 'Hồ sơ đã được đánh giá, hoặc chưa có kết quả.',
    toDo: 'Vui lòng xem lại hồ sơ.',
  },
  'dossier.not-online': {
    title: 'Thủ tục này chưa nộp trực tuyến được',
    happened: 'Cơ quan chưa mở biểu mẫu trực tuyến cho thủ tục này.',
    toDo: 'Vui lòng xem nơi nộp trực tiếp ở trang thủ tục.',
  },
  'dossier.catalogue-away': {
    title: 'Danh mục thủ tục tạm ngừng',
    happened: 'Hệ thống chưa lấy được thông tin của thủ tục này.',
    toDo: 'Hồ sơ đang khai và đã nộp không bị ảnh hưởng.',
  },
  'dossier.notice-unsigned': {
    title: 'Thông báo không hợp lệ',
    happened: 'Chữ ký của thông báo không đúng.',
    toDo: 'Kiểm tra khóa ký và đồng hồ của bên gửi.',
  },
  'dossier.notice-wrong': {
    title: 'Thông báo không khớp',
    happened: 'Thông báo không khớp với hồ sơ và khoản phí nào.',
    toDo: 'Kiểm tra mã hồ sơ, mã đơn hàng và số tiền.',
  },
};
