import assert from 'node:assert/strict';
import { it } from 'node:test';
import { onEveryEngine } from '#test/support/engines.ts';
import { SoftwareAuthenticator, type Trick } from '#test/support/software-authenticator.ts';
import { virtualMacAaguid } from '#protocol/webauthn/aaguids.ts';
import { type PasskeyRefusalCode, passkeyRefusals } from './refusals.ts';
import { openBench, origin } from './testing/bench.ts';

const bothCeremonies: readonly (readonly [why: string, trick: Trick, code: PasskeyRefusalCode])[] = [
  ['another site', { origin: 'https://id.example.org.evil.test:8443' }, 'passkey_wrong_origin'],
  ['another port', { origin: 'https://id.example.org' }, 'passkey_wrong_origin'],
  ['a page inside that of another site', { crossOrigin: true }, 'passkey_cross_origin'],
  ['another relying party', { rpId: 'example.org' }, 'passkey_wrong_rp_id'],
  ['nobody there', { userPresent: false }, 'passkey_user_missing'],
  ['nobody verified', { userVerified: false }, 'passkey_user_not_verified'],
  ['a copy of what cannot be copied', { backedUp: true }, 'passkey_backup_flags_wrong'],
  ['a challenge of nobody', { challenge: 'x'.repeat(43) }, 'passkey_challenge_unknown'],
];

const ofRegistration: typeof bothCeremonies = [
  ...bothCeremonies,
  ['the other ceremony', { type: 'webauthn.get' }, 'passkey_wrong_ceremony'],
  ['another id outside than inside', { id: 'AAAA' }, 'passkey_malformed'],
  ['an algorithm that was not asked for', { algorithm: -47 }, 'passkey_algorithm_unsupported'],
];

const ofSignIn: typeof bothCeremonies = [
  ...bothCeremonies,
  ['the other ceremony', { type: 'webauthn.create' }, 'passkey_wrong_ceremony'],
  ['a passkey that nobody has', { id: 'AAAA' }, 'passkey_unknown'],
  ['no user handle', { userHandle: null }, 'passkey_user_handle_wrong'],
  ['another user handle', { userHandle: 'A'.repeat(86) }, 'passkey_user_handle_wrong'],
  ['a copy that was ruled out before', { backupEligible: true }, 'passkey_backup_flags_wrong'],
];

onEveryEngine('Refusals of passkeys (W3C WebAuthn sections 7.1 and 7.2)', (store) => {
  it('are written for the person and for administrators', () => {
    for (const [code, { user, admin }] of Object.entries(passkeyRefusals)) {
      assert.match(code, /^passkey_[a-z_]+$/);
      assert.match(user, /\.$/, code);
      assert.match(admin, /\.$/, code);
    }
  });

  it('of new ones: each has its code, an event, and leaves nothing', async () => {
    const { passkeys, register, events, userId } = await openBench(store.one());
    for (const [why, trick, code] of ofRegistration) {
      assert.deepEqual(await register(trick), { kind: 'refused', code }, why);
      assert.deepEqual(events.at(-1), { type: 'passkeys.registration.refused', outcome: 'refused', code, userId }, why);
    }
    assert.deepEqual(await passkeys.list(userId), []);
  });

  it('of sign-ins: each has its code and an event', async () => {
    const { signIn, added, events } = await openBench(store.one());
    await added();
    for (const [why, trick, code] of ofSignIn) {
      assert.deepEqual(await signIn(trick), { kind: 'refused', code }, why);
      assert.equal(events.at(-1)?.type, 'passkeys.sign-in.refused');
      assert.equal(events.at(-1)?.code, code, why);
    }
    const { privateKey: signer } = await newKey();
    assert.deepEqual(await signIn({ signer }), { kind: 'refused', code: 'passkey_signature_wrong' });
    assert.equal((await signIn()).kind, 'accepted');
  });

  it('tell a stranger nothing: whoever lacks the key reads the same sentence', () => {
    const codes = ['passkey_unknown', 'passkey_signature_wrong', 'passkey_user_disabled', 'passkey_locked'] as const;
    assert.equal(new Set(codes.map((code) => passkeyRefusals[code].user)).size, 1);
  });

  it('of challenges: used, ended, of another attempt, ceremony or person', async () => {
    const bench = await openBench(store.one());
    const { passkeys, authenticator, added, newAttempt, clock, userId, addPerson } = bench;
    await added();
    const attempt = newAttempt();
    const { options } = await passkeys.beginSignIn({ attempt });
    const response = await authenticator.get(options);
    const refused = (code: string) => ({ kind: 'refused', code });
    const foreign = refused('passkey_challenge_foreign');
    assert.deepEqual(await passkeys.finishSignIn({ attempt: newAttempt(), response }), foreign);
    const made = await new SoftwareAuthenticator({ origin }).create({
      rp: { id: options.rpId },
      user: { id: 'AAAA' },
      challenge: options.challenge,
    });
    assert.deepEqual(await passkeys.finishRegistration({ attempt, userId, response: made }), foreign);
    // Nobody else's try has used it up.
    assert.equal((await passkeys.finishSignIn({ attempt, response })).kind, 'accepted');
    assert.deepEqual(await passkeys.finishSignIn({ attempt, response }), refused('passkey_challenge_used'));

    const late = newAttempt();
    const slow = await passkeys.beginSignIn({ attempt: late });
    const answer = await authenticator.get(slow.options);
    clock.time += 300_000;
    assert.deepEqual(
      await passkeys.finishSignIn({ attempt: late, response: answer }),
      refused('passkey_challenge_expired'),
    );

    const stranger = await addPerson();
    const mixed = newAttempt();
    const begun = await passkeys.beginRegistration({ attempt: mixed, userId });
    const theirs = await new SoftwareAuthenticator({ origin }).create(
      begun.kind === 'begun' ? begun.options : assert.fail(),
    );
    assert.deepEqual(
      await passkeys.finishRegistration({ attempt: mixed, userId: stranger, response: theirs }),
      foreign,
    );
  });

  it('of a failed try: the challenge is used up all the same', async () => {
    const { passkeys, authenticator, added, newAttempt } = await openBench(store.one());
    await added();
    const attempt = newAttempt();
    const { options } = await passkeys.beginSignIn({ attempt });
    const wrong = await authenticator.get(options, { userVerified: false });
    assert.equal((await passkeys.finishSignIn({ attempt, response: wrong })).kind, 'refused');
    const right = await authenticator.get(options);
    assert.deepEqual(await passkeys.finishSignIn({ attempt, response: right }), {
      kind: 'refused',
      code: 'passkey_challenge_used',
    });
  });

  it('of the passkey of somebody else than the one who signs in', async () => {
    const { passkeys, added, authenticator, addPerson, newAttempt } = await openBench(store.one());
    await added();
    const stranger = await addPerson();
    const attempt = newAttempt();
    const { options } = await passkeys.beginSignIn({ attempt, userId: stranger });
    const response = await authenticator.get(options);
    // Also when whoever finishes has forgotten whom it was begun for.
    assert.deepEqual(await passkeys.finishSignIn({ attempt, response }), {
      kind: 'refused',
      code: 'passkey_of_another_user',
    });
  });

  it('of disabled and forgotten people', async () => {
    const { passkeys, added, signIn, directory, userId, newAttempt } = await openBench(store.one());
    await added();
    const disabled = { kind: 'refused', code: 'passkey_user_disabled' };
    await directory.disableUser(userId, 'test');
    assert.deepEqual(await signIn(), disabled);
    assert.deepEqual(await passkeys.beginRegistration({ attempt: newAttempt(), userId }), disabled);
    await directory.enableUser(userId, 'test');
    assert.equal((await signIn()).kind, 'accepted');
    await directory.deleteUser(userId, 'test');
    assert.deepEqual(await signIn(), disabled);
    assert.deepEqual(await passkeys.beginRegistration({ attempt: newAttempt(), userId: 'nobody' }), disabled);
  });

  it('of somebody disabled between the two halves of a registration', async () => {
    const { passkeys, authenticator, directory, userId, newAttempt } = await openBench(store.one());
    const attempt = newAttempt();
    const begun = await passkeys.beginRegistration({ attempt, userId });
    const response = await authenticator.create(begun.kind === 'begun' ? begun.options : assert.fail());
    await directory.disableUser(userId, 'test');
    assert.deepEqual(await passkeys.finishRegistration({ attempt, userId, response }), {
      kind: 'refused',
      code: 'passkey_user_disabled',
    });
  });

  it('of a self attestation by another key than the passkey’s', async () => {
    const { register } = await openBench(store.one(), { model: { attestation: 'self' } });
    const { privateKey: signer } = await newKey();
    assert.deepEqual(await register({ signer }), { kind: 'refused', code: 'passkey_attestation_wrong' });
  });
});

onEveryEngine('The policy of passkeys (W3C WebAuthn section 14.4.1)', (store) => {
  const rules = { mode: 'any', aaguids: [], attestation: 'optional', roots: [] } as const;
  const other = '00112233-4455-6677-8899-aabbccddeeff';

  it('is to let every model in, until somebody changes it', async () => {
    const { passkeys } = await openBench(store.one());
    assert.deepEqual(await passkeys.policy(), { policy: rules, changedAt: undefined, changedBy: undefined });
  });

  it('lets in the models of a list, or all but those, also at sign-in', async () => {
    const { passkeys, register, added, signIn, clock, userId, newAttempt } = await openBench(store.one(), {
      model: { aaguid: virtualMacAaguid },
    });
    await passkeys.setPolicy({ ...rules, mode: 'allow', aaguids: [virtualMacAaguid.toUpperCase()] }, 'admin');
    const saved = await passkeys.policy();
    assert.deepEqual(saved.policy.aaguids, [virtualMacAaguid]);
    assert.deepEqual([saved.changedAt, saved.changedBy], [clock.time, 'admin']);
    const begun = await passkeys.beginRegistration({ attempt: newAttempt(), userId });
    assert.equal(begun.kind === 'begun' && begun.options.attestation, 'direct');
    await added();
    assert.equal((await signIn()).kind, 'accepted');
    const stranger = new SoftwareAuthenticator({ origin, aaguid: other });
    const refused = { kind: 'refused', code: 'passkey_model_refused' };
    assert.deepEqual(await register({}, stranger), refused);
    await passkeys.setPolicy({ ...rules, mode: 'deny', aaguids: [virtualMacAaguid] }, 'admin');
    await added({}, stranger);
    assert.deepEqual(await register({}, new SoftwareAuthenticator({ origin, aaguid: virtualMacAaguid })), refused);
    assert.deepEqual(await signIn(), refused);
    await passkeys.setPolicy(rules, 'admin');
    assert.equal((await signIn()).kind, 'accepted');
  });

  it('wants an attestation, and none by the passkey itself', async () => {
    const { passkeys, register } = await openBench(store.one());
    await passkeys.setPolicy({ ...rules, attestation: 'required' }, 'admin');
    const missing = { kind: 'refused', code: 'passkey_attestation_missing' };
    assert.deepEqual(await register({}, new SoftwareAuthenticator({ origin })), missing);
    assert.deepEqual(await register({}, new SoftwareAuthenticator({ origin, attestation: 'self' })), missing);
    await passkeys.setPolicy(rules, 'admin');
  });

  it('is refused where it cannot be read, or says nothing', async () => {
    const { passkeys } = await openBench(store.one());
    const wrong = [
      [{ ...rules, mode: 'allow', aaguids: [] }, 'aaguids'],
      [{ ...rules, mode: 'any', aaguids: [other] }, 'aaguids'],
      [{ ...rules, mode: 'deny', aaguids: ['no-uuid'] }, 'aaguids.0'],
      [{ ...rules, roots: [{ format: 'packed', certificate: 'nothing' }] }, 'roots.0.certificate'],
    ] as const;
    for (const [policy, member] of wrong) {
      const outcome = await passkeys.setPolicy(policy, 'admin');
      assert.equal(outcome.kind === 'invalid' && outcome.problems[0]?.member, member);
    }
    assert.deepEqual((await passkeys.policy()).policy, rules);
  });
});

function newKey() {
  return crypto.subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, true, ['sign', 'verify']);
}
