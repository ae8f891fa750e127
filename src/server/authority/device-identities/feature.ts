/** Device identities put together over a store. */
import type { FastifyInstance } from 'fastify';
import type { RevocationReason } from '#protocol/x509/revocation-list.ts';
import { blockCiphers } from '#runtime/block-ciphers.ts';
import { messageSigner, rsaDecrypter, rsaEncrypter } from '#runtime/rsa.ts';
import { Budget } from '#server/http/budget.ts';
import { type AuthorityKeys, openAuthorityKeys, resealAuthorityKeys } from './authority-keys.ts';
import type { AcmeContext } from './acme/context.ts';
import { mountAcme } from './acme/endpoint.ts';
import { AcmeNonces } from './acme/nonces.ts';
import { bindIdentity, endClaims } from './bind-identity.ts';
import { mintChallenge } from './challenges.ts';
import { mintClientIdentifier } from './client-identifiers.ts';
import type { DeviceIdentities } from './device-identities.ts';
import type { DeviceIdentityPorts } from './identity-ports.ts';
import { listIdentities } from './identity-store.ts';
import { IdentityIssuer } from './issuer.ts';
import { IdentityRevocation, type RevocationTarget } from './revocation.ts';
import type { ScepContext } from './scep/context.ts';
import { mountScep } from './scep/endpoint.ts';
import { listManualChallenges, mintManualChallenge, revokeManualChallenge } from './manual-challenges.ts';
import { IdentityVerifier } from './verifier.ts';

/** The feature at work. */
export interface DeviceIdentityFeature extends DeviceIdentities {
  /** Removes what has expired. To be called now and then. */
  keepHouse(): Promise<void>;
  /** Seals every secret of the feature under the newest master key. Returns how many were sealed again. */
  reseal(): Promise<number>;
}

/** How long an expired challenge is kept, so that its Mac is told that it expired and not that it is wrong. */
const keptAfterExpiry = 30 * 86_400_000;

/** Opens the feature: reads the authority's keys, making them on first run. */
export async function openDeviceIdentities(ports: DeviceIdentityPorts): Promise<DeviceIdentityFeature> {
  const { database, clock, sealer } = ports;
  const keys = await openAuthorityKeys(ports);
  const verifier = new IdentityVerifier(database, clock, keys.authority.certificate);
  const revocation = new IdentityRevocation(database, clock, keys.authority);
  const revoke = async (target: RevocationTarget, reason: RevocationReason, actor: string) => {
    const outcome = await revocation.revoke(target, reason, actor);
    verifier.forget();
    return outcome;
  };
  const scep = scepContext(ports, keys, verifier);
  const acme: AcmeContext = {
    ports,
    keys,
    issuer: scep.issuer,
    nonces: new AcmeNonces(ports, keys.tokenKey),
    budget: scep.budget,
    revoke: (certificateSerial, reason, actor) => revoke({ certificateSerial }, reason, actor),
  };
  return {
    authorityCertificates: () => [keys.authority.certificate.raw],
    mintChallenge: (subject) => mintChallenge(ports, subject),
    mintManualChallenge: (wish, actor) => mintManualChallenge(ports, wish, actor),
    manualChallenges: () => listManualChallenges(database),
    revokeManualChallenge: (id, actor) => revokeManualChallenge(ports, id, actor),
    bindIdentity: async (writer, binding) => {
      const outcome = await bindIdentity(writer, binding, clock.now());
      // One that lost its place does not count any longer.
      verifier.forget();
      return outcome;
    },
    endClaims: async (writer, mac) => {
      await endClaims(writer, mac, clock.now());
      verifier.forget();
    },
    mintClientIdentifier: async (subject) => mintClientIdentifier(subject, keys.tokenKey, clock.now()),
    verifyIdentity: (certificate) => verifier.verify(certificate),
    revoke: (serialNumber, reason, actor) => revoke({ serialNumber }, reason, actor),
    revokeCertificate: (certificateSerial, reason, actor) => revoke({ certificateSerial }, reason, actor),
    list: (query) => listIdentities(database, query, clock.now()),
    mount: (app) => {
      mountRevocationList(app, revocation);
      mountScep(app, scep);
      mountAcme(app, acme);
    },
    keepHouse: () => removeExpired(ports),
    reseal: () => database.write((writer) => resealAuthorityKeys(writer, sealer)),
  };
}

/** Requests of one address that may fail at once, and in how many seconds as many more. Whole schools share an address. */
const failures = { burst: 60, perSeconds: 300 };

function scepContext(ports: DeviceIdentityPorts, keys: AuthorityKeys, verifier: IdentityVerifier): ScepContext {
  const { certificate, privateKey } = keys.authority;
  return {
    ports,
    keys,
    verifier,
    issuer: new IdentityIssuer(ports, keys),
    budget: new Budget(failures, ports.clock),
    opener: { certificate, decrypter: rsaDecrypter(privateKey), ciphers: blockCiphers },
    sealer: { encrypter: rsaEncrypter, ciphers: blockCiphers, random: (length) => ports.random.bytes(length) },
    signer: { key: messageSigner(privateKey), certificate: certificate.raw },
  };
}

function mountRevocationList(app: FastifyInstance, revocation: IdentityRevocation): void {
  app.get('/authority/device.crl', async (_request, reply) =>
    reply
      .header('cache-control', 'public, max-age=60')
      .type('application/pkix-crl')
      .send(Buffer.from(await revocation.revocationList())),
  );
}

async function removeExpired({ database, clock }: DeviceIdentityPorts): Promise<void> {
  const now = clock.now();
  const before = now - keptAfterExpiry;
  await database.write(async (writer) => {
    await writer.run('DELETE FROM device_challenge WHERE expires_at <= ?', before);
    await writer.run('DELETE FROM device_manual_challenge WHERE expires_at <= ?', before);
    await writer.run('DELETE FROM acme_order WHERE expires_at <= ?', before);
    await writer.run('DELETE FROM acme_consumed_nonce WHERE expires_at <= ?', now - 60_000);
  });
}
