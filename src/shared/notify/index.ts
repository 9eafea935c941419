export { notificationTasks, type DeliveryOptions } from './delivery.ts';
export { createMailer, type MailerOptions } from './mailer.ts';
export { createNotifier, type NotifierOptions, type SupportedNotifier } from './notifier.ts';
export {
  PermanentFailure,
  type Channel,
  type Delivery,
  type Message,
  type NotificationRecord,
  type NotificationStatus,
  type Notifier,
} from './notify.ts';
export { createSmsGateway, type SmsGatewayOptions } from './sms-gateway.ts';
export { checkSms, MAX_SMS_SEGMENTS, smsSize, type SmsSize } from './sms-text.ts';
