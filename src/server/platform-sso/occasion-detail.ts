/** Why a Mac asked, for the audit chain: macOS 27 says it in a scope. */
import type { Occasion } from '#protocol/platform-sso/authorization-scope.ts';

/** The detail of an event, where there is one. */
export function occasionDetail({ occasion }: { readonly occasion: Occasion | 'other' | undefined }) {
  return occasion === undefined ? {} : { detail: { occasion } };
}
