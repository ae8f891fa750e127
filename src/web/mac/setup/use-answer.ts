/** Answering a pane: one answer at a time, and in words why the desk did not take it. */
import { useCallback, useRef, useState } from 'preact/hooks';
import type { DeskAct } from '#api/desk/acts.ts';
import { type MacActions, sentenceOf } from '../mac-actions.ts';

/** An answer to a pane. */
export type Answer = Extract<DeskAct, { kind: 'setup' }>['answer'];

/** What panes answer with. */
export interface Answering {
  /** Resolves when the Mac stands at what the answer led to. */
  readonly answer: (given: Answer) => Promise<void>;
  readonly isBusy: boolean;
  /** What the desk said, or the pane to an answer that it does not take. */
  readonly problem: string | undefined;
  /** How many answers are over: an alert that came before the last of them has been read. */
  readonly count: number;
}

interface UnderWay {
  readonly pane: string;
  readonly done: Promise<void>;
}

interface Known {
  /** The pane whose answer is under way. */
  readonly busy: string | undefined;
  readonly problem: string | undefined;
  readonly count: number;
}

/**
 * For a whole Setup Assistant. The next pane may be there before the answer to the one before is over: then its own answer
 * takes its turn.
 */
export function useAnswer(desk: MacActions, pane: string | undefined): Answering {
  const [{ busy, problem, count }, setKnown] = useState<Known>({ busy: undefined, problem: undefined, count: 0 });
  const underWay = useRef<UnderWay | undefined>(undefined);
  const shown = useRef(pane);
  shown.current = pane;
  const answer = useCallback(
    async (given: Answer) => {
      const { current: from = '' } = shown;
      const before = underWay.current;
      if (before?.pane === from) return;
      const perform = async () => {
        await before?.done;
        setKnown((known) => ({ ...known, busy: from, problem: undefined }));
        const said = await desk.act({ kind: 'setup', answer: given }).then(
          ({ outcome }) => (outcome.kind === 'not-an-answer' ? outcome.sentence : undefined),
          (error: unknown) => sentenceOf(error),
        );
        setKnown((known) => ({ busy: undefined, problem: said, count: known.count + 1 }));
      };
      const mine: UnderWay = { pane: from, done: perform() };
      underWay.current = mine;
      await mine.done;
      if (underWay.current === mine) underWay.current = undefined;
    },
    [desk],
  );
  return { answer, isBusy: busy !== undefined && busy === pane, problem, count };
}
