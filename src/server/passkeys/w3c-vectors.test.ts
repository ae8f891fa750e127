import assert from 'node:assert/strict';
import { it } from 'node:test';
import { onEveryEngine } from '#test/support/engines.ts';
import vectors from '#test/vectors/webauthn/level-3.json' with { type: 'json' };
import { toBase64url } from '#protocol/encoding/base64.ts';
import { encodePem } from '#protocol/encoding/pem.ts';
import { type Random, systemRandom } from '#runtime/random.ts';
import type { Database } from '#server/store/database.ts';
import { attestationFormats, type PasskeyPolicy, usualPasskeyPolicy } from './policy.ts';
import { openBench } from './testing/bench.ts';

type ExampleName = keyof typeof vectors.examples;

/** What becomes of a published example: its registration, then its sign-in where there is one. */
type Fate = readonly [registration: string, signIn?: string];

const unverified = 'passkey_user_not_verified';

// Flag UV is set in some of the examples only, and we let in nobody who is not verified. The TPM of the example is of
// maker 0, which is in no list of makers.
const fates: Readonly<Record<ExampleName, Fate>> = {
  'none-es256': [unverified],
  'packed-self-es256': ['self', unverified],
  'none-es256-crossOrigin': ['passkey_cross_origin'],
  'none-es256-topOrigin': ['passkey_cross_origin'],
  'none-es256-long-credential-id': [unverified],
  'packed-es256': ['verified', 'accepted'],
  'packed-es384': [unverified],
  'packed-rs256': ['verified', unverified],
  'packed-eddsa': [unverified],
  'packed-ed448': [unverified],
  'tpm-es256': ['passkey_attestation_wrong'],
  'android-key-es256': ['untrusted', unverified],
  'apple-es256': [unverified],
  'fido-u2f-es256': [unverified],
};

const root = encodePem('CERTIFICATE', hex(vectors.attestationRoot));
const trusting: PasskeyPolicy = {
  mode: 'any',
  aaguids: [],
  attestation: 'optional',
  roots: attestationFormats.map((format) => ({ format, certificate: root })),
};

onEveryEngine('The examples of the specification (W3C WebAuthn Level 3, section 16)', (store) => {
  for (const [name, [registration, signIn]] of Object.entries(fates) as [ExampleName, Fate][]) {
    const then = signIn === undefined ? '' : `, then ${signIn}`;
    it(`${vectors.examples[name].title}: ${registration}${then}`, async () => {
      const played = await play(store.one(), name, trusting);
      assert.equal(played.registration, registration);
      if (signIn !== undefined) assert.equal(played.signIn, signIn);
    });
  }

  it('are untrusted without their root, and refused where an attestation is required', async () => {
    const none = { ...trusting, roots: [] };
    assert.equal((await play(store.one(), 'packed-es256', none)).registration, 'untrusted');
    const required = { ...none, attestation: 'required' } as const;
    assert.equal((await play(store.one(), 'packed-es256', required)).registration, 'passkey_attestation_untrusted');
    // This format is not judged.
    assert.equal(
      (await play(store.one(), 'android-key-es256', required)).registration,
      'passkey_attestation_untrusted',
    );
    const trusted = { ...trusting, attestation: 'required' } as const;
    assert.equal((await play(store.one(), 'packed-es256', trusted)).registration, 'verified');
    assert.equal((await play(store.one(), 'packed-self-es256', trusted)).registration, 'passkey_attestation_missing');
  });

  it('are let in by the model that their attestation names', async () => {
    const aaguids = [uuidOf(vectors.examples['packed-es256'].aaguid)];
    const listed = { ...trusting, mode: 'allow', aaguids, attestation: 'required' } as const;
    assert.equal((await play(store.one(), 'packed-es256', listed)).registration, 'verified');
    assert.equal((await play(store.one(), 'tpm-es256', listed)).registration, 'passkey_model_refused');
  });
});

/** Plays an example: the server draws the challenges that its author drew. */
async function play(database: Database, name: ExampleName, policy: PasskeyPolicy) {
  const example = vectors.examples[name];
  let drawn: Uint8Array<ArrayBuffer> | undefined;
  const random: Random = { ...systemRandom, bytes: (length) => (length === 32 && drawn) || systemRandom.bytes(length) };
  const { passkeys, userId, newAttempt } = await openBench(database, { issuer: vectors.origin, random });
  await passkeys.setPolicy(policy, 'test');
  const id = Buffer.from(example.credentialId, 'hex').toString('base64url');
  const responseOf = (members: Readonly<Record<string, string>>) => {
    const inside = Object.entries(members).map(([member, value]) => [member, toBase64url(hex(value))]);
    return { id, rawId: id, type: 'public-key', clientExtensionResults: {}, response: Object.fromEntries(inside) };
  };
  const attempt = newAttempt();
  drawn = hex(example.registration.challenge);
  await passkeys.beginRegistration({ attempt, userId });
  const made = await passkeys.finishRegistration({ attempt, userId, response: responseOf(example.registration) });
  drawn = hex(example.authentication.challenge);
  await passkeys.beginSignIn({ attempt, userId });
  const used = await passkeys.finishSignIn({ attempt, userId, response: responseOf(example.authentication) });
  await passkeys.removeAllOf(userId, 'test');
  await passkeys.setPolicy(usualPasskeyPolicy, 'test');
  await database.write((writer) => writer.run('DELETE FROM passkey_challenge'));
  return {
    registration: made.kind === 'added' ? made.passkey.attestation : made.code,
    signIn: used.kind === 'accepted' ? 'accepted' : used.code,
  };
}

function hex(text: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(Buffer.from(text, 'hex'));
}

function uuidOf(text: string): string {
  return text.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}
