/** What the application learns from the Mac (`PorchlightAppOutcome` of `#mac`), as it comes over the desk's interface. */
import { useEffect, useState } from 'preact/hooks';
import type { ActAnswer } from '#api/desk/acts.ts';
import { type MacActions, sentenceOf } from '../../mac-actions.ts';

/** Whose account it is. Times are milliseconds since 1970. */
export interface AppAccount {
  readonly localAccount: string;
  readonly loginUserName: string;
  readonly name?: string;
  readonly method: string;
  readonly state: string;
  readonly lastLogin?: number;
  readonly tokensEnd?: number;
  readonly signsInSilently: boolean;
}

/** How the Mac stands. */
export interface AppDevice {
  readonly computerName: string;
  readonly serialNumber: string;
  readonly macos: string;
  readonly isRegistered: boolean;
  readonly deviceId?: string;
  readonly method?: string;
  readonly isManaged: boolean;
}

/** What came of a look. */
export type Look =
  | { readonly kind: 'looking' }
  | { readonly kind: 'seen'; readonly outcome: ActAnswer['outcome'] }
  | { readonly kind: 'failed'; readonly sentence: string };

/** Asks the Mac, and again whenever `when` changes. */
export function useLook(desk: MacActions, step: 'account' | 'device' | 'report', when: string): Look {
  const [look, setLook] = useState<Look>({ kind: 'looking' });
  useEffect(() => {
    let isCurrent = true;
    desk.act({ kind: 'app', step }).then(
      ({ outcome }) => isCurrent && setLook({ kind: 'seen', outcome }),
      (error: unknown) => isCurrent && setLook({ kind: 'failed', sentence: sentenceOf(error) }),
    );
    return () => {
      isCurrent = false;
    };
  }, [desk, step, when]);
  return look;
}
