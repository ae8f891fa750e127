/** What a login, an unlock or an opened disk came to. */
import type { RenewalOutcome, UnlockOutcome } from '#mac/outcomes.ts';
import { type Verdict, failureSentence } from './outcome.ts';

const means = {
  'local-password': 'the local password',
  'identity-provider': "the organisation's password",
  'smart-card': 'the smart card',
  'touch-id': 'Touch ID',
  'web-sign-in': "the organisation's sign-in pages",
} as const;

const keychains = {
  kept: ', the login keychain kept',
  new: ', the old login keychain set aside and a new one made',
  untouched: '',
} as const;

/** Who got in, by what, and what changed on the way; or why not. */
export function unlockVerdict(outcome: UnlockOutcome): Verdict {
  if (outcome.kind === 'refused') {
    const detail = outcome.failure ? ` ${failureSentence(outcome.failure)}` : '';
    return { well: false, sentence: `${outcome.sentence}${detail}` };
  }
  const parts = [
    `${outcome.user} is in, by ${means[outcome.by]}`,
    outcome.accountCreated ? '; the account was made' : '',
    outcome.localPasswordReplaced ? '; the local password is replaced' : '',
    keychains[outcome.keychain],
    outcome.offline ? '; without the identity provider' : '',
    renewalText(outcome.renewal),
  ];
  return { well: true, sentence: `${parts.join('')}.` };
}

/** What became of the tokens. */
export function renewalText(renewal: RenewalOutcome): string {
  switch (renewal.kind) {
    case 'renewed':
      return `; tokens renewed by ${renewal.by}`;
    case 'failed':
      return `; tokens not renewed: ${failureSentence(renewal.failure)}`;
    case 'authentication-required':
      return `; ${renewal.sentence}`;
    case 'not-due':
    case 'not-registered':
      return '';
  }
}
