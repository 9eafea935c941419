import type { z } from 'zod';
import type { Reply } from './reply.ts';

/** One answer of an operation: what it means, and the schema of its body, where it has one. */
export interface Answer {
  readonly means: string;
  readonly body?: z.ZodType;
  /** Headers by name, each with what it is for. */
  readonly headers?: Readonly<Record<string, string>>;
}
export type Answers = Readonly<Record<number, Answer>>;

/** What programs are told of a route, beside what its schemas and `who` say. The OpenAPI description is made from it. */
export interface Operation<Answered extends Answers> {
  /** Unique in its service; generated clients name their functions after it. */
  readonly id: string;
  readonly summary: string;
  readonly description?: string;
  /**
   * What the handler itself holds the request against with these very schemas, since it refuses in an order or in words of its own: a
   * signature before the body that it covers, say. What `params`, `query` and `body` of the route have is refused by the edge.
   */
  readonly checks?: { readonly headers?: z.ZodObject; readonly body?: z.ZodType };
  /** What it answers when it does what was asked, by status. The handler's replies are held to these by the compiler. */
  readonly answers: Answered;
  /** What it refuses, by problem code, beside what the edge and `who` refuse; each with what it means here. */
  readonly refuses?: Readonly<Record<string, string>>;
}

/** What a handler may reply: any of the answers its operation declares; whatever it likes where it declares none. */
export type ReplyOf<Answered extends Answers> = number extends keyof Answered
  ? Reply
  : {
      readonly [Status in keyof Answered & number]: Answered[Status] extends { readonly body: infer Body extends z.ZodType }
        ? { readonly kind: 'json'; readonly body: Frozen<z.output<Body>>; readonly status: Status }
        : { readonly kind: 'empty'; readonly status: Status };
    }[keyof Answered & number];

/** What only is to be written out may be read-only all through. */
type Frozen<T> = T extends readonly (infer Each)[]
  ? readonly Frozen<Each>[]
  : T extends object
    ? { readonly [Key in keyof T]: Frozen<T[Key]> }
    : T;
