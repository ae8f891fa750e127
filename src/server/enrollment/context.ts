/** What every rule of the feature works with, put together once in `feature.ts`. */
import type { Budget } from '#server/http/budget.ts';
import type { EnrollmentPorts } from './enrollment-ports.ts';

/** The feature's parts. */
export interface EnrollmentContext {
  readonly ports: EnrollmentPorts;
  /** What addresses are made with. */
  readonly key: Uint8Array;
  /** Refusals of one network address that are written into the audit chain where anybody can cause them. */
  readonly refusalBudget: Budget;
}

/** Where a request came from. */
export interface Origin {
  readonly address: string;
  /** `Accept-Language`. */
  readonly languages?: string | undefined;
}

/** An answer. */
export interface Answer {
  readonly status: number;
  /** Undefined: no body. */
  readonly contentType?: string;
  readonly body?: Uint8Array;
  /** Further headers, in lower case. */
  readonly headers?: Readonly<Record<string, string>>;
}
