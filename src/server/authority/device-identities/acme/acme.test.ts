import assert from 'node:assert/strict';
import type { KeyObject } from 'node:crypto';
import { after, before, test } from 'node:test';
import { type FastifyInstance, fastify, type LightMyRequestResponse } from 'fastify';
import { FlattenedSign, type JWK } from 'jose';
import {
  type AttestationAuthority,
  type AttestationFault,
  createAttestationAuthority,
} from '#apple/attestation-authority.ts';
import { encodeAttestationAnswer } from '#protocol/acme/attestation-object.ts';
import { toBase64url } from '#protocol/encoding/base64.ts';
import type { JsonObject } from '#protocol/encoding/json.ts';
import { utf8 } from '#protocol/encoding/utf8.ts';
import { parseCertificatesPem } from '#protocol/x509/certificate.ts';
import { nodeCrypto, p256Point } from '#runtime/crypto.ts';
import { systemRandom } from '#runtime/random.ts';
import { onEveryEngine } from '#test/support/engines.ts';
import { acmeBase, AcmeTestClient, csrOf, newEcKey, publicJwk } from '../contract/acme-client.ts';
import { type IdentityBench, openIdentityBench, otherMac, someMac, standingClock } from '../contract/identity-bench.ts';
import { OpenSsl } from '../contract/openssl.ts';
import { acmeRefusals, type AcmeRefusalCode } from './refusal.ts';

const day = 86_400_000;

onEveryEngine('ACME', (store) => {
  const clock = standingClock();
  let bench: IdentityBench;
  let app: FastifyInstance;
  let attestation: AttestationAuthority;
  let client: AcmeTestClient;
  let openssl: OpenSsl;

  before(async () => {
    attestation = createAttestationAuthority({ clock, random: systemRandom });
    const attestationRoots = { apple: [], simulated: [attestation.rootCertificate] };
    bench = await openIdentityBench(store.one(), { clock, attestationRoots });
    app = fastify();
    bench.identities.mount(app);
    client = await new AcmeTestClient(app).open();
    openssl = new OpenSsl();
  });
  after(async () => {
    openssl.remove();
    await app.close();
  });

  type Order = Awaited<ReturnType<AcmeTestClient['order']>>;

  function order(): Promise<Order> {
    return bench.identities.mintClientIdentifier(someMac).then((identifier) => client.order(identifier));
  }

  function answerFor({ challenge }: Order, key: KeyObject, fault?: AttestationFault): JsonObject {
    const chain = attestation.attest({
      key: p256Point(key),
      clientDataHash: nodeCrypto.sha256(utf8(challenge.token)),
      serialNumber: someMac.serialNumber,
      // Of the provisioning profile: another one than management knows.
      udid: '00008112-001A2B3C4D5E601E',
      ...(fault === undefined ? {} : { fault }),
    });
    return encodeAttestationAnswer(chain);
  }

  async function attested(key: KeyObject): Promise<Order> {
    const opened = await order();
    const reply = await client.post(opened.challenge.url, answerFor(opened, key));
    assert.equal(reply.json<{ status: string }>().status, 'valid', reply.body);
    return opened;
  }

  function isProblem(reply: LightMyRequestResponse, code: AcmeRefusalCode): void {
    const { type, status } = acmeRefusals[code];
    assert.equal(reply.statusCode, status, reply.body);
    assert.equal(reply.headers['content-type'], 'application/problem+json');
    assert.equal(reply.json<JsonObject>()['type'], `urn:ietf:params:acme:error:${type}`);
    assert.equal(reply.json<JsonObject>()['code'], code);
    assert.ok(reply.headers['replay-nonce']);
    if (code !== 'nonce_bad') assert.equal(bench.events.at(-1)?.code, code);
  }

  test('the directory names its addresses by the public URL, and every answer brings a nonce (RFC 8555 section 7.1.1)', async () => {
    const reply = await app.inject('/acme/directory');
    const { meta: _, ...directory } = reply.json<Record<string, string>>();
    assert.deepEqual(Object.keys(directory), ['newNonce', 'newAccount', 'newOrder', 'revokeCert', 'keyChange']);
    assert.ok(Object.values(directory).every((url) => url.startsWith(`${acmeBase}/acme/`)));
    for (const method of ['HEAD', 'GET'] as const) {
      const nonce = await app.inject({ method, url: '/acme/new-nonce' });
      assert.equal(nonce.statusCode, method === 'HEAD' ? 200 : 204);
      assert.match(String(nonce.headers['replay-nonce']), /^[\w-]{48}$/);
      assert.equal(nonce.headers['cache-control'], 'no-store');
    }
  });

  test('a Mac whose key Apple vouches for gets an identity for that key (sections 7.2 and 7.3)', async () => {
    const key = newEcKey();
    const opened = await attested(key);
    const ready = await client.post(opened.url, undefined);
    assert.equal(ready.json<JsonObject>()['status'], 'ready');
    const finalized = await client.post(opened.finalize, { csr: csrOf(key) });
    const { status, certificate } = finalized.json<{ status: string; certificate: string }>();
    assert.equal(status, 'valid');
    const download = await client.post(certificate, undefined);
    assert.equal(download.headers['content-type'], 'application/pem-certificate-chain');
    const [leaf, authority] = parseCertificatesPem(download.body);
    assert.ok(leaf && authority);
    const verdict = await bench.identities.verifyIdentity(leaf.raw);
    assert.ok(verdict.kind === 'valid');
    assert.equal(verdict.enrollmentId, someMac.enrollmentId);
    openssl.writePem('ca.pem', 'CERTIFICATE', authority.raw);
    openssl.writePem('leaf.pem', 'CERTIFICATE', leaf.raw);
    const at = ['-attime', String(Math.floor(clock.now() / 1000))];
    assert.equal(
      openssl.run('verify', ...at, '-CAfile', 'ca.pem', '-purpose', 'sslclient', 'leaf.pem'),
      'leaf.pem: OK\n',
    );
    const again = await client.post(opened.finalize, { csr: csrOf(key) });
    assert.equal(again.json<JsonObject>()['certificate'], certificate);
  });

  test('the same profile serves again, with a new key and another account (checklist 3)', async () => {
    const identifier = await bench.identities.mintClientIdentifier(someMac);
    for (let enrollment = 0; enrollment < 2; enrollment += 1) {
      const mac = await new AcmeTestClient(app).open();
      const opened = await mac.order(identifier);
      const key = newEcKey();
      await mac.post(opened.challenge.url, answerFor(opened, key));
      const reply = await mac.post(opened.finalize, { csr: csrOf(key) });
      assert.equal(reply.json<JsonObject>()['status'], 'valid');
    }
  });

  test('an identity by the identifier of a renewal says that it is one, and no other does', async () => {
    for (const isRenewal of [true, false]) {
      const identifier = await bench.identities.mintClientIdentifier({ ...someMac, isRenewal });
      const mac = await new AcmeTestClient(app).open();
      const opened = await mac.order(identifier);
      const key = newEcKey();
      await mac.post(opened.challenge.url, answerFor(opened, key));
      const reply = await mac.post(opened.finalize, { csr: csrOf(key) });
      const download = await mac.post(reply.json<{ certificate: string }>().certificate, undefined);
      const [leaf] = parseCertificatesPem(download.body);
      const verdict = await bench.identities.verifyIdentity(leaf?.raw ?? new Uint8Array());
      assert.equal(verdict.kind === 'valid' && verdict.isRenewal, isRenewal);
    }
  });

  const wrong: readonly (readonly [AttestationFault, AcmeRefusalCode])[] = [
    ['wrong-freshness', 'attestation_wrong_freshness'],
    ['missing-freshness', 'attestation_missing_freshness'],
    ['other-serial-number', 'attestation_wrong_serial_number'],
    ['self-made-root', 'attestation_untrusted_root'],
    ['expired-leaf', 'attestation_expired'],
  ];
  for (const [fault, code] of wrong) {
    test(`an attestation with ${fault} ends the order, and the challenge says why (RFC 8555 section 7.5.1)`, async () => {
      const opened = await order();
      const reply = await client.post(opened.challenge.url, answerFor(opened, newEcKey(), fault));
      const { status, error } = reply.json<{ status: string; error: JsonObject }>();
      assert.equal(status, 'invalid');
      assert.equal(error['type'], 'urn:ietf:params:acme:error:badAttestationStatement');
      assert.equal(error['code'], code);
      const event = bench.events.at(-1);
      assert.deepEqual(
        [event?.type, event?.code, event?.detail?.['serialNumber']],
        ['authority.acme.refused', code, someMac.serialNumber],
      );
      isProblem(await client.post(opened.finalize, { csr: csrOf(newEcKey()) }), 'order_not_ready');
      isProblem(await client.post(opened.challenge.url, answerFor(opened, newEcKey())), 'challenge_finished');
      clock.time += 300_000;
    });
  }

  test('an attestation that does not name the Mac, is missing or cannot be read ends the order too', async () => {
    const codeFor = async (payload: (opened: Order) => JsonObject) => {
      const opened = await order();
      const reply = await client.post(opened.challenge.url, payload(opened));
      clock.time += 60_000;
      return reply.json<{ error: JsonObject }>().error['code'];
    };
    const unnamed = ({ challenge }: Order) =>
      encodeAttestationAnswer(
        attestation.attest({
          key: p256Point(newEcKey()),
          clientDataHash: nodeCrypto.sha256(utf8(challenge.token)),
          ...otherMac,
          udid: '',
          includeIdentifiers: false,
        }),
      );
    assert.equal(await codeFor(unnamed), 'attestation_missing_identifiers');
    assert.equal(await codeFor(() => ({ attObj: '' })), 'attestation_missing');
    assert.equal(await codeFor(() => ({ attObj: 'AA' })), 'attestation_malformed');
    assert.equal(await codeFor(() => encodeAttestationAnswer([utf8('x')])), 'attestation_malformed');
  });

  test('a request for another key than was attested is refused, and so is one that is malformed or signed by another', async () => {
    const key = newEcKey();
    const opened = await attested(key);
    isProblem(await client.post(opened.finalize, { csr: csrOf(newEcKey()) }), 'csr_wrong_key');
    isProblem(await client.post(opened.finalize, { csr: toBase64url(new Uint8Array([0x30, 0])) }), 'csr_malformed');
    const altered = Buffer.from(csrOf(key), 'base64url');
    altered[altered.length - 1] = (altered.at(-1) ?? 0) ^ 1;
    isProblem(await client.post(opened.finalize, { csr: altered.toString('base64url') }), 'csr_signature_wrong');
    isProblem(await client.post(opened.finalize, {}), 'acme_malformed');
    assert.equal((await client.post(opened.finalize, { csr: csrOf(key) })).statusCode, 200);
    clock.time += 300_000;
  });

  test('an identifier that is made up, expired, of another type or one of two is refused', async () => {
    const fresh = await bench.identities.mintClientIdentifier(someMac);
    const newOrder = (...identifiers: JsonObject[]) => client.post(`${acmeBase}/acme/new-order`, { identifiers });
    const permanent = { type: 'permanent-identifier', value: fresh };
    isProblem(await newOrder({ ...permanent, value: someMac.serialNumber }), 'client_identifier_wrong');
    isProblem(await newOrder({ type: 'dns', value: 'example.org' }), 'identifier_unsupported');
    isProblem(await newOrder(permanent, permanent), 'identifier_unsupported');
    isProblem(await newOrder(), 'acme_malformed');
    clock.time += day + 1000;
    isProblem(await newOrder(permanent), 'client_identifier_expired');
  });

  test('an order that takes longer than a day is over', async () => {
    const opened = await order();
    clock.time += day;
    assert.equal((await client.post(opened.url, undefined)).json<JsonObject>()['status'], 'invalid');
    isProblem(await client.post(opened.challenge.url, answerFor(opened, newEcKey())), 'challenge_finished');
  });

  test('a nonce counts once, on every node, and not after its hour (RFC 8555 section 6.5)', async () => {
    const nonce = await client.nonce();
    assert.equal((await client.post(client.account, undefined, { nonce })).statusCode, 200);
    isProblem(await client.post(client.account, undefined, { nonce }), 'nonce_bad');
    isProblem(await client.post(client.account, undefined, { nonce: 'AAAA' }), 'nonce_bad');
    const old = await client.nonce();
    clock.time += 3_601_000;
    isProblem(await client.post(client.account, undefined, { nonce: old }), 'nonce_bad');
    await bench.identities.keepHouse();
  });

  test('a request is its account’s, for its address, in its media type (RFC 8555 sections 6.2 to 6.4)', async () => {
    isProblem(await client.post(client.account, undefined, { key: newEcKey() }), 'signature_wrong');
    isProblem(await client.post(client.account, undefined, { url: `${acmeBase}/acme/new-order` }), 'url_wrong');
    isProblem(
      await client.post(client.account, undefined, { account: `${acmeBase}/acme/account/none` }),
      'account_unknown',
    );
    isProblem(await client.post(client.account, undefined, { account: 'https://elsewhere/1' }), 'account_unknown');
    isProblem(await client.post(client.account, undefined, { withKey: true }), 'acme_bad_key');
    isProblem(await client.post(client.account, undefined, { contentType: 'application/json' }), 'acme_media_type');
    isProblem(await client.post(`${acmeBase}/acme/new-account`, {}), 'acme_bad_key');
    clock.time += 300_000;
  });

  test('one account does not see another’s orders and certificates', async () => {
    const key = newEcKey();
    const opened = await attested(key);
    const { certificate } = (await client.post(opened.finalize, { csr: csrOf(key) })).json<{ certificate: string }>();
    const stranger = await new AcmeTestClient(app).open();
    for (const url of [
      opened.url,
      opened.challenge.url,
      opened.authorizations[0],
      certificate,
      client.account,
      `${client.account}/orders`,
    ]) {
      isProblem(await stranger.post(url, undefined), 'not_found');
    }
    const { orders } = (await client.post(`${client.account}/orders`, undefined)).json<{ orders: string[] }>();
    assert.ok(orders.includes(opened.url));
    clock.time += 300_000;
  });

  test('an account is found by its key, changes its contact, and once deactivated does nothing (section 7.3)', async () => {
    const other = await new AcmeTestClient(app).open();
    const found = await other.post(`${acmeBase}/acme/new-account`, { onlyReturnExisting: true }, { withKey: true });
    assert.deepEqual([found.statusCode, found.headers.location], [200, other.account]);
    const unknown = await other.post(
      `${acmeBase}/acme/new-account`,
      { onlyReturnExisting: true },
      { withKey: true, key: newEcKey() },
    );
    isProblem(unknown, 'account_unknown');
    const changed = await other.post(other.account, { contact: ['mailto:ada@example.org'] });
    assert.deepEqual(changed.json<JsonObject>()['contact'], ['mailto:ada@example.org']);
    assert.equal(
      (await other.post(other.account, { status: 'deactivated' })).json<JsonObject>()['status'],
      'deactivated',
    );
    isProblem(await other.post(other.account, undefined), 'account_deactivated');
    isProblem(await other.post(`${acmeBase}/acme/new-account`, {}, { withKey: true }), 'account_deactivated');
    clock.time += 300_000;
  });

  test('a certificate is revoked by its account or by its own key, once (section 7.6)', async () => {
    const url = `${acmeBase}/acme/revoke-certificate`;
    const issue = async () => {
      const key = newEcKey();
      const { finalize } = await attested(key);
      const { certificate } = (await client.post(finalize, { csr: csrOf(key) })).json<{ certificate: string }>();
      const [leaf = assert.fail()] = parseCertificatesPem((await client.post(certificate, undefined)).body);
      return { key, leaf, payload: { certificate: toBase64url(leaf.raw), reason: 1 } };
    };
    const first = await issue();
    const stranger = await new AcmeTestClient(app).open();
    isProblem(await stranger.post(url, first.payload), 'certificate_not_yours');
    isProblem(await client.post(url, first.payload, { withKey: true }), 'certificate_not_yours');
    isProblem(await client.post(url, { ...first.payload, reason: 7 }), 'revocation_reason_unknown');
    isProblem(await client.post(url, { ...first.payload, certificate: 'AA' }), 'acme_malformed');
    assert.equal((await client.post(url, first.payload)).statusCode, 200);
    assert.deepEqual(await bench.identities.verifyIdentity(first.leaf.raw), {
      kind: 'refused',
      code: 'identity_revoked',
    });
    isProblem(await client.post(url, first.payload), 'certificate_revoked_already');
    const second = await issue();
    assert.equal((await client.post(url, second.payload, { withKey: true, key: second.key })).statusCode, 200);
    clock.time += 300_000;
  });

  test('an account gets another key by a request of the old around one of the new (section 7.3.5)', async () => {
    const mac = await new AcmeTestClient(app).open();
    const url = `${acmeBase}/acme/key-change`;
    const next = newEcKey();
    const inner = async (signer: KeyObject, claims: JsonObject, address = url) => {
      const signing = new FlattenedSign(utf8(JSON.stringify(claims)));
      const jwk = (await publicJwk(signer)) as JWK;
      return {
        ...(await signing.setProtectedHeader({ alg: 'ES256', jwk, url: address }).sign(signer)),
      } as unknown as JsonObject;
    };
    const claims = { account: mac.account, oldKey: await publicJwk(mac.key) };
    isProblem(await mac.post(url, await inner(next, claims, `${acmeBase}/else`)), 'url_wrong');
    isProblem(await mac.post(url, await inner(next, { ...claims, account: client.account })), 'acme_malformed');
    isProblem(await mac.post(url, await inner(next, { ...claims, oldKey: await publicJwk(next) })), 'acme_malformed');
    const taken = await mac.post(url, await inner(client.key, claims));
    isProblem(taken, 'account_key_in_use');
    assert.equal(taken.headers.location, client.account);
    assert.equal((await mac.post(url, await inner(next, claims))).statusCode, 200);
    isProblem(await mac.post(mac.account, undefined), 'signature_wrong');
    mac.key = next;
    assert.equal((await mac.post(mac.account, undefined)).statusCode, 200);
    clock.time += 300_000;
  });

  test('too many failures of an address are answered with rateLimited', async () => {
    let last = 0;
    for (let failures = 0; failures < 61 && last !== 429; failures += 1) {
      last = (await client.post(client.account, undefined, { account: 'x' })).statusCode;
    }
    isProblemOfLimit(await client.post(client.account, undefined));
    clock.time += 300_000;
  });

  function isProblemOfLimit(reply: LightMyRequestResponse): void {
    assert.equal(reply.statusCode, 429);
    assert.equal(reply.json<JsonObject>()['code'], 'too_many_failures');
    assert.ok(Number(reply.headers['retry-after']) > 0);
  }
});
