/** Every way in which a virtual Mac can misbehave, each with what it does and what a server must answer. */
import type { Quirk } from './quirk.ts';
import { managementQuirks } from './management-quirks.ts';
import { passkeyQuirks } from './passkey-quirks.ts';
import { proofQuirks } from './proof-quirks.ts';
import { registrationQuirks } from './registration-quirks.ts';
import { webQuirks } from './web-quirks.ts';
import { assertionQuirks, claimQuirks, freshnessQuirks, keyServiceQuirks, signatureQuirks } from './request-quirks.ts';

const catalogue = {
  ...signatureQuirks,
  ...claimQuirks,
  ...freshnessQuirks,
  ...keyServiceQuirks,
  ...assertionQuirks,
  ...registrationQuirks,
  ...managementQuirks,
  ...passkeyQuirks,
  ...proofQuirks,
  ...webQuirks,
};

/** A quirk's name. */
export type QuirkName = keyof typeof catalogue;

/** The catalogue by name. */
export const quirkCatalogue: Readonly<Record<QuirkName, Quirk>> = catalogue;

/** All names, in the order of the catalogue. */
export const quirkNames = Object.keys(catalogue) as readonly QuirkName[];

/** Those of web sign-ins (macOS 27). */
export type WebQuirkName = keyof typeof webQuirks;

/** Names of {@link WebQuirkName}. */
export const webQuirkNames = Object.keys(webQuirks) as readonly WebQuirkName[];

const otherwise = { ...managementQuirks, ...passkeyQuirks, ...proofQuirks, ...webQuirks };

/** Those of Platform SSO's own messages, as opposed to those of MDM, of the browser and of web sign-ins. */
export type PlatformSsoQuirkName = Exclude<QuirkName, keyof typeof otherwise>;

/** Names of {@link PlatformSsoQuirkName}. */
export const platformSsoQuirkNames = quirkNames.filter(
  (name): name is PlatformSsoQuirkName => !Object.hasOwn(otherwise, name),
);

/** Whether a text names a quirk. */
export function isQuirkName(text: string): text is QuirkName {
  return Object.hasOwn(catalogue, text);
}
