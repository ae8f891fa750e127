/** What went wrong, in words. */
import { ApiAnswerError, ApiError } from '#api/error.ts';

/** A refusal, or a server that does not answer. */
export interface ConsoleProblem {
  readonly code: string;
  /** One sentence. */
  readonly text: string;
  /** What an administrator should know beside it. */
  readonly more: string | undefined;
  /** Members of the request that are wrong, by their names, such as `email` or `members.0`. */
  readonly members: Readonly<Record<string, string>>;
  readonly retryAfterSeconds: number | undefined;
}

/** The problem of something thrown; undefined for nothing. */
export function problemOf(error: unknown): ConsoleProblem | undefined {
  if (error === undefined || error === null) return undefined;
  const nothing = { more: undefined, members: {}, retryAfterSeconds: undefined };
  if (error instanceof ApiError) {
    const problems = error.body.problems ?? [];
    return {
      code: error.code,
      text: error.message,
      more: error.body.admin_description,
      members: Object.fromEntries(problems.map(({ member, message }) => [member, message])),
      retryAfterSeconds: error.retryAfterSeconds,
    };
  }
  if (error instanceof ApiAnswerError) return { ...nothing, code: error.code, text: error.message };
  if (error instanceof TypeError)
    return { ...nothing, code: 'server_unreachable', text: 'The server does not answer.' };
  return { ...nothing, code: 'console_failed', text: error instanceof Error ? error.message : 'Something went wrong.' };
}
