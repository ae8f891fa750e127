/**
 * What Safari remembers for one account: its tabs and its cookies. Pages and cookies hold secrets, so all of it stands in the
 * Mac's state sealed under the UID key, as one text.
 */
import type { MacParts } from '../mac-parts.ts';
import { type Cookie, withoutSession } from '../web-view/cookies.ts';

/** Tabs and cookies of one account. */
export interface SafariState {
  readonly cookies: readonly Cookie[];
  readonly tabs: readonly Tab[];
  /** The place of the tab that is looked at. */
  readonly current: number;
}

/** A tab with what it shows. */
export interface Tab {
  readonly url: string;
  readonly status: number;
  /** Lower case, without parameters. */
  readonly contentType: string;
  readonly body: string;
  readonly contentPolicy: string | undefined;
  readonly referrerPolicy: string | undefined;
  /** Addresses before this one, oldest first. */
  readonly history: readonly string[];
  /** What the page's script says, such as a ceremony that came to nothing. */
  readonly message: string | undefined;
}

const nothing: SafariState = { cookies: [], tabs: [], current: 0 };

/** Safari of an account. @throws {MacError} `seal_broken` */
export function openSafari({ state, sealer }: MacParts, person: string): SafariState {
  const sealed = state.safari?.[person];
  return sealed === undefined ? nothing : (JSON.parse(sealer.openText(sealed, purposeOf(person))) as SafariState);
}

/** Keeps it. */
export function keepSafari({ state, sealer }: MacParts, person: string, safari: SafariState): void {
  state.safari = { ...state.safari, [person]: sealer.sealText(JSON.stringify(safari), purposeOf(person)) };
}

/** Safari is closed, as at the end of a session: windows and cookies without a time to live are gone. */
export function quitSafari(mac: MacParts): void {
  for (const person of Object.keys(mac.state.safari ?? {})) {
    keepSafari(mac, person, { ...nothing, cookies: withoutSession(openSafari(mac, person).cookies) });
  }
}

function purposeOf(person: string): string {
  return `Safari of ${person}`;
}
