/** An act of somebody at the Mac, from a control on its screen: busy meanwhile, and in words why it came to nothing. */
import { useCallback, useState } from 'preact/hooks';
import type { ActAnswer, DeskAct } from '#api/desk/acts.ts';
import { type MacActions, sentenceOf } from '../mac-actions.ts';

type Outcome = ActAnswer['outcome'];

/** What {@link useAct} gives. */
export interface Acting {
  /** Undefined where the desk did not do it; `problem` says why. */
  readonly run: (act: DeskAct) => Promise<Outcome | undefined>;
  readonly isBusy: boolean;
  readonly problem: string | undefined;
  readonly forget: () => void;
}

/** For one control, or some that exclude each other. Outcomes with a sentence are shown as problems. */
export function useAct(desk: MacActions): Acting {
  const [isBusy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string>();
  const run = useCallback(
    async (act: DeskAct) => {
      setBusy(true);
      setProblem(undefined);
      try {
        const { outcome } = await desk.act(act);
        setProblem(saidBy(outcome));
        return outcome;
      } catch (error) {
        setProblem(sentenceOf(error));
        return undefined;
      } finally {
        setBusy(false);
      }
    },
    [desk],
  );
  const forget = useCallback(() => setProblem(undefined), []);
  return { run, isBusy, problem, forget };
}

/** What an outcome says to the person: its own sentence, or that of the failure inside it. */
export function saidBy(outcome: Outcome): string | undefined {
  if (outcome.sentence !== undefined) return outcome.sentence;
  const failure = outcome['failure'];
  if (typeof failure === 'object' && failure !== null && 'sentence' in failure) return String(failure.sentence);
  return undefined;
}
