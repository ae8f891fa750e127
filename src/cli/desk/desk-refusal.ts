/** How the desk says no: a status of HTTP, a code for programs, a sentence for the person. */
import { ApiAnswerError, ApiError } from '#api/error.ts';
import type { DeskProblem } from '#api/desk/acts.ts';
import { MacHomeError, type MacHomeErrorCode } from '#mac/home/home-error.ts';
import { MacError } from '#mac/mac-error.ts';
import { HttpsError } from '#runtime/https-fetch.ts';
import { CommandRefusal } from '../mac/refusal.ts';
import { CliRefusal } from '../refusal.ts';

/** A refusal of the desk itself. */
export class DeskRefusal extends Error {
  override readonly name = 'DeskRefusal';
  readonly status: number;
  readonly code: string;

  constructor(status: number, code: string, sentence: string) {
    super(sentence);
    this.status = status;
    this.code = code;
  }
}

const homeStatus: Partial<Record<MacHomeErrorCode, number>> = { mac_not_found: 404, mac_name_malformed: 400 };

/** The refusal that an error stands for; undefined for a fault of this program. */
export function refusalOf(error: unknown): DeskRefusal | undefined {
  if (error instanceof DeskRefusal) return error;
  if (error instanceof MacHomeError) return new DeskRefusal(homeStatus[error.code] ?? 409, error.code, error.message);
  if (error instanceof HttpsError) return new DeskRefusal(502, error.code, error.message);
  if (error instanceof CliRefusal || error instanceof CommandRefusal) {
    const stop = /[.!?]$/.test(error.message) ? '' : '.';
    return new DeskRefusal(409, error.code, `${error.message.replace(/^./, (letter) => letter.toUpperCase())}${stop}`);
  }
  if (error instanceof ApiError || error instanceof MacError || error instanceof ApiAnswerError) {
    return new DeskRefusal(409, error.code, error.message);
  }
  return undefined;
}

/** The body of an answer that says no. */
export function problemOf({ code, message }: DeskRefusal): DeskProblem {
  return { code, sentence: message };
}
