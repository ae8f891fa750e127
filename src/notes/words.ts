/** How somebody signed in, in words (RFC 8176, and the `acr` values of a Porchlight server). */
import type { SignedIn } from './identity-server.ts';

const acrWords: Readonly<Record<string, string>> = {
  'urn:porchlight:acr:mac': 'Your Mac vouched for you. Nobody was asked.',
  'urn:porchlight:acr:password': 'By one factor.',
  'urn:porchlight:acr:multi-factor': 'By two factors.',
  'urn:porchlight:acr:phishing-resistant': 'By a factor that no false page can catch.',
};

const amrWords: Readonly<Record<string, string>> = {
  pwd: 'password',
  otp: 'one-time code',
  hwk: 'key in the Secure Enclave',
  swk: 'key on the phone',
  pop: 'key',
  sc: 'smart card',
  pin: 'PIN',
  user: 'presence',
  mca: 'approval on another device',
  mfa: 'several factors',
};

/** One sentence on how sure the identity server is. */
export function howSure({ acr }: SignedIn): string {
  if (acr === undefined) return 'The identity server does not say how.';
  return acrWords[acr] ?? acr;
}

/** What was used, with words where there are some. */
export function methodsOf({ amr }: SignedIn): readonly string[] {
  return amr.map((value) => amrWords[value] ?? value);
}
