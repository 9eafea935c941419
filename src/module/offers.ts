/** What modules do for one another without knowing each other: one offers it, the program hands it on. */
export interface Offers {
  readonly audit: Audit;
  readonly registrar: Registrar;
  readonly agencies: Agencies;
  readonly merchant: Merchant;
}

/** The trail of what operators changed. */
export interface Audit {
  record(event: {
    readonly type: string;
    readonly detail: Readonly<Record<string, string | number | boolean | null | readonly string[]>>;
  }): Promise<void>;
}

/** Takes registrations of relying parties as an agency hands them in (RFC 7591 metadata, with agency and scopes). */
export interface Registrar {
  register(registration: object): Promise<{ readonly clientId: string; readonly clientSecret: string | null }>;
}

/** The register of agencies. */
export interface Agencies {
  /** Why no agency has this code today, in a sentence that says what to do; null where one has it, or is above it. */
  refusal(code: string): Promise<string | null>;
}

/** Who is paid, for the simulated bank. */
export interface Merchant {
  readonly vnpay: { readonly tmnCode: string; readonly secret: string; readonly ipnUrl: URL };
  readonly vietqr: { readonly bin: string; readonly account: string; readonly secret: string; readonly notifyUrl: URL };
}
