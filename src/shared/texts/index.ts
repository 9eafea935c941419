export { chooseLanguage, languages, money, type Language, type Messages, type Shape } from './language.ts';
export { sharedMessages, withShared } from './shared-messages.ts';
