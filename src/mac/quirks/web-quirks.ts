/** Misbehaviour in web sign-ins (macOS 27): in the window, and in the login that exchanges its end. */
import { toBase64, toBase64url } from '#protocol/encoding/base64.ts';
import { parseJsonObject } from '#protocol/encoding/json.ts';
import type { Draft, Quirk } from './quirk.ts';

function withClaim(draft: Draft, name: string, value: string): Draft {
  return { ...draft, claims: { ...draft.claims, [name]: value } };
}

function callbackOf({ claims }: Draft): string {
  const { subject_token: callback } = claims;
  return typeof callback === 'string' ? callback : '';
}

/** By name. */
export const webQuirks = {
  'web-request-unsigned': {
    description: 'Loads the authorization address without a request object. Must be refused where settings want one.',
    purposes: ['web sign-in'],
    leavesOutRequestObject: true,
  },
  'web-request-tampered': {
    description: 'Changes a claim of the request object after signing. Must be refused.',
    purposes: ['web sign-in'],
    compact(jws) {
      const [header = '', claims = '', signature = ''] = jws.split('.');
      const read = parseJsonObject(Buffer.from(claims, 'base64url').toString('utf8'));
      const changed = Buffer.from(JSON.stringify({ ...read, login_hint: 'eve@elsewhere.example' }));
      return [header, toBase64url(changed), signature].join('.');
    },
  },
  'web-request-of-stranger': {
    description: 'Signs the request object with a key that nobody registered. Must be refused.',
    purposes: ['web sign-in'],
    request: (draft, tools) => ({ ...draft, signer: tools.strangerKey().signer }),
  },
  'web-two-occasions': {
    description: 'Names two occasions in the scope of the address. Must be refused.',
    purposes: ['web sign-in'],
    webAddress: (url) => `${url}%20urn:apple:platformsso:auth:elevation%20urn:apple:platformsso:auth:login`,
  },
  'web-other-redirect': {
    description: 'Wants the code at another address. Must be refused.',
    purposes: ['web sign-in'],
    webAddress: (url) => url.replace(/redirect_uri=[^&]*/, 'redirect_uri=https://elsewhere.example/callback'),
  },
  'web-other-state': {
    description: 'Loads the address with another state than it was given. Must be refused.',
    purposes: ['web sign-in'],
    webAddress: (url) => url.replace(/([?&]state=)[^&]*/, '$1made-up'),
  },
  'callback-of-another-mac': {
    description:
      'Brings the callback given as `value`, of another Mac or person. Must be refused, and the code spoiled.',
    purposes: ['login'],
    needsValue: true,
    request: (draft, { value = '' }) => withClaim(draft, 'subject_token', value),
  },
  'callback-other-state': {
    description: 'Changes the state in the callback before it exchanges it. Must be refused, and the code spoiled.',
    purposes: ['login'],
    request: (draft) => withClaim(draft, 'subject_token', callbackOf(draft).replace(/state=.*/, 'state=made-up')),
  },
  'callback-cut': {
    description: 'Brings the code alone in place of the whole callback. Must be refused.',
    purposes: ['login'],
    request: (draft) => withClaim(draft, 'subject_token', callbackOf(draft).replace(/^.*code=([^&]*).*$/, '$1')),
  },
  'callback-replayed': {
    description: 'Brings the last callback again. Must be refused, and what it gave revoked.',
    purposes: ['login'],
    request: (draft, tools) =>
      withClaim(draft, 'subject_token', tools.remembered('last callback') ?? callbackOf(draft)),
  },
  'callback-for-another-occasion': {
    description: 'Logs in for elevation with the callback of another occasion. Must be refused.',
    purposes: ['login'],
    request: (draft) => {
      const { scope } = draft.claims;
      const text = typeof scope === 'string' ? scope : '';
      return withClaim(draft, 'scope', text.replace(/(urn:apple:platformsso:auth:)\S+/, '$1elevation'));
    },
  },
  'agreement-in-login': {
    description: 'Asks for the unlock agreement in the login itself (seen announced for macOS 27). Must work.',
    purposes: ['login'],
    request: (draft, tools) => withClaim(draft, 'other_publickey', toBase64(tools.strangerKey().agreement.publicKey)),
  },
} as const satisfies Record<string, Quirk>;
