import assert from 'node:assert/strict';
import { it } from 'node:test';
import { onEveryEngine } from '#test/support/engines.ts';
import { SoftwareAuthenticator } from '#test/support/software-authenticator.ts';
import { virtualMacAaguid } from '#protocol/webauthn/aaguids.ts';
import { openBench, origin } from './testing/bench.ts';

onEveryEngine('Passkeys (W3C WebAuthn section 7)', (store) => {
  it('are made, and sign in with and without a name', async () => {
    const { passkeys, added, signIn, userId } = await openBench(store.one(), { model: { aaguid: virtualMacAaguid } });
    assert.equal(await passkeys.has(userId), false);
    const { credentialId } = await added();
    assert.equal(await passkeys.has(userId), true);
    const accepted = { kind: 'accepted', userId, userVerified: true, credentialId };
    assert.deepEqual(await signIn(), accepted);
    assert.deepEqual(await signIn({}, true), accepted);
    // Asked by name, an authenticator may leave out whom it means (section 6.3.3, step 5).
    assert.deepEqual(await signIn({ userHandle: null }, true), accepted);
  });

  it('ask for a verified user and a discoverable credential of our host', async () => {
    const { passkeys, added, userId, newAttempt } = await openBench(store.one());
    const { credentialId } = await added();
    const begun = await passkeys.beginRegistration({ attempt: newAttempt(), userId });
    const options = begun.kind === 'begun' ? begun.options : assert.fail();
    assert.deepEqual(options.rp, { id: 'id.example.org', name: 'Example' });
    assert.deepEqual(options.authenticatorSelection, {
      residentKey: 'required',
      requireResidentKey: true,
      userVerification: 'required',
    });
    assert.deepEqual(options.excludeCredentials, [{ id: credentialId, type: 'public-key', transports: ['internal'] }]);
    assert.equal(options.attestation, 'none');
    const byName = await passkeys.beginSignIn({ attempt: newAttempt(), userId });
    assert.deepEqual(byName.options.allowCredentials, options.excludeCredentials);
    assert.equal(byName.options.userVerification, 'required');
    const discoverable = await passkeys.beginSignIn({ attempt: newAttempt() });
    assert.deepEqual(discoverable.options.allowCredentials, []);
    assert.equal(discoverable.options.rpId, 'id.example.org');
  });

  it('know a person by 64 random bytes that are no id (section 14.6.1)', async () => {
    const { passkeys, userId, newAttempt } = await openBench(store.one());
    const handles = await Promise.all(
      [1, 2].map(async () => {
        const begun = await passkeys.beginRegistration({ attempt: newAttempt(), userId });
        return begun.kind === 'begun' ? begun.options.user.id : assert.fail();
      }),
    );
    assert.equal(handles[0], handles[1]);
    assert.equal(Buffer.from(handles[0] ?? '', 'base64url').length, 64);
    assert.ok(!Buffer.from(handles[0] ?? '', 'base64url').includes(userId));
  });

  it('tell of what they are: model, copies, last use', async () => {
    const { passkeys, added, signIn, userId, clock } = await openBench(store.one(), {
      model: { aaguid: virtualMacAaguid, synced: true, attestation: 'self' },
    });
    await added();
    const [fresh] = await passkeys.list(userId);
    assert.equal(fresh?.name, 'Virtual Mac');
    assert.equal(fresh.attestation, 'self');
    assert.deepEqual([fresh.backupEligible, fresh.backedUp, fresh.lastUsedAt], [true, true, undefined]);
    clock.time += 60_000;
    assert.equal((await signIn({ backedUp: false })).kind, 'accepted');
    const [used] = await passkeys.list(userId);
    assert.deepEqual([used?.backedUp, used?.lastUsedAt], [false, clock.time]);
  });

  it('are renamed and removed by whose they are', async () => {
    const { passkeys, added, signIn, userId, addPerson } = await openBench(store.one());
    const { id } = await added();
    const stranger = await addPerson();
    const strange = { userId: stranger, id, actor: stranger };
    const own = { userId, id, actor: userId };
    assert.deepEqual(await passkeys.rename({ ...strange, name: 'Mine' }), { kind: 'not-found' });
    assert.deepEqual(await passkeys.remove(strange), { kind: 'not-found' });
    for (const name of ['', '  ', 'a\nb', 'x'.repeat(61), '\ud800']) {
      assert.deepEqual(await passkeys.rename({ ...own, name }), { kind: 'invalid' }, name);
    }
    assert.deepEqual(await passkeys.rename({ ...own, name: ' Büro <Mac> ' }), { kind: 'done' });
    assert.equal((await passkeys.list(userId))[0]?.name, 'Büro <Mac>');
    assert.deepEqual(await passkeys.remove(own), { kind: 'done' });
    assert.deepEqual(await passkeys.remove(own), { kind: 'not-found' });
    assert.equal(await passkeys.has(userId), false);
    assert.deepEqual(await signIn(), { kind: 'refused', code: 'passkey_unknown' });
  });

  it('go with the person who is forgotten', async () => {
    const { passkeys, added, userId } = await openBench(store.one());
    await added();
    await passkeys.removeAllOf(userId, 'admin');
    assert.deepEqual(await passkeys.list(userId), []);
  });

  it('are as many as twenty, and a credential is there once', async () => {
    const { added, register, authenticator, passkeys, userId, newAttempt } = await openBench(store.one());
    await added();
    await assert.rejects(register(), { name: 'InvalidStateError' });
    const attempt = newAttempt();
    const begun = await passkeys.beginRegistration({ attempt, userId });
    const options = begun.kind === 'begun' ? begun.options : assert.fail();
    const again = newAttempt();
    const second = await passkeys.beginRegistration({ attempt: again, userId });
    const response = await new SoftwareAuthenticator({ origin }).create(options);
    assert.equal((await passkeys.finishRegistration({ attempt, userId, response })).kind, 'added');
    // The same attestation object under a fresh challenge: without attestation nothing binds the two.
    const challenge = second.kind === 'begun' ? second.options.challenge : assert.fail();
    const clientData = { type: 'webauthn.create', challenge, origin, crossOrigin: false };
    const clientDataJSON = Buffer.from(JSON.stringify(clientData)).toString('base64url');
    const replay = { ...response, response: { ...response.response, clientDataJSON } };
    assert.deepEqual(await passkeys.finishRegistration({ attempt: again, userId, response: replay }), {
      kind: 'refused',
      code: 'passkey_exists',
    });
    const fresh = () => new SoftwareAuthenticator({ origin });
    for (let count = 2; count < 20; count += 1) await added({}, fresh());
    assert.deepEqual(await register({}, fresh()), { kind: 'refused', code: 'passkey_too_many' });
    assert.ok(authenticator.size > 0);
  });

  it('use a challenge once, on whichever node (section 13.4.3)', async () => {
    const [one, other] = store.pair();
    const { passkeys, elsewhere, added, authenticator, newAttempt } = await openBench(one, { other });
    await added();
    const attempt = newAttempt();
    const { options } = await passkeys.beginSignIn({ attempt });
    const response = await authenticator.get(options);
    const outcomes = await Promise.all([passkeys, elsewhere].map((node) => node.finishSignIn({ attempt, response })));
    const words = outcomes.map((outcome) => (outcome.kind === 'accepted' ? 'accepted' : outcome.code));
    assert.deepEqual(
      words.toSorted((a, b) => a.localeCompare(b)),
      ['accepted', 'passkey_challenge_used'],
    );
  });

  it('count up, and lock when the counter goes back (section 6.1.1)', async () => {
    const { passkeys, added, signIn, userId, clock, database } = await openBench(store.one(), {
      model: { counts: true },
    });
    const { id } = await added();
    assert.equal((await signIn()).kind, 'accepted');
    assert.equal((await signIn({ counter: 40 })).kind, 'accepted');
    // Whoever has not the key cannot lock it.
    const { privateKey: signer } = await crypto.subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, true, [
      'sign',
      'verify',
    ]);
    assert.deepEqual(await signIn({ counter: 1, signer }), { kind: 'refused', code: 'passkey_signature_wrong' });
    assert.equal(await passkeys.has(userId), true);
    assert.deepEqual(await signIn({ counter: 40 }), { kind: 'refused', code: 'passkey_counter_back' });
    assert.equal(await passkeys.has(userId), false);
    assert.deepEqual(await signIn({ counter: 99 }), { kind: 'refused', code: 'passkey_locked' });
    assert.equal((await passkeys.list(userId))[0]?.lockedAt, clock.time);
    assert.equal((await passkeys.locked()).filter(({ lockedAt }) => lockedAt === clock.time).length, 1);
    const rows = await database.all<{ event: string }>('SELECT event FROM audit_event');
    const alarm = rows.map(({ event }) => event).filter((event) => event.includes(id) && event.includes('locked'));
    assert.equal(alarm.length, 1);
    assert.match(alarm[0] ?? '', /"code":"passkey_counter_back"/);
    await passkeys.removeAllOf(userId, 'test');
  });

  it('lock once when two copies of a key sign at the same time', async () => {
    const [one, other] = store.pair();
    const { passkeys, elsewhere, added, authenticator, newAttempt, userId } = await openBench(one, {
      other,
      model: { counts: true },
    });
    await added();
    const outcomes = await Promise.all(
      [passkeys, elsewhere].map(async (node) => {
        const attempt = newAttempt();
        const { options } = await node.beginSignIn({ attempt });
        return node.finishSignIn({ attempt, response: await authenticator.get(options, { counter: 7 }) });
      }),
    );
    const words = outcomes.map((outcome) => (outcome.kind === 'accepted' ? 'accepted' : outcome.code));
    assert.deepEqual(
      words.toSorted((a, b) => a.localeCompare(b)),
      ['accepted', 'passkey_counter_back'],
    );
    await passkeys.removeAllOf(userId, 'test');
  });

  it('leave a trace of each decision', async () => {
    const { added, signIn, events, database, userId } = await openBench(store.one());
    const { id } = await added();
    await signIn();
    await signIn({ userVerified: false });
    const rows = await database.all<{ event: string }>('SELECT event FROM audit_event');
    const types = rows
      .map(({ event }) => JSON.parse(event) as { type: string; userId?: string })
      .filter((event) => event.userId === userId && event.type.startsWith('passkeys.'))
      .map(({ type }) => type);
    assert.deepEqual(types, ['passkeys.registration.added', 'passkeys.sign-in.accepted']);
    assert.deepEqual(events, [
      {
        type: 'passkeys.sign-in.refused',
        outcome: 'refused',
        code: 'passkey_user_not_verified',
        userId,
        detail: { passkey: id },
      },
    ]);
  });

  it('forget challenges some time after their end', async () => {
    const { passkeys, clock, database, newAttempt } = await openBench(store.one());
    await passkeys.beginSignIn({ attempt: newAttempt() });
    clock.time += 2 * 3_600_000;
    await passkeys.keepHouse();
    assert.deepEqual(await database.all('SELECT expires_at FROM passkey_challenge'), []);
  });
});
