import assert from 'node:assert/strict';
import { it } from 'node:test';
import { onEveryEngine } from '#test/support/engines.ts';
import { parseAuthenticationResults } from '#protocol/ade/authentication-results.ts';
import { parseErrorDocument } from '#protocol/ade/error-document.ts';
import { readPssoRequired } from '#protocol/ade/psso-required.ts';
import {
  type EnrollmentBench,
  openEnrollmentBench,
  type TestAnswer,
  type TestMac,
} from './contract/enrollment-bench.ts';

const offer = { MDM_CAN_REQUEST_PSSO_CONFIG: true };

function assertRefused(bench: EnrollmentBench, answer: TestAnswer, code: string): void {
  assert.deepEqual([answer.status, answer.json['code']], [403, code]);
  assert.equal(bench.refusals().at(-1), code);
}

function requirementOf(answer: TestAnswer) {
  assert.equal(answer.status, 403, answer.text);
  return readPssoRequired(parseErrorDocument(answer.bytes, answer.headers['content-type'] ?? ''));
}

/** A Mac that was told to sign in, and somebody who does. */
async function signedIn(bench: EnrollmentBench, mac: TestMac, url?: string): Promise<string> {
  const { AuthURL } = requirementOf(await bench.post(mac, { change: offer, ...(url === undefined ? {} : { url }) }));
  const ada = await bench.person();
  const fields = { username: ada.userName, password: ada.password };
  const end = await bench.submit(AuthURL, await bench.get(AuthURL), fields);
  assert.equal(end.status, 308, end.text);
  return parseAuthenticationResults(end.headers['location'] ?? '') ?? assert.fail('there is a token');
}

onEveryEngine('Sign-in before enrollment (Apple, com.apple.psso.required; section 2.5)', (store) => {
  const open = async () => {
    const bench = await openEnrollmentBench(store.one());
    bench.plan.requirePlatformSso = true;
    return bench;
  };

  it('is asked of a Mac with macOS 26 that offers it, with three addresses of this server', async () => {
    const bench = await open();
    const answer = await bench.post(bench.mac(), { change: offer });
    assert.equal(answer.headers['content-type'], 'application/json');
    const { ProfileURL, AuthURL, Package } = requirementOf(answer);
    assert.match(ProfileURL, /^https:\/\/mdm\.example\.org\/enrollment\/profile\/[\w-]{43}$/);
    assert.match(AuthURL, /^https:\/\/mdm\.example\.org\/enrollment\/sign-in\/[\w-]{43}$/);
    assert.equal(Package.ManifestURL, bench.manifestUrl);
  });

  it('is not asked of a Mac that does not offer it, nor below macOS 26, nor without a plan for it (checklist 13)', async () => {
    const bench = await open();
    assert.equal((await bench.post(bench.mac())).status, 200);
    assert.equal((await bench.post(bench.mac({ OS_VERSION: '15.6' }), { change: offer })).status, 200);
    bench.plan.requirePlatformSso = false;
    assert.equal((await bench.post(bench.mac(), { change: offer })).status, 200);
  });

  it('comes after the update: only a Mac with the required macOS is asked (section 2.4)', async () => {
    const bench = await open();
    bench.plan.minimumMacos = '27';
    const answer = await bench.post(bench.mac(), { change: offer });
    assert.equal(answer.json['code'], 'com.apple.softwareupdate.required');
  });

  it('cannot be gone around: the same Mac without offer and token is refused (checklist 13)', async () => {
    const bench = await open();
    const mac = bench.mac();
    requirementOf(await bench.post(mac, { change: offer }));
    assertRefused(bench, await bench.post(mac), 'sign_in_missing');
    assertRefused(bench, await bench.post(mac, { url: await bench.enrollment.organisationUrl() }), 'sign_in_missing');
  });

  it('is not a way around a plan that wants its page opened: posting is refused', async () => {
    const bench = await open();
    bench.plan.signInPage = true;
    assertRefused(bench, await bench.post(bench.mac()), 'sign_in_page_required');
    assertRefused(bench, await bench.post(bench.mac(), { change: offer }), 'sign_in_page_required');
  });

  it('gives the profile as often as it is fetched, until an hour is over (checklist 12)', async () => {
    const bench = await open();
    const mac = bench.mac();
    const { ProfileURL } = requirementOf(await bench.post(mac, { change: offer }));
    for (let count = 0; count < 2; count += 1) {
      const answer = await bench.get(ProfileURL);
      assert.equal(answer.headers['content-type'], 'application/x-apple-aspen-config');
      assert.equal(answer.text, `profile of ${mac.info.SERIAL}`);
    }
    bench.clock.time += 3_600_000;
    assertRefused(bench, await bench.get(ProfileURL), 'sign_in_expired');
  });

  it('ends with a token that enrolls this Mac once, by 308 without a body (checklist 14)', async () => {
    const bench = await open();
    const mac = bench.mac();
    const { AuthURL } = requirementOf(await bench.post(mac, { change: offer }));
    const ada = await bench.person();
    const page = await bench.get(AuthURL);
    const end = await bench.submit(AuthURL, page, { username: ada.userName, password: ada.password });
    assert.deepEqual([end.status, end.headers['content-length'], end.text], [308, '0', '']);
    const bearer = parseAuthenticationResults(end.headers['location'] ?? '') ?? '';
    assert.match(bearer, /^[\w-]{43}$/);
    const enrolled = await bench.post(mac, { bearer });
    assert.equal(enrolled.headers['content-type'], 'application/x-apple-aspen-config');
    assertRefused(bench, await bench.post(mac, { bearer }), 'access_token_used');
  });

  it('lets exactly one of two simultaneous requests with a token in', async () => {
    const bench = await open();
    const mac = bench.mac();
    const bearer = await signedIn(bench, mac);
    const answers = await Promise.all([bench.post(mac, { bearer }), bench.post(mac, { bearer })]);
    assert.deepEqual(
      answers.map(({ status }) => status).toSorted((a, b) => a - b),
      [200, 403],
    );
  });

  it('refuses a token of another Mac, an old one, a made-up one (checklist 14)', async () => {
    const bench = await open();
    const mac = bench.mac();
    const bearer = await signedIn(bench, mac);
    assertRefused(bench, await bench.post(bench.mac(), { bearer }), 'access_token_foreign');
    assertRefused(bench, await bench.post(mac, { bearer: 'made-up' }), 'access_token_unknown');
    bench.clock.time += 600_000;
    assertRefused(bench, await bench.post(mac, { bearer }), 'access_token_expired');
  });

  it('refuses the token of a person who was disabled since', async () => {
    const bench = await open();
    const mac = bench.mac();
    const bearer = await signedIn(bench, mac);
    const [signIn] = bench.setupSignIns;
    await bench.directory.disableUser(signIn?.userId ?? '', 'test');
    assertRefused(bench, await bench.post(mac, { bearer }), 'person_disabled');
  });

  it('does not use a token up while the Mac cannot be enrolled', async () => {
    const bench = await open();
    const mac = bench.mac();
    const bearer = await signedIn(bench, mac);
    bench.topic = undefined;
    assertRefused(bench, await bench.post(mac, { bearer }), 'push_certificate_missing');
    bench.topic = 'com.apple.mgmt.External.9b1d9a4e';
    assert.equal((await bench.post(mac, { bearer })).status, 200);
  });

  it('is over once the Mac is enrolled: asked again without offer, it is let in', async () => {
    const bench = await open();
    const mac = bench.mac();
    const bearer = await signedIn(bench, mac);
    await bench.post(mac, { bearer });
    assert.equal((await bench.post(mac)).status, 200);
  });

  it('hands the very token to Platform SSO, for this Mac and this person: one sign-in', async () => {
    const bench = await open();
    const [own, other] = [bench.mac(), bench.mac()];
    const token = await signedIn(bench, own);
    await signedIn(bench, other, await bench.enrollment.organisationUrl());
    assert.deepEqual(
      bench.setupSignIns.map(({ serialNumber, isOwnAddress }) => [serialNumber, isOwnAddress]),
      [
        [own.info.SERIAL, true],
        [other.info.SERIAL, false],
      ],
    );
    assert.equal(bench.setupSignIns[0]?.token, token);
  });

  it('says afterwards whose Mac it is, until it enrolls without a sign-in or the person is gone', async () => {
    const bench = await open();
    const mac = bench.mac();
    const { SERIAL: serialNumber } = mac.info;
    await bench.post(mac, { bearer: await signedIn(bench, mac) });
    const [signIn] = bench.setupSignIns;
    assert.equal((await bench.enrollment.personOf(serialNumber))?.id, signIn?.userId);
    await bench.directory.disableUser(signIn?.userId ?? '', 'test');
    assert.equal(await bench.enrollment.personOf(serialNumber), undefined);
    await bench.directory.enableUser(signIn?.userId ?? '', 'test');
    await bench.post(mac);
    assert.equal(await bench.enrollment.personOf(serialNumber), undefined);
  });

  it('is refused while there is no package of the app, or no push certificate', async () => {
    const bench = await open();
    bench.manifestUrl = undefined;
    assertRefused(bench, await bench.post(bench.mac(), { change: offer }), 'package_missing');
    bench.manifestUrl = 'https://mdm.example.org/a';
    bench.topic = undefined;
    assertRefused(bench, await bench.post(bench.mac(), { change: offer }), 'push_certificate_missing');
  });

  it('is refused when the plan is gone since', async () => {
    const plans = {
      deviceIdentity: async () => 'scep' as const,
      enrollmentGate: async () => ({ kind: 'sign-in-first' }) as const,
      opensSignInPage: async () => false,
    };
    const preEnrollmentProfileFor = async () => undefined;
    const ports = { plans: { ...plans, preEnrollmentProfileFor } };
    const bench = await openEnrollmentBench(store.one(), { ports });
    const { ProfileURL } = requirementOf(await bench.post(bench.mac(), { change: offer }));
    assertRefused(bench, await bench.get(ProfileURL), 'plan_missing');
  });

  it('writes no token and no password into the audit chain', async () => {
    const bench = await open();
    const mac = bench.mac();
    const token = await signedIn(bench, mac);
    await bench.post(mac, { bearer: token });
    const rows = await store.one().all<{ body: string }>('SELECT event AS body FROM audit_event');
    const text = JSON.stringify([bench.events, rows]);
    assert.ok(text.includes('enrollment.signed-in'));
    assert.ok(!text.includes(token) && !text.includes('orange kettle'));
  });
});
