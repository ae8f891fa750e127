import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { createPublicKey } from 'node:crypto';
import { type FastifyInstance, fastify } from 'fastify';
import { toBase64 } from '#protocol/encoding/base64.ts';
import { toHex } from '#protocol/encoding/bytes.ts';
import { parseCertificate } from '#protocol/x509/certificate.ts';
import { onEveryEngine } from '#test/support/engines.ts';
import { type IdentityBench, openIdentityBench, otherMac, someMac } from '../contract/identity-bench.ts';
import { OpenSsl } from '../contract/openssl.ts';
import {
  certificationRequest,
  newRsaKey,
  post,
  readAnswer,
  type ScepAttempt,
  scepAttempt,
  type ScepWish,
} from '../contract/scep-client.ts';
import { scepRefusals, type ScepRefusalCode } from '../refusals.ts';
import { messageBytes, readScepQuery } from './query.ts';

const day = 86_400_000;

onEveryEngine('SCEP', (store) => {
  let bench: IdentityBench;
  let app: FastifyInstance;
  let openssl: OpenSsl;
  let authority: Uint8Array;
  let challenge: string;
  const key = newRsaKey();

  before(async () => {
    bench = await openIdentityBench(store.one());
    [authority = assert.fail()] = bench.identities.authorityCertificates();
    app = fastify({ http: { maxHeaderSize: 32 * 1024 } });
    bench.identities.mount(app);
    challenge = await bench.identities.mintChallenge(someMac);
    openssl = new OpenSsl();
  });
  after(async () => {
    openssl.remove();
    await app.close();
  });

  let transactions = 0;
  function attempt(wish: ScepWish = {}): ScepAttempt {
    transactions += 1;
    return scepAttempt(authority, { key, challenge, transactionId: `T${transactions}`, ...wish });
  }

  async function exchange(request: ScepAttempt) {
    const reply = await post(app, request);
    assert.equal(reply.statusCode, 200);
    assert.equal(reply.headers['content-type'], 'application/x-pki-message');
    return readAnswer(new Uint8Array(reply.rawPayload), request);
  }

  async function issued(request: ScepAttempt): Promise<Uint8Array> {
    const { answer } = await exchange(request);
    return answer.kind === 'success' ? (answer.certificates[0] ?? assert.fail()) : assert.fail(answer.kind);
  }

  /** Refused with CertRep under status 200, in the protocol's words, and with an event of its own. */
  async function refused(code: ScepRefusalCode, request: ScepAttempt): Promise<void> {
    const { answer, message } = await exchange(request);
    assert.deepEqual(answer, { kind: 'failure', failInfo: scepRefusals[code].failInfo });
    assert.equal(message.attributes.transactionId, request.transactionId);
    const event = bench.events.at(-1);
    assert.equal(event?.type, 'authority.scep.refused');
    assert.equal(event?.code, code);
    assert.ok(!JSON.stringify(event).includes(challenge), 'no challenge stands in the record');
    bench.clock.time += 300_000;
  }

  test('GetCACert answers the authority, GetCACaps its abilities, both types without a charset (section 7.1)', async () => {
    const certificate = await app.inject('/scep?operation=GetCACert&message=device-ca');
    assert.equal(certificate.headers['content-type'], 'application/x-x509-ca-cert');
    assert.deepEqual(new Uint8Array(certificate.rawPayload), authority);
    const capabilities = await app.inject('/scep?operation=GetCACaps&message=device-ca');
    assert.equal(capabilities.headers['content-type'], 'text/plain');
    assert.deepEqual(
      new Set(capabilities.body.trim().split('\n')),
      new Set(['POSTPKIOperation', 'Renewal', 'SHA-1', 'SHA-256', 'SHA-512', 'AES', 'DES3', 'SCEPStandard']),
    );
    for (const url of ['/scep', '/scep?operation=GetNextCACert', '/scep?operation=pkioperation']) {
      assert.equal((await app.inject(url)).statusCode, 400);
    }
  });

  test('a Mac with its challenge gets an identity, and openssl reads the answer from end to end', async () => {
    const request = attempt();
    const reply = await post(app, request);
    openssl.writePem('ca.pem', 'CERTIFICATE', authority);
    openssl.write('reply.der', reply.rawPayload);
    openssl.write('key.pem', request.key.export({ format: 'pem', type: 'pkcs8' }));
    const at = ['-attime', String(Math.floor(bench.clock.now() / 1000))];
    openssl.run(
      'cms',
      '-verify',
      '-binary',
      ...at,
      '-CAfile',
      'ca.pem',
      '-purpose',
      'any',
      '-inform',
      'DER',
      '-in',
      'reply.der',
      '-out',
      'envelope.der',
    );
    openssl.run(
      'cms',
      '-decrypt',
      '-inform',
      'DER',
      '-in',
      'envelope.der',
      '-inkey',
      'key.pem',
      '-out',
      'certificates.der',
    );
    openssl.run('pkcs7', '-inform', 'DER', '-in', 'certificates.der', '-print_certs', '-out', 'leaf.pem');
    assert.match(openssl.run('x509', '-in', 'leaf.pem', '-noout', '-subject'), new RegExp(someMac.enrollmentId));
    const spki = createPublicKey(request.key).export({ format: 'pem', type: 'spki' });
    assert.equal(openssl.run('x509', '-in', 'leaf.pem', '-noout', '-pubkey'), spki);
    const { answer, message } = readAnswer(new Uint8Array(reply.rawPayload), request);
    assert.ok(answer.kind === 'success');
    assert.deepEqual(answer.certificates[1], authority);
    assert.deepEqual(message.attributes.recipientNonce, request.senderNonce);
    assert.equal((await bench.identities.verifyIdentity(answer.certificates[0] ?? assert.fail())).kind, 'valid');
  });

  test('a request that openssl made is granted: its PKCS#10, its envelope', async () => {
    openssl.write(
      'req.cnf',
      `[req]\ndistinguished_name=dn\nattributes=attrs\nprompt=no\n[dn]\nCN=${someMac.serialNumber}\n[attrs]\nchallengePassword=${challenge}\n`,
    );
    openssl.run(
      'req',
      '-new',
      '-newkey',
      'rsa:2048',
      '-nodes',
      '-keyout',
      'mac.key',
      '-config',
      'req.cnf',
      '-outform',
      'DER',
      '-out',
      'mac.csr',
    );
    assert.equal(parseCertificate(await issued(attempt({ content: openssl.read('mac.csr') }))).publicKey.kind, 'rsa');
  });

  test('what mdmb sends is granted: SHA-1, single DES, octets posted with kilobytes of query (section 10.1)', async () => {
    const request = attempt({ cipher: 'des-cbc', digest: 'sha1' });
    const reply = await app.inject({
      method: 'POST',
      url: `/scep?operation=PKIOperation&message=${'%82'.repeat(2600)}`,
      headers: { 'content-type': 'application/octet-stream' },
      payload: Buffer.from(request.message),
    });
    const { answer, message } = readAnswer(new Uint8Array(reply.rawPayload), request);
    assert.equal(answer.kind, 'success');
    assert.equal(message.digest, 'sha256');
  });

  test('answers use the digest that was asked with, SHA-256 at least', async () => {
    for (const digest of ['sha256', 'sha512'] as const) {
      assert.equal((await exchange(attempt({ digest }))).message.digest, digest);
    }
  });

  test('a message signed by a key of its own is granted, as Apple’s client sends it', async () => {
    const { signer, key: own } = scepAttempt(authority, { challenge });
    const request = attempt({ signer: { certificate: signer.certificate.raw, privateKey: own } });
    const certificate = parseCertificate(await issued(request));
    const spki = createPublicKey(key).export({ format: 'der', type: 'spki' });
    assert.equal(toHex(certificate.publicKey.spki), toHex(spki));
  });

  test('the same transaction gets the same certificate, however often it is asked for', async () => {
    const request = attempt();
    const first = await issued(request);
    assert.deepEqual(await issued(request), first);
    assert.deepEqual(await issued(attempt({ transactionId: request.transactionId })), first);
    const poll = attempt({ messageType: 'CertPoll', transactionId: request.transactionId });
    assert.deepEqual(await issued(poll), first);
    assert.notDeepEqual(await issued(attempt()), first);
  });

  test('a failed first check-in, then the same profile again with a new key: the challenge still counts (checklist 3)', async () => {
    const fresh = await bench.identities.mintChallenge(someMac);
    const first = await issued(attempt({ challenge: fresh }));
    const second = await issued(attempt({ challenge: fresh, key: newRsaKey() }));
    assert.notDeepEqual(first, second);
    for (const certificate of [first, second]) {
      assert.equal((await bench.identities.verifyIdentity(certificate)).kind, 'valid');
    }
  });

  test('a GET with base64 in which "+" and "/" stand as they are is read (checklist 17)', async () => {
    const request = messageWith('+', () => attempt());
    const base64 = toBase64(request.message);
    for (const text of [
      base64.replaceAll('=', '%3D'),
      encodeURIComponent(base64),
      base64.replaceAll('+', '-').replaceAll('/', '_'),
      base64.replaceAll('+', '%20'),
    ]) {
      const reply = await app.inject(`/scep?operation=PKIOperation&message=${text}`);
      assert.equal(reply.statusCode, 200);
      assert.equal(readAnswer(new Uint8Array(reply.rawPayload), request).answer.kind, 'success');
    }
  });

  test('an identity renews itself without a challenge, for the same Mac', async () => {
    const old = await issued(attempt());
    const renewal = { messageType: 'RenewalReq', key: newRsaKey() } as const;
    const { challenge: _, ...wish } = { challenge, ...renewal };
    const request = scepAttempt(authority, {
      ...wish,
      transactionId: 'R1',
      signer: { certificate: old, privateKey: key },
    });
    const verdict = await bench.identities.verifyIdentity(await issued(request));
    assert.ok(verdict.kind === 'valid');
    assert.deepEqual([verdict.enrollmentId, verdict.isRenewal], [someMac.enrollmentId, true]);
    await bench.identities.revokeCertificate(toHex(parseCertificate(old).serial), 'superseded', 'ada');
    await refused(
      'renewal_refused',
      scepAttempt(authority, { ...wish, transactionId: 'R2', signer: { certificate: old, privateKey: key } }),
    );
    await refused('renewal_refused', scepAttempt(authority, { ...wish, transactionId: 'R3' }));
  });

  test('a challenge that is missing, wrong, expired or another Mac’s is refused with its own code', async () => {
    const { challenge: _, ...without } = { challenge };
    await refused('challenge_missing', scepAttempt(authority, { ...without, key }));
    await refused('challenge_wrong', attempt({ challenge: '0'.repeat(64) }));
    for (const commonName of [otherMac.serialNumber, otherMac.enrollmentId, '00008112-001A2B3C4D5E601E']) {
      await refused('challenge_foreign', attempt({ commonName }));
    }
    bench.clock.time += day;
    await refused('challenge_expired', attempt());
    challenge = await bench.identities.mintChallenge(someMac);
  });

  test('names that are no Mac’s contradict nothing: a variable left as it is, the name that macOS makes up', async () => {
    for (const commonName of [
      '%SerialNumber%',
      'com.apple.security.scep.063D7953-1338-4BF0-8F99-913382996224',
      'Ada’s Mac',
      someMac.enrollmentId.toLowerCase(),
    ]) {
      await issued(attempt({ commonName }));
    }
  });

  test('a request that is malformed, not signed by its key, or has a weak key is refused with its own code', async () => {
    await refused('scep_malformed_request', attempt({ content: new Uint8Array([0x30, 0]) }));
    const altered = certificationRequest(key, { challenge });
    altered[altered.length - 1] = (altered.at(-1) ?? 0) ^ 1;
    await refused('request_signature_wrong', attempt({ content: altered }));
    await refused(
      'key_weak',
      attempt({
        key: newRsaKey(1024),
        signer: { certificate: scepAttempt(authority, { key }).signer.certificate.raw, privateKey: key },
      }),
    );
    await refused('scep_wrong_message_type', attempt({ messageType: 'GetCRL' }));
    await refused('transaction_unknown', attempt({ messageType: 'CertPoll' }));
  });

  test('a request to another authority is refused, in the same words whatever is wrong with its envelope', async () => {
    const elsewhere = scepAttempt(scepAttempt(authority, { key }).signer.certificate.raw, {
      key,
      challenge,
      transactionId: 'X1',
    });
    await refused('scep_cannot_open', elsewhere);
  });

  test('a transaction whose certificate was revoked, or that was another Mac’s, is not answered again', async () => {
    const request = attempt();
    const certificate = await issued(request);
    const foreign = await bench.identities.mintChallenge(otherMac);
    await refused(
      'transaction_conflict',
      attempt({ transactionId: request.transactionId, challenge: foreign, commonName: otherMac.serialNumber }),
    );
    await bench.identities.revokeCertificate(toHex(parseCertificate(certificate).serial), 'unspecified', 'ada');
    await refused('transaction_conflict', request);
    await refused('transaction_unknown', attempt({ messageType: 'CertPoll', transactionId: request.transactionId }));
  });

  test('what is no message is answered with 400 and its code, and too many failures with 429', async () => {
    const broken = await post(app, { message: new Uint8Array([1, 2, 3]) });
    assert.equal(broken.statusCode, 400);
    assert.match(broken.body, /^scep_malformed: /);
    assert.equal((await app.inject('/scep?operation=PKIOperation')).statusCode, 400);
    assert.equal((await app.inject('/scep?operation=PKIOperation&message=%%%')).statusCode, 400);
    const wrong = attempt();
    wrong.message[wrong.message.length - 1] = (wrong.message.at(-1) ?? 0) ^ 1;
    assert.match((await post(app, wrong)).body, /^scep_wrong_signature: /);
    let last = 0;
    for (let failures = 0; failures < 60 && last !== 429; failures += 1) {
      last = (await post(app, { message: new Uint8Array() })).statusCode;
    }
    assert.equal(last, 429);
    const limited = await post(app, attempt());
    assert.ok(Number(limited.headers['retry-after']) > 0);
    bench.clock.time += 300_000;
  });

  /** A message whose base64 has a certain letter. */
  function messageWith(letter: string, make: () => ScepAttempt): ScepAttempt {
    for (;;) {
      const request = make();
      if (toBase64(request.message).includes(letter)) return request;
    }
  }
});

test('the query is read as it stands: a plus is a plus, escapes are undone, the first of two counts', () => {
  assert.deepEqual(readScepQuery('/scep?operation=A&message=a+b%2Fc&message=d'), { operation: 'A', message: 'a+b/c' });
  assert.deepEqual(readScepQuery('/scep?message&operation=%'), { operation: '%', message: '' });
  assert.deepEqual(readScepQuery('/scep'), { operation: undefined, message: undefined });
  assert.equal(messageBytes('?'), undefined);
  assert.deepEqual(messageBytes('//8=\r\n'), new Uint8Array([255, 255]));
});
