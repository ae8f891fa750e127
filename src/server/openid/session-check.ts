/**
 * Whether a session of a browser is enough for this request: the policy may have changed since, or ask for a fresh sign-in,
 * and the application may want to be surer (`acr_values`, OpenID Connect Core 1.0 section 3.1.2.1). If not, only what is
 * missing is asked for.
 */
import { interactionPolicy } from 'oidc-provider';
import { proofsOf } from '#server/sign-in/feature.ts';
import type { OpenIdPorts } from './context.ts';
import { macAcr } from './mac-proof/acr.ts';

/** The reason, as the interaction carries it. */
export const sessionInsufficient = 'session_insufficient';

/** The check, for the prompt `login`. */
export function sessionCheck({ signIns }: OpenIdPorts) {
  const { Check } = interactionPolicy;
  return new Check(sessionInsufficient, 'more has to be proved', 'login_required', async (context) => {
    const { session, result } = context.oidc;
    // Who has just been asked is not asked again, and the proof of a Mac was judged where it was taken.
    if (!session?.accountId || result?.login || result?.consent || session.acr === macAcr)
      return Check.NO_NEED_TO_PROMPT;
    const isEnough = await signIns.suffices({
      userId: session.accountId,
      proofs: proofsOf(session.amr ?? [], (session.loginTs ?? 0) * 1000),
      purpose: 'application',
      wantedAcr: wantedAcrOf(context.oidc.params?.['acr_values']),
    });
    return isEnough ? Check.NO_NEED_TO_PROMPT : Check.REQUEST_PROMPT;
  });
}

/** `acr_values`, in the order of preference. */
export function wantedAcrOf(parameter: unknown): readonly string[] {
  return typeof parameter === 'string' ? parameter.split(' ').filter((acr) => acr !== '') : [];
}

/** What a session knows, where it is the only reason for the question. */
export function knownOf(
  session:
    | {
        readonly accountId?: string | undefined;
        readonly amr?: readonly string[] | undefined;
        readonly loginTs?: number | undefined;
      }
    | undefined,
  reasons: readonly string[],
) {
  const isOnlyReason = reasons.length === 1 && reasons[0] === sessionInsufficient;
  if (!isOnlyReason || !session?.accountId) return undefined;
  return { userId: session.accountId, proofs: proofsOf(session.amr ?? [], (session.loginTs ?? 0) * 1000) };
}
