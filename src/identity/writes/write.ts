/** Properties that are kept as they are, in a column of JSON. */
type Properties = Readonly<Record<string, unknown>>;

/** A value issued under a grant; `id` is the key of its row, never the value itself. */
interface Issued {
  readonly id: Buffer;
  readonly grant: string | undefined;
  readonly account: string | undefined;
  readonly client: string | undefined;
  readonly session: string | undefined;
  /** Ends with the session. */
  readonly bound: boolean;
  readonly until: Date;
  readonly payload: Properties;
}

/** Whose a session is now, and whose it was when it was read. */
interface Owned {
  readonly uid: string;
  readonly account: string | null;
  readonly loadedAccount: string | null;
}

/** Everything `identity.apply_writes` knows how to write, as values; `writes-sql.ts` puts it into the function's own words. */
type Fact =
  | { readonly kind: 'claim'; readonly id: Buffer; readonly until: Date }
  /** `by`: what the use was made with, to know it again. */
  | { readonly kind: 'use-code'; readonly id: Buffer; readonly by: Buffer | null }
  | { readonly kind: 'use-request' | 'use-refresh-token'; readonly id: Buffer }
  /** The refresh token must still be there; it lives until `until` at least, where that is given. */
  | { readonly kind: 'use-kept-refresh-token'; readonly id: Buffer; readonly until: Date | null }
  | ({ readonly kind: 'save-code' | 'save-access-token' } & Issued)
  /** `replaces`: the token that is used up by it, and the new value sealed for whoever presents that one again. */
  | ({ readonly kind: 'save-refresh-token'; readonly replaces?: { readonly id: Buffer; readonly sealed: Buffer } } & Issued)
  | ({ readonly kind: 'save-client-credentials' } & Pick<Issued, 'id' | 'client' | 'until' | 'payload'>)
  | { readonly kind: 'save-request'; readonly id: Buffer; readonly until: Date; readonly sealed: Buffer }
  | {
      readonly kind: 'save-grant';
      readonly id: string;
      readonly account: string | undefined;
      readonly client: string | undefined;
      readonly until: Date | null;
      readonly payload: Properties;
    }
  | ({
      readonly kind: 'save-session';
      readonly id: Buffer;
      readonly loadedId: Buffer;
      readonly loginTs: number | null;
      readonly login: Properties;
      readonly loadedLogin: Properties;
      readonly payload: Properties;
      readonly until: Date;
      readonly sweep: Date;
      readonly grace: Date;
      /** The hard limit of a fresh authentication; null leaves the one there is. */
      readonly limit: Date | null;
    } & Owned)
  | ({ readonly kind: 'keep-session' } & Owned)
  | {
      readonly kind: 'enter-client';
      readonly uid: string;
      readonly client: string;
      readonly sid: string | null;
      readonly grant: string | null;
      readonly persistsLogout: boolean;
      readonly rest: Properties | null;
    }
  | { readonly kind: 'leave-client'; readonly uid: string; readonly client: string }
  /** Gives one try back to each key, and all of them to those of `afresh`; to those of `firsts` only where the key before them was counted. */
  | {
      readonly kind: 'give-back';
      readonly keys: readonly string[];
      readonly afresh: readonly string[] | null;
      readonly firsts?: readonly string[];
    }
  | {
      readonly kind: 'record-event';
      readonly id: string;
      readonly at: Date;
      readonly type: string;
      readonly account: string | null;
      readonly client: string | null;
      readonly actor: string | null;
      readonly ip: string | null;
      readonly trace: string | null;
      readonly detail: Properties | null;
    }
  | {
      readonly kind: 'finish-interaction';
      readonly id: Buffer;
      readonly until: Date;
      readonly sealed: Buffer;
      /** The browser it must still belong to, and the newer secret of that browser it belongs to from now on (SHA-256). */
      readonly from: Buffer;
      readonly to: Buffer;
    };

/** One thing to be written, and what becomes of its request when it cannot be. */
export type Write = Fact & {
  /** True for what stands even if the request comes to nothing: a `jti` that was shown, and the session. */
  readonly stands?: boolean;
  /**
   * Called when the value was used already. Throws what the caller is told, or resolves: go on without this write, with each of the
   * others as the answer makes it.
   */
  lost?(): Promise<void | ((other: Write) => Write)>;
};

export type Kind = Write['kind'];
export type WriteOf<K extends Kind> = Extract<Write, { readonly kind: K }>;
