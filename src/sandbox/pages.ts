import { bankPages } from '#sandbox/bank';
import { homePage } from './home-page.ts';
import { outboxPage } from './outbox-page.ts';
import { registerPage } from './register-page.ts';

/** Every page of the sandbox with its samples. */
export const sandboxPages = [homePage, outboxPage, registerPage, ...bankPages];
