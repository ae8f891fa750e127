import assert from 'node:assert/strict';
import { it } from 'node:test';
import { onEveryEngine } from '#test/support/engines.ts';
import { newEnrollment, parseOfferAddress, phonePaths } from '#api/authenticator.ts';
import { enrollmentText, type EnrollmentProof, signingInputOf } from '#api/authenticator-signatures.ts';
import { toBase64url } from '#protocol/encoding/base64.ts';
import { utf8 } from '#protocol/encoding/utf8.ts';
import { type Bench, enrolledPhone, issuer, makePhone, openBench, refusalOf, sendTo } from './contract/phone-bench.ts';

async function offered(bench: Bench) {
  const userId = await bench.addPerson();
  const { address } = await bench.feature.offer(userId, 'admin');
  const parsed = parseOfferAddress(address);
  assert.ok(parsed);
  return { userId, address, secret: parsed.secret };
}

/** Enrols by hand, with something changed. */
async function enrolBy(
  bench: Bench,
  secret: string,
  change: Partial<EnrollmentProof> = {},
  body: object = {},
): Promise<string | undefined> {
  const { crypto, fetch } = makePhone(() => bench).ports;
  const look = await fetch(`${issuer}${phonePaths.look}`, post({ secret }));
  const { challenge } = JSON.parse(await look.text()) as { readonly challenge: string };
  const { key, publicKey } = await crypto.newKey();
  const offerHash = toBase64url(await crypto.sha256(utf8(secret)));
  const proof = { issuer, key: publicKey, offerHash, challenge, name: 'Phone', unlock: 'pin', ...change } as const;
  const input = signingInputOf(enrollmentText(proof));
  const jws = `${input}.${toBase64url(await crypto.sign(key, utf8(input)))}`;
  const request = post({ secret, proof: jws, ...body });
  return (await sendTo(bench, { ...request, path: phonePaths.enroll })).code;
}

function post(body: object) {
  return { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
}

onEveryEngine('Enrolment of a phone', (store) => {
  it('takes an offer once, with a proof of the key, and says who it is for', async () => {
    const bench = await openBench(store.one());
    const { userId, address } = await offered(bench);
    const phone = makePhone(() => bench);
    const view = await phone.look(address);
    assert.equal(view.account.userId, userId);
    assert.equal(view.account.issuer, issuer);
    assert.equal(view.unlock, 'required');
    assert.equal(await bench.feature.numberMatching.isEnrolled(userId), false);
    const account = await phone.enroll(address, { name: "Ada's phone", unlock: 'pin' });
    assert.equal(await bench.feature.numberMatching.isEnrolled(userId), true);
    const [listed] = await bench.feature.list(userId);
    assert.deepEqual(
      [listed?.id, listed?.name, listed?.unlockRequired],
      [account.authenticatorId, "Ada's phone", true],
    );
    assert.equal(await refusalOf(phone.enroll(address, { name: 'Other', unlock: 'pin' })), 'offer_used');
    const events = (await bench.events('authenticator.enrolled')).filter((event) => event.userId === userId);
    assert.equal(events.length, 1);
    assert.ok(!JSON.stringify(events).includes(parseOfferAddress(address)?.secret ?? ''));
    await bench.close();
  });

  it('refuses an offer that ended, that a newer one replaced, or that never was', async () => {
    const bench = await openBench(store.one());
    const { userId, address } = await offered(bench);
    const phone = makePhone(() => bench);
    const newer = await bench.feature.offer(userId, 'admin');
    assert.equal(await refusalOf(phone.enroll(address, { name: 'Phone', unlock: 'pin' })), 'offer_unknown');
    bench.clock.time += 600_000;
    assert.equal(await refusalOf(phone.enroll(newer.address, { name: 'Phone', unlock: 'pin' })), 'offer_expired');
    assert.equal(await refusalOf(phone.look('https://id.porchlight.example/')), 'offer_address_malformed');
    assert.equal((await bench.events('authenticator.phone.refused')).at(0)?.code, 'offer_expired');
    await bench.close();
  });

  it('refuses a proof for another server, offer or challenge, or by another key; the offer stays', async () => {
    const bench = await openBench(store.one());
    const { secret, address } = await offered(bench);
    const other = (await makePhone(() => bench).ports.crypto.newKey()).publicKey;
    for (const change of [{ issuer: 'https://evil.example' }, { offerHash: 'x' }, { challenge: 'x' }, { key: other }]) {
      assert.equal(await enrolBy(bench, secret, change), 'proof_invalid', JSON.stringify(change));
    }
    const nowhere = { kty: 'EC', crv: 'P-256', x: 'A'.repeat(43), y: 'A'.repeat(43) } as const;
    assert.equal(await enrolBy(bench, secret, { key: nowhere }), 'proof_invalid');
    const account = await makePhone(() => bench).enroll(address, { name: 'Phone', unlock: 'pin' });
    assert.equal(account.issuer, issuer);
    await bench.close();
  });

  it('asks for a PIN or a passkey unless the offer says otherwise', async () => {
    const bench = await openBench(store.one());
    const { secret } = await offered(bench);
    assert.equal(await enrolBy(bench, secret, { unlock: 'none' }), 'unlock_required');
    const { userId, phone } = await enrolledPhone(bench, 'none');
    assert.equal(phone.stored.length, 1);
    assert.equal((await bench.feature.list(userId))[0]?.unlockRequired, false);
    await bench.close();
  });

  it('refuses members that are missing, wrong, too many or too large', async () => {
    const bench = await openBench(store.one());
    const { secret } = await offered(bench);
    const proof = 'a.b.c';
    const bodies = [
      '',
      'null',
      '[]',
      '{"secret":1}',
      JSON.stringify({ secret }),
      JSON.stringify({ secret, proof: 1 }),
      JSON.stringify({ secret, proof, more: 1 }),
      JSON.stringify({ secret: [secret, secret], proof }),
      JSON.stringify({ secret, proof, oneTimeCodes: 'yes' }),
      JSON.stringify({ secret: 'short', proof }),
      `{"secret":"${secret}`,
    ];
    const headers = { 'content-type': 'application/json' };
    for (const body of bodies) {
      const answer = await sendTo(bench, { method: 'POST', path: phonePaths.enroll, headers, body });
      assert.equal(answer.code, 'phone_message_malformed', body);
    }
    const large = JSON.stringify({ secret, proof: 'a'.repeat(20_000) });
    const tooLarge = await sendTo(bench, { method: 'POST', path: phonePaths.enroll, headers, body: large });
    assert.deepEqual([tooLarge.status, tooLarge.code], [413, 'phone_message_too_large']);
    const form = { 'content-type': 'application/x-www-form-urlencoded' };
    const asForm = await sendTo(bench, { method: 'POST', path: phonePaths.enroll, headers: form, body: 'a=b' });
    assert.deepEqual([asForm.status, asForm.code], [415, 'phone_message_not_json']);
    assert.equal(newEnrollment.safeParse({ secret, proof }).success, true);
    await bench.close();
  });

  it('allows five phones a person, also when two come at the same time', async () => {
    const bench = await openBench(store.one());
    const userId = await bench.addPerson();
    for (let count = 0; count < 4; count += 1) {
      const { address } = await bench.feature.offer(userId, userId);
      await makePhone(() => bench).enroll(address, { name: `Phone ${count}`, unlock: 'pin' });
    }
    const { address } = await bench.feature.offer(userId, userId);
    const same = await Promise.all(
      [0, 1, 2].map((name) => refusalOf(makePhone(() => bench).enroll(address, { name: `P${name}`, unlock: 'pin' }))),
    );
    assert.deepEqual(same.toSorted(), ['none', 'offer_used', 'offer_used']);
    const sixth = (await bench.feature.offer(userId, userId)).address;
    const enrolling = makePhone(() => bench).enroll(sixth, { name: 'Sixth', unlock: 'pin' });
    assert.equal(await refusalOf(enrolling), 'too_many_authenticators');
    const [first] = await bench.feature.list(userId);
    assert.deepEqual(await bench.feature.remove(userId, first?.id ?? '', 'admin'), { kind: 'done' });
    await makePhone(() => bench).enroll(sixth, { name: 'Sixth', unlock: 'pin' });
    await bench.close();
  });

  it('hands a secret of one-time codes over, to whoever has none, and takes it back with the phone', async () => {
    const bench = await openBench(store.one());
    const { userId, address } = await offered(bench);
    const phone = makePhone(() => bench);
    assert.equal((await phone.look(address)).oneTimeCodes, true);
    const { authenticatorId } = await phone.enroll(address, { name: 'Phone', unlock: 'pin', oneTimeCodes: true });
    const shown = await phone.code(authenticatorId);
    assert.ok(shown);
    assert.equal(await bench.factors.oneTimeCodes.check(userId, shown.code), 'accepted');
    const second = await bench.feature.offer(userId, userId);
    const other = makePhone(() => bench);
    assert.equal((await other.look(second.address)).oneTimeCodes, false);
    const { authenticatorId: otherId } = await other.enroll(second.address, {
      name: 'Other',
      unlock: 'pin',
      oneTimeCodes: true,
    });
    assert.equal(await other.code(otherId), undefined);
    await other.remove(otherId);
    assert.equal(await bench.factors.oneTimeCodes.isEnrolled(userId), true);
    await phone.remove(authenticatorId);
    assert.equal(await bench.factors.oneTimeCodes.isEnrolled(userId), false);
    assert.deepEqual([phone.stored, await bench.feature.list(userId)], [[], []]);
    await bench.close();
  });

  it('renames and removes only what is the person’s own', async () => {
    const bench = await openBench(store.one());
    const { userId, phone, authenticatorId } = await enrolledPhone(bench);
    const other = await bench.addPerson();
    assert.equal((await bench.feature.rename(other, authenticatorId, 'Mine', other)).kind, 'not-found');
    assert.equal((await bench.feature.remove(other, authenticatorId, other)).kind, 'not-found');
    await phone.rename(authenticatorId, 'Kitchen phone');
    assert.equal((await bench.feature.list(userId))[0]?.name, 'Kitchen phone');
    assert.equal((await phone.self(authenticatorId)).authenticator.name, 'Kitchen phone');
    await bench.feature.removeAll(userId, 'admin');
    assert.equal(await refusalOf(phone.requests(authenticatorId)), 'authenticator_removed');
    assert.equal(await bench.feature.numberMatching.isEnrolled(userId), false);
    await bench.close();
  });
});
