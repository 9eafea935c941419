import { fineTexts } from '#payment/fines';
import { homeTexts } from '#payment/home';
import { orderTexts } from '#payment/orders';
import { receiptTexts } from '#payment/receipts';
import { written } from '#payment/terms';
import type { Language, Messages } from '#shared/texts';

const inLanguage = (lang: Language) => ({
  payment: {
    ...written[lang],
    ...homeTexts[lang].payment,
    ...orderTexts[lang].payment,
    ...receiptTexts[lang].payment,
    ...fineTexts[lang].payment,
  },
  problems: { ...orderTexts[lang].problems, ...receiptTexts[lang].problems, ...fineTexts[lang].problems },
});

/** Texts of the payment service, each from the room it belongs to; templates read them as `t.payment`, the problem page as `t.problems`. */
export const messages = { vi: inLanguage('vi'), en: inLanguage('en') } satisfies Messages<object>;
