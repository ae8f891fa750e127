/** What somebody does in Safari, one step at a time, and what came of the last one besides a page. */
import { useCallback, useRef, useState } from 'preact/hooks';
import type { ActAnswer, DeskAct } from '#api/desk/acts.ts';
import { type MacActions, sentenceOf } from '../../mac-actions.ts';

/** A step. */
export type Step = Extract<DeskAct, { kind: 'safari' }>['step'];

/** What a step led to where that is no page. */
export type Aside =
  | { readonly kind: 'failed'; readonly address: string | undefined; readonly sentence: string }
  | { readonly kind: 'download'; readonly fileName: string; readonly isProfile: boolean }
  | { readonly kind: 'told'; readonly sentence: string };

/** Safari in use. */
export interface SafariUse {
  readonly take: (step: Step) => Promise<void>;
  readonly isBusy: boolean;
  readonly aside: Aside | undefined;
  readonly forget: () => void;
}

interface UnderWay {
  readonly done: Promise<void>;
}

/** For one window. */
export function useSafari(desk: MacActions): SafariUse {
  const [isBusy, setBusy] = useState(false);
  const [aside, setAside] = useState<Aside>();
  const underWay = useRef<UnderWay | undefined>(undefined);
  const take = useCallback(
    async (step: Step) => {
      const before = underWay.current;
      const isLook = step.kind === 'page' && step.act.kind === 'look-again';
      // Steps take their turn; a mere look comes again by itself.
      if (before && isLook) return;
      const perform = async () => {
        await before?.done;
        if (!isLook) setBusy(true);
        const next = await desk.act({ kind: 'safari', step }).then(
          ({ outcome }) => asideOf(outcome),
          (error: unknown): Aside => ({ kind: 'told', sentence: sentenceOf(error) }),
        );
        if (!isLook || next?.kind === 'failed') setAside(next);
        if (!isLook) setBusy(false);
      };
      const mine = { done: perform() };
      underWay.current = mine;
      await mine.done;
      if (underWay.current === mine) underWay.current = undefined;
    },
    [desk],
  );
  const forget = useCallback(() => setAside(undefined), []);
  return { take, isBusy, aside, forget };
}

function asideOf(outcome: ActAnswer['outcome']): Aside | undefined {
  const { kind, sentence = 'That did not work.', address, fileName } = outcome;
  switch (kind) {
    case 'failed':
      return { kind: 'failed', address: typeof address === 'string' ? address : undefined, sentence };
    case 'refused':
      return { kind: 'told', sentence };
    case 'external':
      return { kind: 'told', sentence: `No application of this Mac opens ${String(address)}.` };
    case 'download':
      return { kind: 'download', fileName: String(fileName), isProfile: outcome['isProfile'] === true };
    default:
      return undefined;
  }
}
