/** What somebody does in Safari, one step at a time, and what came of the last one besides a page. */
import { useCallback, useRef, useState } from 'preact/hooks';
import type { ActAnswer, DeskAct } from '#api/desk/acts.ts';
import { type MacActions, sentenceOf } from '../../mac-actions.ts';

/** A step. */
export type Step = Extract<DeskAct, { kind: 'safari' }>['step'];

/** What a step led to where that is no page. */
export type Aside =
  | { readonly kind: 'failed'; readonly address: string | undefined; readonly sentence: string }
  | { readonly kind: 'download'; readonly fileName: string; readonly profile: ProfileEnd | undefined }
  | { readonly kind: 'told'; readonly sentence: string };

/** What became of a configuration profile that was downloaded. */
export interface ProfileEnd {
  readonly isInstalled: boolean;
  readonly sentence: string | undefined;
}

/** Safari in use. */
export interface SafariUse {
  readonly take: (step: Step) => Promise<void>;
  readonly isBusy: boolean;
  readonly aside: Aside | undefined;
  readonly forget: () => void;
}

/** For one window. */
export function useSafari(desk: MacActions): SafariUse {
  const [isBusy, setBusy] = useState(false);
  const [aside, setAside] = useState<Aside>();
  const isUnderWay = useRef(false);
  const take = useCallback(
    async (step: Step) => {
      if (isUnderWay.current) return;
      isUnderWay.current = true;
      const isLook = step.kind === 'page' && step.act.kind === 'look-again';
      if (!isLook) setBusy(true);
      try {
        const { outcome } = await desk.act({ kind: 'safari', step });
        if (!isLook || outcome.kind !== 'page') setAside(asideOf(outcome));
      } catch (error) {
        if (!isLook) setAside({ kind: 'told', sentence: sentenceOf(error) });
      } finally {
        isUnderWay.current = false;
        setBusy(false);
      }
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
      return { kind: 'download', fileName: String(fileName), profile: profileEnd(outcome['profile']) };
    default:
      return undefined;
  }
}

function profileEnd(profile: unknown): ProfileEnd | undefined {
  if (typeof profile !== 'object' || profile === null || !('kind' in profile)) return undefined;
  const sentence = 'sentence' in profile && typeof profile.sentence === 'string' ? profile.sentence : undefined;
  return { isInstalled: profile.kind === 'installed', sentence };
}
