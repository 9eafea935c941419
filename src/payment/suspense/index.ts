// Giving back money that paid nothing: two persons agree, then the gateway or a transfer returns it, whole.
export { giveBack, giveBackTask } from './give-back.ts';
export {
  createSuspenseDesk,
  SuspenseRefused,
  type BankAccount,
  type Step,
  type SuspenseDesk,
  type SuspenseEntry,
} from './suspense-desk.ts';
