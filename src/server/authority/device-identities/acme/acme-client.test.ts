import assert from 'node:assert/strict';
import { createPublicKey } from 'node:crypto';
import { after, before, test } from 'node:test';
import acme from 'acme-client';
import { fastify, type FastifyInstance } from 'fastify';
import { type AttestationAuthority, createAttestationAuthority } from '#apple/attestation-authority.ts';
import { encodeAttestationAnswer } from '#protocol/acme/attestation-object.ts';
import { utf8 } from '#protocol/encoding/utf8.ts';
import { parseCertificatesPem } from '#protocol/x509/certificate.ts';
import { nodeCrypto, p256Point } from '#runtime/crypto.ts';
import { freePort } from '#runtime/free-port.ts';
import { systemRandom } from '#runtime/random.ts';
import type { Database } from '#server/store/database.ts';
import { migrate } from '#server/store/migrations/migrate.ts';
import { openDatabase } from '#server/store/open.ts';
import { type IdentityBench, openIdentityBench, someMac, standingClock } from '../contract/identity-bench.ts';

// The library knows neither the identifier nor the challenge; everything else of the protocol is its own.
let database: Database;
let bench: IdentityBench;
let app: FastifyInstance;
let attestation: AttestationAuthority;
let publicUrl: string;

before(async () => {
  const clock = standingClock();
  const port = await freePort();
  publicUrl = `http://localhost:${port}`;
  attestation = createAttestationAuthority({ clock, random: systemRandom });
  database = openDatabase('sqlite::temporary:');
  await migrate(database);
  const attestationRoots = { apple: [], simulated: [attestation.rootCertificate] };
  bench = await openIdentityBench(database, { clock, attestationRoots, publicUrl });
  app = fastify();
  bench.identities.mount(app);
  await app.listen({ port, host: 'localhost' });
});
after(async () => {
  await app.close();
  await database.close();
});

test('the npm library acme-client orders, finalizes, downloads, revokes and changes its key (RFC 8555)', async () => {
  const accountKey = await acme.crypto.createPrivateEcdsaKey('P-256');
  const client = new acme.Client({ directoryUrl: `${publicUrl}/acme/directory`, accountKey });
  await client.createAccount({ termsOfServiceAgreed: true, contact: ['mailto:ada@example.org'] });
  const value = await bench.identities.mintClientIdentifier(someMac);
  const order = await client.createOrder({ identifiers: [{ type: 'permanent-identifier', value }] });
  const [authorization] = await client.getAuthorizations(order);
  const [challenge] = authorization?.challenges ?? [];
  assert.ok(challenge);
  assert.match(challenge.type, /^device-attest-01$/);

  const macKey = await acme.crypto.createPrivateEcdsaKey('P-256');
  const payload = encodeAttestationAnswer(
    attestation.attest({
      key: p256Point(createPublicKey(macKey)),
      clientDataHash: nodeCrypto.sha256(utf8(challenge.token)),
      serialNumber: someMac.serialNumber,
      udid: 'PROVISIONING',
    }),
  );
  // Its own answer to a challenge is an empty object; the attestation goes through the same signed request.
  const api = (client as unknown as { api: { completeChallenge(url: string, data: object): Promise<unknown> } }).api;
  await api.completeChallenge(challenge.url, payload);
  await client.waitForValidStatus(challenge);

  const [, csr] = await acme.crypto.createCsr({ commonName: 'mac.example.org' }, macKey);
  const pem = await client.getCertificate(await client.finalizeOrder(await client.getOrder(order), csr));
  const [leaf = assert.fail()] = parseCertificatesPem(pem);
  assert.equal((await bench.identities.verifyIdentity(leaf.raw)).kind, 'valid');
  assert.equal(acme.crypto.readCertificateInfo(pem).domains.commonName, someMac.enrollmentId);

  await client.updateAccountKey(await acme.crypto.createPrivateEcdsaKey('P-256'));
  await client.revokeCertificate(pem);
  assert.deepEqual(await bench.identities.verifyIdentity(leaf.raw), { kind: 'refused', code: 'identity_revoked' });
});
