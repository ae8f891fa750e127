/** Whoever confirms the use of a passkey: a finger where that was said, else the password of the local account. */
import type { AskForConsent } from '#mac/passkey-provider/user-verification.ts';
import type { Answers } from './answers.ts';

/** Confirms by Touch ID, or asks for the password; nobody there closes the sheet. */
export function consentBy(answers: Answers, byTouchId: boolean): AskForConsent {
  if (byTouchId) return () => Promise.resolve({ kind: 'touch-id' });
  return async ({ ceremony, relyingParty, userNames }) => {
    const verb = ceremony === 'create' ? 'Save a passkey' : 'Use a passkey';
    const who = userNames.length === 1 ? ` as ${userNames[0] ?? ''}` : '';
    const prompt = `${verb} for ${relyingParty}${who}: password of the local account`;
    const password = await answers.again('local-password', prompt);
    return password === undefined ? undefined : { kind: 'password', password };
  };
}
