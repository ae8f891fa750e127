/**
 * Simulated Apple as one program: device services, push, activation, the authorities of devices and of attestations, and
 * the web site of the organisation's administrator. For laptops and tests; on loopback only. Its state survives restarts in
 * its folder, where it also leaves `apple.json` for who should find it.
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { decodePem, encodePem } from '#protocol/encoding/pem.ts';
import {
  addressesFile,
  encodeSimulatedAppleAddresses,
  type SimulatedAppleAddresses,
} from '#protocol/simulated-apple/addresses.ts';
import type { Certificate } from '#protocol/x509/certificate.ts';
import { parseCertificationRequest } from '#protocol/x509/request.ts';
import { answerAct, type ActsAccess, openActs } from './acts.ts';
import { type AppleState, type AppleStore, openAppleStore } from './apple-state.ts';
import { type AttestationAuthority, openAttestationAuthority } from './attestation-authority.ts';
import { type ApplePorts, makeRootState } from './authority-state.ts';
import { answerDeviceServices, isDeviceServicesCall } from './device-services/device-services.ts';
import { Sessions } from './device-services/sessions.ts';
import { Faults } from './faults.ts';
import { type AppleReply, type AppleRequest, listenHttps, type Listener } from './https-listener.ts';
import { answerMacService, isMacService } from './mac-services/mac-services.ts';
import { Organisation } from './organisation/organisation.ts';
import { Courier } from './push/courier.ts';
import { issuePushCertificate } from './push/push-certificate.ts';
import { listenPush } from './push/push-service.ts';
import { tlsIdentity } from './tls-identity.ts';

/** How to start it. */
export interface AppleOptions extends ApplePorts {
  /** Where its state and `apple.json` stand. Made when missing. */
  readonly folder: string;
  /** `localhost` unless given. */
  readonly host?: string;
  /** Of device services and what Macs talk to, and of push; any free ones unless given. */
  readonly port?: number;
  readonly pushPort?: number;
  readonly organisationName?: string;
}

/** Simulated Apple, running. */
export interface SimulatedApple {
  readonly addresses: SimulatedAppleAddresses;
  /** What the organisation's administrator does. */
  readonly organisation: Organisation;
  readonly faults: Faults;
  readonly attestation: AttestationAuthority;
  readonly sessions: Sessions;
  readonly courier: Courier;
  /**
   * A push certificate (PEM) for a PKCS#10 request (PEM). With a topic it is a renewal. Throws PemError, DerError or
   * X509Error for a request that cannot be read.
   */
  issuePushCertificate(requestPem: string, topic?: string): string;
  close(): Promise<void>;
}

/** Starts it. */
export async function startApple(options: AppleOptions): Promise<SimulatedApple> {
  const { folder, host = 'localhost', clock, random } = options;
  const ports: ApplePorts = { clock, random };
  const store = openAppleStore(folder, () => newState(ports, options.organisationName ?? 'Example Organisation'));
  const attestation = openAttestationAuthority(folder, ports);
  const parts = assemble(store, ports);
  const acts = openActs(folder, random);
  const { authorities } = store.state;
  const tls = tlsIdentity(authorities.tls, host, ports);
  let baseUrl = '';
  const { listened } = store.state;
  const main = await again(options.port, listened?.port, (port) =>
    listenHttps(tls, host, port, (request) =>
      route(request, { ...parts, ...ports, store, attestation, baseUrl: () => baseUrl }, acts),
    ),
  );
  baseUrl = `https://${host}:${main.port}`;
  const pushAuthorityPem = authorities.push.certificatePem;
  const push = await again(options.pushPort, listened?.pushPort, (port) =>
    listenPush(tls, host, port, { ...parts, ...ports, pushAuthorityPem }),
  );
  store.state.listened = { port: main.port, pushPort: push.port };
  store.keep();
  const addresses: SimulatedAppleAddresses = {
    deviceServices: baseUrl,
    push: `https://${host}:${push.port}`,
    macServices: baseUrl,
    tlsRootPem: authorities.tls.certificatePem,
    deviceAuthorityPem: authorities.device.certificatePem,
    attestationRootPem: attestation.rootPem,
  };
  writeFileSync(join(folder, addressesFile), encodeSimulatedAppleAddresses(addresses));
  return {
    ...parts,
    addresses,
    attestation,
    issuePushCertificate: (requestPem, topic) => pushCertificatePem(store, requestPem, ports, topic),
    close: async () => {
      parts.courier.close();
      await Promise.all([main.close(), push.close()]);
    },
  };
}

/** Listens where it is told to, else where it did before if that is free, else anywhere. */
async function again(
  port: number | undefined,
  before: number | undefined,
  listen: (port: number) => Promise<Listener>,
): Promise<Listener> {
  if (port !== undefined || before === undefined) return listen(port ?? 0);
  return listen(before).catch(() => listen(0));
}

interface Parts {
  readonly organisation: Organisation;
  readonly faults: Faults;
  readonly sessions: Sessions;
  readonly courier: Courier;
}

function assemble(store: AppleStore, ports: ApplePorts): Parts {
  return {
    organisation: new Organisation(store, ports),
    faults: new Faults(),
    sessions: new Sessions(store, ports),
    courier: new Courier(store, ports),
  };
}

type Routing = Parts &
  ApplePorts & {
    readonly store: AppleStore;
    readonly attestation: AttestationAuthority;
    readonly baseUrl: () => string;
  };

function route(request: AppleRequest, parts: Routing, acts: ActsAccess): AppleReply | Promise<AppleReply> {
  if (isDeviceServicesCall(request)) return answerDeviceServices(request, parts);
  if (isMacService(request)) return answerMacService(request, parts);
  return answerAct(request, acts, {
    ...parts,
    issuePushCertificate: (requestPem, topic) => pushCertificatePem(parts.store, requestPem, parts, topic),
  });
}

function pushCertificatePem({ state }: AppleStore, requestPem: string, ports: ApplePorts, topic?: string): string {
  const request = parseCertificationRequest(decodePem('CERTIFICATE REQUEST', requestPem));
  const certificate: Certificate = issuePushCertificate(state.authorities.push, request, ports, topic);
  return encodePem('CERTIFICATE', certificate.raw);
}

function newState(ports: ApplePorts, name: string): AppleState {
  return {
    authorities: {
      tls: makeRootState(ports, 'Porchlight Simulated Apple TLS Root', 'P-256'),
      device: makeRootState(ports, 'Porchlight Simulated Device CA', 2048),
      push: makeRootState(ports, 'Porchlight Simulated Push CA', 'P-256'),
    },
    organisation: { name, termsSigned: true },
    servers: [],
    devices: [],
    profiles: [],
    changes: [],
    pushTokens: [],
    listened: undefined,
  };
}
