/** How a command says no: one sentence with the program's name before it, a hint, and an exit code. */
import { ApiAnswerError, ApiError } from '#api/error.ts';
import { MacHomeError, type MacHomeErrorCode } from '#mac/home/home-error.ts';
import { MacError } from '#mac/mac-error.ts';
import { MessageError } from '#protocol/platform-sso/message-error.ts';
import { HttpsError } from '#runtime/https-fetch.ts';
import type { CliIo } from './io.ts';

/** A refusal by the command itself. Exit code 1: it could not be done; 2: it was asked wrongly. */
export class CommandRefusal extends Error {
  override readonly name = 'CommandRefusal';
  readonly code: string;
  readonly hint: string | undefined;
  readonly exitCode: 1 | 2;

  constructor(code: string, message: string, options: { readonly hint?: string; readonly exitCode?: 1 | 2 } = {}) {
    super(message);
    this.code = code;
    this.hint = options.hint;
    this.exitCode = options.exitCode ?? 1;
  }
}

/** Prints a refusal, or throws on what is not one: a fault of this program must not look like an answer. */
export function report(io: CliIo, error: unknown): number {
  const refusal = refusalOf(error);
  if (!refusal) throw error;
  io.err(`porchlight: ${refusal.message}\n`);
  if (refusal.hint !== undefined) io.err(`hint: ${refusal.hint}\n`);
  return refusal.exitCode;
}

function refusalOf(error: unknown): CommandRefusal | undefined {
  if (error instanceof CommandRefusal) return error;
  if (error instanceof MacHomeError) return withHint(error, homeHints[error.code]);
  if (error instanceof ApiError) {
    const detail = error.body.admin_description;
    const problems = (error.body.problems ?? []).map(({ member, message }) => `${member}: ${message}`);
    return withHint(error, [detail, ...problems].filter((part) => part !== undefined).join('; ') || undefined);
  }
  if (error instanceof HttpsError) return withHint(error, httpsHints[error.code]);
  if (error instanceof MacError || error instanceof MessageError || error instanceof ApiAnswerError)
    return withHint(error);
  if (isSystemError(error)) return withHint(error);
  return undefined;
}

function withHint(error: Error & { readonly code: string }, hint?: string): CommandRefusal {
  return new CommandRefusal(error.code, error.message, hint === undefined ? {} : { hint });
}

const homeHints: Partial<Record<MacHomeErrorCode, string>> = {
  mac_not_found: '"porchlight mac list" shows the Macs; "porchlight mac new NAME" makes one.',
  mac_exists: 'Choose another name, or delete that Mac first: "porchlight mac delete NAME".',
  serial_number_ambiguous: 'Name the Mac instead.',
};

const httpsHints: Partial<Record<HttpsError['code'], string>> = {
  unreachable: 'Is the server running? "npm start" starts one; "--issuer URL" names another.',
  certificate_untrusted: 'Give the server\'s root with "--trusted-roots FILE" (PEM).',
};

/** What the operating system refused, such as a file that may not be written. */
function isSystemError(error: unknown): error is Error & { readonly code: string } {
  return error instanceof Error && 'syscall' in error && 'code' in error && typeof error.code === 'string';
}
