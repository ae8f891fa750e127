/** Quirks of registrations and of the attestations in them. */
import { utf8 } from '#protocol/encoding/utf8.ts';
import { encodeBasicConstraints } from '#protocol/x509/extensions/basic-constraints.ts';
import { issueCertificate, serialFromRandom } from '#protocol/x509/issue.ts';
import { makeName } from '#protocol/x509/name.ts';
import { attestationExtensions } from '#protocol/x509/profiles.ts';
import { ecPublicKey } from '#protocol/x509/public-key.ts';
import type { AttestationDraft, Quirk, QuirkPurpose, QuirkTools } from './quirk.ts';

const registrations: readonly QuirkPurpose[] = ['device registration', 'user registration'];

/** Registrations. */
export const registrationQuirks = {
  'wrong-serial': {
    description: 'Names the serial number given as `value`, or a made-up one. Must be refused where the Mac is known.',
    purposes: ['device registration'],
    deviceRegistration: (registration, { value }) => ({ ...registration, serialNumber: value ?? 'C02NOTMINE01' }),
  },
  'spent-registration-token': {
    description: 'Brings the registration token given as `value`, or the last one again. A spent one must be refused.',
    purposes: ['device registration'],
    deviceRegistration(registration, tools) {
      const token = tools.value ?? tools.remembered('registration token') ?? 'spent';
      return { ...registration, proof: { kind: 'registration-token', token } };
    },
  },
  'forged-registration-token': {
    description: 'Brings a registration token that nobody issued. Must be refused.',
    purposes: ['device registration'],
    deviceRegistration: (registration) => ({
      ...registration,
      proof: { kind: 'registration-token', token: 'made-up' },
    }),
  },
  'forged-access-token': {
    description: 'Brings an access token that nobody issued. Must be refused.',
    purposes: registrations,
    deviceRegistration: (registration) => ({ ...registration, proof: { kind: 'access-token', token: 'made-up' } }),
    userRegistration: (registration) => ({ ...registration, proof: { kind: 'access-token', value: 'made-up' } }),
  },
  'user-key-not-held': {
    description: "Registers a user's key whose proof another key signed. Must be refused.",
    purposes: ['user registration'],
    userKeySigner: (_signer, tools) => tools.strangerKey().signer,
  },
  'attestation-wrong-key': {
    description: 'Brings an attestation of another key. Must be refused.',
    purposes: registrations,
    attestationQuestion: (draft, tools) => ({ ...draft, publicKey: tools.strangerKey().agreement.publicKey }),
  },
  'attestation-stale-nonce': {
    description: 'Brings an attestation made for another nonce. Must be refused.',
    purposes: registrations,
    attestationQuestion: (draft, { crypto }) => ({ ...draft, clientDataHash: crypto.sha256(utf8('another nonce')) }),
  },
  'attestation-self-made-root': {
    description: 'Brings an attestation that it made itself, under a root of its own. Must be refused.',
    purposes: registrations,
    attestationChain: selfMadeChain,
  },
  'attestation-missing': {
    description: 'Brings no attestation. Must be refused where one is required.',
    purposes: registrations,
    attestationChain: () => [],
  },
} satisfies Record<string, Quirk>;

function selfMadeChain({ publicKey, clientDataHash }: AttestationDraft, tools: QuirkTools): readonly Uint8Array[] {
  const { signer, agreement } = tools.strangerKey();
  const issuerKey = ecPublicKey('P-256', agreement.publicKey);
  const leafKey = ecPublicKey('P-256', publicKey);
  const issuer = makeName([['commonName', 'Apple Enterprise Attestation Root CA']]);
  const validity = { notBefore: (tools.now - 3600) * 1000, notAfter: (tools.now + 86_400) * 1000 };
  const serial = () => serialFromRandom(tools.random.bytes(16));
  const keys = { publicKey: leafKey, issuerKey, digests: tools.crypto };
  const leaf = {
    ...validity,
    serial: serial(),
    issuer,
    subject: makeName([['commonName', 'Self-made']]),
    publicKey: leafKey,
    extensions: attestationExtensions(keys, { freshness: clientDataHash }),
  };
  const extensions = [encodeBasicConstraints({ isAuthority: true, pathLength: undefined })];
  const root = { ...validity, serial: serial(), issuer, subject: issuer, publicKey: issuerKey, extensions };
  return [issueCertificate(leaf, signer), issueCertificate(root, signer)];
}
