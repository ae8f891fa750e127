import assert from 'node:assert/strict';
import { it } from 'node:test';
import { onEveryEngine } from '#test/support/engines.ts';
import { encodeBinaryMachineInfo, encodeMachineInfo } from '#protocol/ade/machine-info.ts';
import { signMachineInfo } from '#protocol/ade/signed-machine-info.ts';
import { makeTestSigner, runOpenssl } from '#protocol/cms/contract/openssl-cms.ts';
import { parsePlist } from '#protocol/encoding/plist/plist.ts';
import { asDictionary, stringAt } from '#protocol/encoding/plist/reading.ts';
import { parseConfigurationProfile } from '#protocol/profile/configuration-profile.ts';
import { authority } from '#protocol/x509/contract/test-authority.ts';
import { nodeCrypto } from '#runtime/crypto.ts';
import { checkChallenge } from '#server/authority/device-identities/challenges.ts';
import { type EnrollmentBench, openEnrollmentBench, type TestAnswer } from './contract/enrollment-bench.ts';

function payloadOf(answer: TestAnswer, type: string) {
  assert.equal(answer.status, 200, answer.text);
  return parseConfigurationProfile(answer.bytes).PayloadContent.find(({ PayloadType }) => PayloadType === type)
    ?.settings;
}

function assertRefused(bench: EnrollmentBench, answer: TestAnswer, code: string, status = 403): void {
  assert.deepEqual([answer.status, answer.json['code']], [status, code]);
  assert.equal(answer.headers['content-type'], 'application/json');
  assert.match(JSON.stringify(answer.json['message']), /^"[A-Z].{20,}\."$/);
  assert.equal(bench.refusals().at(-1), code);
}

onEveryEngine('Machine information that is posted (Apple, MachineInfo; section 2.1)', (store) => {
  it('is answered with an enrollment profile of exactly its type, with a challenge for this Mac', async () => {
    const bench = await openEnrollmentBench(store.one());
    const answer = await bench.post(bench.mac());
    assert.equal(answer.headers['content-type'], 'application/x-apple-aspen-config');
    assert.equal(payloadOf(answer, 'com.apple.mdm')?.['Topic'], 'com.apple.mgmt.External.9b1d9a4e');
    assert.match(JSON.stringify(payloadOf(answer, 'com.apple.security.scep')), /"Challenge":"[0-9a-f]{64}"/);
    assert.deepEqual(
      bench.events.map(({ type }) => type),
      ['enrollment.profile.delivered'],
    );
  });

  it('is read whatever its Content-Type says, in every style that devices sign', async () => {
    const bench = await openEnrollmentBench(store.one());
    const mac = bench.mac();
    const url = await bench.enrollment.enrollmentUrlFor(mac.info.SERIAL);
    for (const type of ['application/xml', 'text/plain', 'application/json', 'application/x-www-form-urlencoded']) {
      const body = signMachineInfo(encodeMachineInfo(mac.info), mac.signer, nodeCrypto);
      assert.equal((await bench.send(url, body, { 'content-type': type })).status, 200, type);
    }
    const withAttributes = { encoding: 'der', digest: 'sha256', signingTime: bench.clock.time } as const;
    assert.equal((await bench.post(mac, { style: withAttributes })).status, 200);
  });

  it('is read as a binary property list too (checklist 20)', async () => {
    const bench = await openEnrollmentBench(store.one());
    const mac = bench.mac();
    const url = await bench.enrollment.enrollmentUrlFor(mac.info.SERIAL);
    const body = signMachineInfo(encodeBinaryMachineInfo(mac.info), mac.signer, nodeCrypto);
    assert.equal((await bench.send(url, body)).status, 200);
  });

  it('is read as the openssl program signs it', async () => {
    const signer = makeTestSigner(2048);
    const deviceAuthorities = async () => [signer.issuer.certificate];
    const bench = await openEnrollmentBench(store.one(), { ports: { deviceAuthorities } });
    const { info } = bench.mac();
    const url = await bench.enrollment.enrollmentUrlFor(info.SERIAL);
    const sign = ['cms', '-sign', '-binary', '-nodetach', '-noattr', '-md', 'sha1', '-in', 'info', '-outform', 'DER'];
    const args = [...sign, '-signer', 'signer.pem', '-inkey', 'key.pem', '-out', 'out'];
    const body = runOpenssl(args, { ...signer.files, info: encodeMachineInfo(info) });
    assert.equal((await bench.send(url, body)).status, 200);
  });

  it('is refused of a Mac that Apple says is not ours any more, at whatever address it has', async () => {
    const mac = (await openEnrollmentBench(store.one())).mac();
    const ownership = { hasLeft: async (serialNumber: string) => serialNumber === mac.info.SERIAL };
    const bench = await openEnrollmentBench(store.one(), { ports: { ownership } });
    assertRefused(bench, await bench.post(mac), 'device_disowned');
    assertRefused(bench, await bench.post(mac, { url: await bench.enrollment.organisationUrl() }), 'device_disowned');
    assert.equal((await bench.post(bench.mac())).status, 200);
  });

  it('gets any Mac of the organisation in at the address of the organisation', async () => {
    const bench = await openEnrollmentBench(store.one());
    const url = await bench.enrollment.organisationUrl();
    assert.equal((await bench.post(bench.mac(), { url })).status, 200);
    assert.equal((await bench.post(bench.mac(), { url })).status, 200);
  });

  it('is refused at an address that was guessed, which is written down but cannot fill the chain', async () => {
    const bench = await openEnrollmentBench(store.one());
    const url = await bench.enrollment.enrollmentUrlFor('C02TEST00001');
    assertRefused(bench, await bench.post(bench.mac(), { url: `${url}A` }), 'enrollment_url_unknown', 404);
    for (let count = 0; count < 100; count += 1) await bench.send('/enroll/guess', new Uint8Array());
    assert.ok(bench.refusals().length <= 61, `${bench.refusals().length} refusals are written down`);
  });

  it('is refused when the address was given to another Mac', async () => {
    const bench = await openEnrollmentBench(store.one());
    const url = await bench.enrollment.enrollmentUrlFor('C02TEST00001');
    assertRefused(bench, await bench.post(bench.mac(), { url }), 'serial_number_foreign');
  });

  it('is refused when no device of Apple signed it', async () => {
    const bench = await openEnrollmentBench(store.one());
    assertRefused(bench, await bench.post(bench.mac({}, authority('Somebody'))), 'ade_signer_not_trusted');
  });

  it('is refused when it was changed after it was signed', async () => {
    const bench = await openEnrollmentBench(store.one());
    const mac = bench.mac();
    const signed = signMachineInfo(encodeMachineInfo(mac.info), mac.signer, nodeCrypto);
    const text = Buffer.from(signed).toString('latin1').replace('Mac15,6', 'Mac16,6');
    const url = await bench.enrollment.enrollmentUrlFor(mac.info.SERIAL);
    assertRefused(bench, await bench.send(url, Buffer.from(text, 'latin1')), 'machine_info_signature_wrong');
  });

  it('is refused without a signature, unless the configuration lets it', async () => {
    const bench = await openEnrollmentBench(store.one());
    const { info } = bench.mac();
    const url = await bench.enrollment.enrollmentUrlFor(info.SERIAL);
    assertRefused(bench, await bench.send(url, encodeMachineInfo(info)), 'machine_info_unsigned');
    const lax = await openEnrollmentBench(store.one(), { settings: { insecureUnsignedMachineInfo: true } });
    assert.equal((await lax.send(url, encodeMachineInfo(info))).status, 200);
  });

  it('is refused when it cannot be read, with the code of what is wrong', async () => {
    const bench = await openEnrollmentBench(store.one());
    const { info, signer } = bench.mac();
    const url = await bench.enrollment.enrollmentUrlFor(info.SERIAL);
    const refusedAs = async (body: Uint8Array, code: string, status = 403) =>
      assertRefused(bench, await bench.send(url, body), code, status);
    const signed = (text: string) => signMachineInfo(new TextEncoder().encode(text), signer, nodeCrypto);
    await refusedAs(new Uint8Array(), 'machine_info_missing');
    await refusedAs(Uint8Array.of(0x30, 0x03, 1, 2, 3), 'machine_info_unreadable');
    await refusedAs(signed('no property list'), 'ade_message_malformed');
    await refusedAs(signed('<plist><dict><key>UDID</key><string>U</string></dict></plist>'), 'ade_member_missing');
    await refusedAs(signed('<plist><dict><key>UDID</key><integer>1</integer></dict></plist>'), 'ade_member_malformed');
    await refusedAs(signed(`<plist>${' '.repeat(66_000)}</plist>`), 'ade_message_too_large');
    await refusedAs(new Uint8Array(200_000).fill(0x30), 'body_too_large', 413);
  });

  it('of a macOS that is too old is answered with the update, where the Mac can be told so', async () => {
    const bench = await openEnrollmentBench(store.one());
    bench.plan.minimumMacos = '27';
    const answer = await bench.post(bench.mac());
    assert.deepEqual([answer.status, answer.json['code']], [403, 'com.apple.softwareupdate.required']);
    assert.deepEqual(answer.json['details'], { OSVersion: '27' });
    const mute = bench.mac({ MDM_CAN_REQUEST_SOFTWARE_UPDATE: false });
    assertRefused(bench, await bench.post(mute), 'macos_too_old');
    const { OS_VERSION: _, ...ancient } = mute.info;
    const old = signMachineInfo(encodeMachineInfo(ancient), mute.signer, nodeCrypto);
    const url = await bench.enrollment.enrollmentUrlFor(mute.info.SERIAL);
    assertRefused(bench, await bench.send(url, old), 'macos_too_old');
  });

  it('is refused while there is no push certificate: the Mac could not be managed', async () => {
    const bench = await openEnrollmentBench(store.one());
    bench.topic = undefined;
    assertRefused(bench, await bench.post(bench.mac()), 'push_certificate_missing');
  });

  it('is answered alike by two nodes: addresses are of one key, which is sealed and sealed again', async () => {
    const [one, two] = store.pair();
    const first = await openEnrollmentBench(one);
    const second = await openEnrollmentBench(two);
    const serialNumber = 'C02TEST00009';
    const url = await first.enrollment.enrollmentUrlFor(serialNumber);
    assert.equal(await second.enrollment.enrollmentUrlFor(serialNumber), url);
    assert.equal(await first.enrollment.reseal(), 0);
    const row = await one.get<{ sealed: Uint8Array }>('SELECT sealed FROM enrollment_key');
    assert.ok(row && row.sealed.length > 32);
  });

  it('is answered with ACME where the plan wants proof of hardware and the Mac can give it (section 7.2)', async () => {
    const bench = await openEnrollmentBench(store.one());
    const means = async (change: Parameters<typeof bench.mac>[0]) => {
      const answer = await bench.post(bench.mac(change));
      return payloadOf(answer, 'com.apple.security.acme') === undefined ? 'scep' : 'acme';
    };
    assert.equal(await means({}), 'scep');
    bench.plan.deviceIdentity = 'attested';
    const acme = payloadOf(await bench.post(bench.mac()), 'com.apple.security.acme');
    assert.equal(acme?.['DirectoryURL'], 'https://mdm.example.org/acme/directory');
    assert.deepEqual([acme['HardwareBound'], acme['Attest']], [true, true]);
    assert.equal(await means({ PRODUCT: 'MacBookPro16,1' }), 'scep');
    const mac = bench.mac();
    const { OS_VERSION: _, ...before14 } = mac.info;
    const body = signMachineInfo(encodeMachineInfo(before14), mac.signer, nodeCrypto);
    const answer = await bench.send(await bench.enrollment.enrollmentUrlFor(mac.info.SERIAL), body);
    assert.ok(payloadOf(answer, 'com.apple.security.scep'));
  });

  it('is not asked of a managed Mac that cannot prove its hardware and only renews, whatever the plan says', async () => {
    const bench = await openEnrollmentBench(store.one());
    bench.plan.deviceIdentity = 'attested-only';
    const renew = async (productName: string, osVersion: string) => {
      const mac = { enrollmentId: 'U', serialNumber: 'C02TEST00001', productName, osVersion };
      const profile = parseConfigurationProfile((await bench.enrollment.renewalProfileFor(mac)) ?? new Uint8Array());
      return profile.PayloadContent.map(({ PayloadType }) => PayloadType).find((type) => /scep|acme/.test(type));
    };
    assert.equal(await renew('Mac16,1', '26.1'), 'com.apple.security.acme');
    assert.equal(await renew('Mac16,1', '13.7'), 'com.apple.security.scep');
    assert.equal(await renew('MacBookPro16,1', '26.1'), 'com.apple.security.scep');
    assert.deepEqual(await bench.enrollment.exportProfile({ macs: 1, days: 1 }, 'admin'), {
      kind: 'attestation-required',
    });
  });

  it('is refused where the plan insists on proof of hardware and the Mac has none, before anybody signs in', async () => {
    const bench = await openEnrollmentBench(store.one());
    bench.plan.deviceIdentity = 'attested-only';
    bench.plan.requirePlatformSso = true;
    assert.ok(payloadOf(await bench.post(bench.mac({ PRODUCT: 'Mac16,1' })), 'com.apple.security.acme'));
    const change = { PRODUCT: 'VirtualMac2,1', MDM_CAN_REQUEST_PSSO_CONFIG: true };
    assertRefused(bench, await bench.post(bench.mac(change)), 'attestation_impossible');
  });

  it('lets the Mac come again after a failed first check-in: the challenge it holds stays good (checklist 3)', async () => {
    const bench = await openEnrollmentBench(store.one());
    const mac = bench.mac();
    const inside = asDictionary(payloadOf(await bench.post(mac), 'com.apple.security.scep')?.['PayloadContent'] ?? {});
    const challenge = stringAt(inside, 'Challenge');
    for (let count = 0; count < 2; count += 1) {
      const verdict = await checkChallenge(bench.identities.ports, challenge);
      assert.equal(verdict.kind === 'valid' && verdict.subject.serialNumber, mac.info.SERIAL);
    }
    assert.equal((await bench.post(mac)).status, 200);
    assert.ok(parsePlist((await bench.post(mac)).bytes));
  });
});
