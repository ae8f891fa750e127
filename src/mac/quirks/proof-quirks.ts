/** Quirks of the proofs that the SSO extension adds to requests for sign-in. */
import { toBase64url } from '#protocol/encoding/base64.ts';
import type { Quirk } from './quirk.ts';

const purposes = ['sso proof'] as const;

/** By name. */
export const proofQuirks = {
  'proof-by-stranger': {
    description:
      'Signs proofs with a key that was never registered, under the key id of the right one. Must not count.',
    purposes,
    request: (draft, tools) => ({ ...draft, signer: tools.strangerKey().signer }),
  },
  'proof-of-another-mac': {
    description: 'Brings the proof given as `value`, which another Mac made. Must not count.',
    purposes,
    needsValue: true,
    compact: (jws, { value }) => value ?? jws,
  },
  'proof-for-another-request': {
    description: 'Makes the proof for another address than the one that is opened. Must not count.',
    purposes,
    request: (draft, { random }) => ({
      ...draft,
      claims: { ...draft.claims, url_hash: toBase64url(random.bytes(32)) },
    }),
  },
  'proof-replayed': {
    description: 'Sends the last proof again, with its client-request-id. Must not count a second time.',
    purposes,
    requestId: (id, tools) => tools.remembered('last sso proof id') ?? id,
    compact: (jws, tools) => tools.remembered('last sso proof') ?? jws,
  },
  'proof-with-old-nonce': {
    description: 'Makes a new proof over the nonce of the last one, with its client-request-id. Must not count.',
    purposes,
    requestId: (id, tools) => tools.remembered('last sso proof id') ?? id,
    serverNonce: (nonce, tools) => tools.remembered('last sso proof nonce') ?? nonce,
  },
  'proof-expired': {
    description: 'Dates the proof ten minutes back. Must not count.',
    purposes,
    request: (draft, { now }) => ({ ...draft, claims: { ...draft.claims, iat: now - 600, exp: now - 540 } }),
  },
  'proof-of-another-login': {
    description: 'Names a refresh token that this Mac never had. Must not count.',
    purposes,
    request: (draft, { random }) => ({
      ...draft,
      claims: { ...draft.claims, token_hash: toBase64url(random.bytes(32)) },
    }),
  },
  'proof-missing-claim': {
    description: 'Leaves out the claim of the proof that `value` names. Must not count.',
    purposes,
    needsValue: true,
    request: (draft, { value = 'request_nonce' }) => ({
      ...draft,
      claims: Object.fromEntries(Object.entries(draft.claims).filter(([name]) => name !== value)),
    }),
  },
} as const satisfies Record<string, Quirk>;
