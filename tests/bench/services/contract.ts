import type { SentOptions } from '../calls.ts';

export type Service = 'catalogue' | 'dossier' | 'payment';

/** What a process is told to become one service. */
export interface ServiceInput {
  readonly service: Service;
  readonly databaseUrl: string;
  readonly poolSize: number;
  readonly port: number;
  /** Of all processes of this service together. */
  readonly origin: string;
  readonly options: SentOptions;
}

/** One request that is ready to be sent, as it travels between processes. */
export interface Prepared {
  readonly step: string;
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly fields?: Readonly<Record<string, string>>;
  /** The status that means success. */
  readonly expect: number;
  /** What the answer must say besides. */
  readonly says?: string;
}

/** Makes `count` requests of a path, with everything in the database that they need. */
export type Prepare = (count: number) => Promise<readonly Prepared[]>;

/** The paths of the services, in the order in which a citizen meets them. */
export const servicePaths = [
  { service: 'catalogue', name: 'search-api', about: 'procedures found by everyday words, with and without diacritics, as JSON' },
  { service: 'catalogue', name: 'search-page', about: 'the same, as a page with facets' },
  { service: 'dossier', name: 'look-up', about: 'how far a dossier is, by its code and the secret on the receipt' },
  {
    service: 'dossier',
    name: 'status-change',
    about: 'an officer accepts a dossier: promised date, history, inbox, SMS and e-mail queued',
  },
  {
    service: 'payment',
    name: 'notification',
    about: 'the IPN of VNPAY that pays an order: ledger, receipt, event for the dossier service',
  },
] as const satisfies readonly { service: Service; name: string; about: string }[];

export type ServicePathName = (typeof servicePaths)[number]['name'];
