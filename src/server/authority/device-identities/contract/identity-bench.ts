/** Device identities over a store, as tests want them: with a clock that stands, and a shortcut to a certificate. */
import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import { parsePublicKey } from '#protocol/x509/public-key.ts';
import type { Clock } from '#runtime/clock.ts';
import { nodeCrypto } from '#runtime/crypto.ts';
import { systemRandom } from '#runtime/random.ts';
import { type AuditEvent, createAudit } from '#server/audit/audit.ts';
import { createSealer, type MasterKey } from '#server/keys/sealer.ts';
import type { Database } from '#server/store/database.ts';
import type { AttestationTrust } from '../attestation-trust.ts';
import { openAuthorityKeys } from '../authority-keys.ts';
import type { IdentitySubject } from '../device-identities.ts';
import { type DeviceIdentityFeature, openDeviceIdentities } from '../feature.ts';
import type { DeviceIdentityPorts } from '../identity-ports.ts';
import { IdentityIssuer } from '../issuer.ts';

/** A Mac of the tests. */
export const someMac: IdentitySubject = {
  enrollmentId: '564D4B3A-1B7C-5E0B-9C62-2A1F6E0D7A11',
  serialNumber: 'C02TEST00001',
  udid: '564D4B3A-1B7C-5E0B-9C62-2A1F6E0D7A11',
};

/** Another one. */
export const otherMac: IdentitySubject = {
  enrollmentId: '99999999-1B7C-5E0B-9C62-2A1F6E0D7A22',
  serialNumber: 'C02TEST00002',
  udid: '99999999-1B7C-5E0B-9C62-2A1F6E0D7A22',
};

/** An identity with its key. */
export interface TestIdentity {
  readonly certificate: Uint8Array;
  readonly certificateSerial: string;
  readonly privateKey: KeyObject;
}

/** A clock that tests set. */
export interface StandingClock extends Clock {
  time: number;
}

/** The feature with what tests reach for. */
export interface IdentityBench {
  readonly identities: DeviceIdentityFeature;
  readonly ports: DeviceIdentityPorts;
  readonly clock: StandingClock;
  /** What was recorded apart from units of writing. */
  readonly events: readonly AuditEvent[];
  /** Issues without a protocol. */
  issue(subject?: IdentitySubject, kind?: 'rsa' | 'ec', manualChallenge?: string): Promise<TestIdentity>;
}

/** A clock at a time, milliseconds since 1970. */
export function standingClock(time = Date.UTC(2026, 10, 25, 12)): StandingClock {
  const standing: StandingClock = { time, now: () => standing.time };
  return standing;
}

const masterKey: MasterKey = { current: 1, versions: new Map([[1, new Uint8Array(32).fill(7)]]) };

/** Opens the feature on a migrated store. */
export async function openIdentityBench(
  database: Database,
  options: {
    readonly attestationRoots?: AttestationTrust;
    readonly clock?: StandingClock;
    readonly publicUrl?: string;
  } = {},
): Promise<IdentityBench> {
  const clock = options.clock ?? standingClock();
  const events: AuditEvent[] = [];
  const audit = createAudit({ database, clock, pause: () => Promise.resolve(), onFailure: () => {} });
  const ports: DeviceIdentityPorts = {
    database,
    audit: { ...audit, record: (event) => events.push(event) },
    sealer: createSealer(() => masterKey, nodeCrypto, systemRandom),
    clock,
    random: systemRandom,
    publicUrl: options.publicUrl ?? 'https://mdm.example.org',
    organisation: 'Example',
    attestationRoots: options.attestationRoots ?? { apple: [], simulated: [] },
  };
  const identities = await openDeviceIdentities(ports);
  const issuer = new IdentityIssuer(ports, await openAuthorityKeys(ports));
  return {
    identities,
    ports,
    clock,
    events,
    async issue(subject = someMac, kind = 'rsa', manualChallenge) {
      const { privateKey, publicKey } = newKey(kind);
      const key = parsePublicKey(new Uint8Array(publicKey.export({ format: 'der', type: 'spki' })));
      const requestHash = nodeCrypto.sha256(key.spki);
      const outcome = await issuer.issue({
        subject,
        publicKey: key,
        protocol: 'scep',
        requestHash,
        address: undefined,
        ...(manualChallenge === undefined ? {} : { manualChallenge }),
      });
      if (outcome.kind === 'conflict') throw new Error('A fresh key met an earlier request.');
      return { certificate: outcome.certificate, certificateSerial: outcome.certificateSerial, privateKey };
    },
  };
}

function newKey(kind: 'rsa' | 'ec') {
  return kind === 'rsa'
    ? generateKeyPairSync('rsa', { modulusLength: 2048 })
    : generateKeyPairSync('ec', { namedCurve: 'P-256' });
}
