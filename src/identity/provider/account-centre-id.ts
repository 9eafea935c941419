/** The account centre is a client of its own provider as far as signing in goes; its code is never redeemed. */
export const ACCOUNT_CENTRE = 'account-centre';
