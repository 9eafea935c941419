/** What a person can make the bank do. */
export const outcomes = ['success', 'declined', 'timeout', 'silent', 'duplicate', 'late', 'wrong-amount', 'wrong-signature'] as const;
export type Outcome = (typeof outcomes)[number];

/** VNPAY's reasons for not paying; 07 is money taken under suspicion of fraud. */
export const declineCodes = ['24', '51', '65', '75', '10', '11', '12', '13', '79', '09', '07', '99'] as const;
export type DeclineCode = (typeof declineCodes)[number];

/** How the merchant is told: how often at once, after how many seconds, and whether under the bank's own key. */
export interface Telling {
  readonly copies: number;
  readonly delay: number;
  readonly forged: boolean;
}

/** Nobody is told when the bank is silent or the person never finished. */
export function tellingOf(outcome: Outcome, delay: number): Telling {
  return {
    copies: outcome === 'silent' || outcome === 'timeout' ? 0 : outcome === 'duplicate' ? 3 : 1,
    delay: outcome === 'late' ? delay : 0,
    forged: outcome === 'wrong-signature',
  };
}

/** What the bank takes: a thousand đồng too little, or too much where it would take nothing. */
export function amountTaken(outcome: Outcome, asked: bigint): bigint {
  if (outcome !== 'wrong-amount') return asked;
  return asked > 1000n ? asked - 1000n : asked + 1000n;
}

/** VNPAY's response code and transaction status; 01 is a transaction that is not finished. */
export function codesOf(outcome: Outcome, decline: DeclineCode): { readonly responseCode: string; readonly status: string } {
  if (outcome === 'timeout') return { responseCode: '00', status: '01' };
  if (outcome !== 'declined') return { responseCode: '00', status: '00' };
  return { responseCode: decline, status: decline === '07' ? '07' : '02' };
}
