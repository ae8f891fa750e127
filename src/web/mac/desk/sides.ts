/** Which panel stands beside the Mac; in narrow windows the Mac is one of them. Remembered for this tab of the browser. */
import { useState } from 'preact/hooks';

/** The panels. `mac` shows none, and in narrow windows the Mac. */
export type Side = 'mac' | 'phone' | 'hardware' | 'wire';

/** Whether the window has room for one of them at a time. */
export function isNarrow(): boolean {
  return window.matchMedia('(max-width: 899px)').matches;
}

const name = 'porchlight-desk-side';
const sides: readonly string[] = ['mac', 'phone', 'hardware', 'wire'] satisfies Side[];

/** The panel, and how to choose another. */
export function useSide(): readonly [Side, (side: Side) => void] {
  const [side, setSide] = useState<Side>(() => {
    const kept = sessionStorage.getItem(name) ?? '';
    if (sides.includes(kept)) return kept as Side;
    return isNarrow() ? 'mac' : 'phone';
  });
  return [
    side,
    (next) => {
      sessionStorage.setItem(name, next);
      setSide(next);
    },
  ];
}
