/** Misbehaviour of the Mac as an authenticator and a browser in ceremonies of WebAuthn. */
import { utf8 } from '#protocol/encoding/utf8.ts';
import type { Quirk } from './quirk.ts';

/** By name. */
export const passkeyQuirks = {
  'passkey-wrong-origin': {
    description: 'Says that the ceremony ran on a page of another origin (or of the one given). Must be refused.',
    purposes: ['passkey'],
    clientData: (data, { value }) => ({ ...data, origin: value ?? 'https://elsewhere.example' }),
  },
  'passkey-other-challenge': {
    description: 'Signs a challenge that the server did not give. Must be refused.',
    purposes: ['passkey'],
    clientData: (data, { random }) => ({ ...data, challenge: random.bytes(32) }),
  },
  'passkey-framed': {
    description: 'Says that the ceremony ran in a frame of another site. Must be refused.',
    purposes: ['passkey'],
    clientData: (data) => ({ ...data, crossOrigin: true }),
  },
  'passkey-other-relying-party': {
    description: 'Signs for the relying party given as `value`, or another one. Must be refused.',
    purposes: ['passkey'],
    authenticatorData: (data, { value = 'elsewhere.example', crypto }) => ({
      ...data,
      rpIdHash: crypto.sha256(utf8(value)),
    }),
  },
  'passkey-no-user-verification': {
    description: 'Says that somebody was there, not who. Must be refused where a passkey alone signs in.',
    purposes: ['passkey'],
    authenticatorData: (data) => ({ ...data, userVerified: false }),
  },
  'passkey-nobody-present': {
    description: 'Says that nobody was there. Must be refused.',
    purposes: ['passkey'],
    authenticatorData: (data) => ({ ...data, userPresent: false, userVerified: false }),
  },
  'passkey-counter-back': {
    description: 'Counts one below the last signature, as a copy of the authenticator would. Must be refused.',
    purposes: ['passkey'],
    authenticatorData: (data) => ({ ...data, signCount: Math.max(0, data.signCount - 2) }),
  },
  'passkey-foreign-key': {
    description: 'Signs with a key that nobody registered. Must be refused.',
    purposes: ['passkey'],
    passkeySigner: (_signer, tools) => tools.strangerKey().signer,
  },
} as const satisfies Record<string, Quirk>;
