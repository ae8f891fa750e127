/**
 * What an answer without success means: a wrong credential, or something else. Source: Apple,
 * `invalidCredentialPredicate`: without one a 401 is a wrong credential, whatever its body; with one the predicate decides
 * for 400 and 401 alike.
 */
import { parseJsonObject } from '#protocol/encoding/json.ts';
import type { Answer } from '../transport.ts';
import { type PlatformSsoFailure, PlatformSsoError } from './failure.ts';
import { PredicateError } from './predicate/predicate-error.ts';
import { evaluatePredicate, parsePredicate } from './predicate/predicate.ts';

/** "Success" is any status of 200 to 299. */
export function isSuccess(status: number): boolean {
  return status >= 200 && status <= 299;
}

/** The error that an answer amounts to. */
export function refusalOf(answer: Answer, predicate: string | undefined): PlatformSsoError {
  const facts = answerFacts(answer);
  try {
    if (isWrongCredential(answer, predicate)) {
      answer.record.checks.push({ sentence: 'The answer does not say that the credential was wrong.', holds: false });
      return new PlatformSsoError(
        'wrong-credential',
        'The identity provider says that the credential is wrong.',
        facts,
      );
    }
  } catch (error) {
    if (error instanceof PredicateError) return new PlatformSsoError('predicate-malformed', error.message, facts);
    throw error;
  }
  answer.record.checks.push({ sentence: `The answer is a success (200 to 299).`, holds: false });
  const sentence = `The identity provider answers with status ${answer.status}${facts.serverCode ? ` (${facts.serverCode})` : ''}.`;
  return new PlatformSsoError('refused-by-identity-provider', sentence, facts);
}

/** Status and the members `code`, `error` and `error_description` of an answer's JSON. */
export function answerFacts({ status, text }: Answer): Partial<PlatformSsoFailure> {
  const json = parseJsonObject(text);
  const member = (name: string) => {
    const value = json?.[name];
    return typeof value === 'string' ? value : undefined;
  };
  return { status, serverCode: member('code') ?? member('error'), serverSentence: member('error_description') };
}

function isWrongCredential({ status, text }: Answer, predicate: string | undefined): boolean {
  if (predicate === undefined) return status === 401;
  if (status !== 400 && status !== 401) return false;
  const json = parseJsonObject(text);
  return json !== undefined && evaluatePredicate(parsePredicate(predicate), json);
}
