/** Values of a platform state as rules ask for them. */
import type { Findings } from '../findings.ts';
import type { PlatformState, StateMember } from './platform-state.ts';

type Block = 'device' | 'login' | 'user';

/** A member of the pasted state. */
export function stateMember({ text }: Findings, block: Block, name: string): StateMember | undefined {
  return text?.state?.[block]?.members.get(name);
}

/** The number behind a word, as in `POUserStateNormal (0)`. */
export function numberBehind(member: StateMember | undefined): number | undefined {
  const found = /\((\d{1,5})\)/.exec(member?.value ?? '');
  return found === null ? undefined : Number(found[1]);
}

/** The name of a login type as plans spell it: `POLoginTypeUserSecureEnclaveKey (2)` is `UserSecureEnclaveKey`. */
export function methodIn(member: StateMember | undefined): string | undefined {
  return /^POLoginType([A-Za-z]+)/.exec(member?.value ?? '')?.[1];
}

/** The pasted state, if there is one. */
export function stateOf({ text }: Findings): PlatformState | undefined {
  return text?.state;
}

/** What the Mac runs: its own word in the text first, then what management says. */
export function macosOf({ text, mac }: Findings): { version: string | undefined; build: string | undefined } {
  return {
    version: text?.macos.version ?? mac?.osVersion,
    build: text?.macos.build ?? mac?.buildVersion,
  };
}
