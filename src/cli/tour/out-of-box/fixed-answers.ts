import type { Answers, Question } from '../../mac/answers.ts';
import { TourFailure } from '../stage.ts';

/** Answers that are known beforehand. Whatever else is asked ends the tour, unless it may stay without an answer. */
export function fixedAnswers(
  known: Partial<Record<Question, string | (() => string)>>,
  approve: Answers['approve'] = () => Promise.reject(new TourFailure('Nobody has an authenticator.')),
): Answers {
  const read = (question: Question) => {
    const answer = known[question];
    return typeof answer === 'function' ? answer() : answer;
  };
  const ifAny = (question: Question) => Promise.resolve(read(question));
  return {
    ifAny,
    again: ifAny,
    approve,
    async to(question) {
      const answer = read(question);
      if (answer === undefined) throw new TourFailure(`Nobody has an answer for "${question}".`);
      return answer;
    },
  };
}
