/** What only Macs talk to: activation, device identity, attestation, courier. The form is ours; see `#protocol/simulated-apple`. */
import { AdeMessageError } from '#protocol/ade/ade-message-error.ts';
import { encodeEnrollmentProfile } from '#protocol/ade/enrollment-profile.ts';
import { noConfiguration } from '#protocol/simulated-apple/activation.ts';
import { attestationPath, parseAttestationWish } from '#protocol/simulated-apple/attestation-request.ts';
import {
  courierTokensPath,
  encodeNotification,
  encodeTokenResponse,
  parseTokenRequest,
} from '#protocol/simulated-apple/courier.ts';
import {
  deviceIdentityPath,
  encodeCertificates,
  parseDeviceIdentityRequest,
} from '#protocol/simulated-apple/device-identity.ts';
import type { AppleStore } from '../apple-state.ts';
import type { AttestationAuthority, AttestationTwist } from '../attestation-authority.ts';
import type { ApplePorts } from '../authority-state.ts';
import { issueDeviceIdentity } from '../device-authority.ts';
import { faultNames, type Faults } from '../faults.ts';
import type { AppleReply, AppleRequest } from '../https-listener.ts';
import { isoSeconds } from '../organisation/organisation.ts';
import type { Courier } from '../push/courier.ts';

/** What the services need. */
export interface MacServicesPorts extends ApplePorts {
  readonly store: AppleStore;
  readonly courier: Courier;
  readonly attestation: AttestationAuthority;
  readonly faults: Faults;
}

type MacService = (request: AppleRequest, ports: MacServicesPorts) => AppleReply | Promise<AppleReply>;

const longestWait = 30;

const services: Readonly<Record<string, MacService>> = {
  'GET /activation/configuration': configuration,
  [`POST ${deviceIdentityPath}`]: (request, { store, ...ports }) => {
    const wish = parseDeviceIdentityRequest(request.body);
    return ok(encodeCertificates(issueDeviceIdentity(store.state.authorities.device, wish, ports)));
  },
  [`POST ${attestationPath}`]: attestation,
  [`POST ${courierTokensPath}`]: ({ body }, { courier }) =>
    ok(encodeTokenResponse(courier.register(parseTokenRequest(body)))),
  [`DELETE ${courierTokensPath}`]: ({ query }, { courier }) => {
    courier.unregister(query.get('token') ?? '');
    return { status: 204 };
  },
  'GET /courier/notifications': async ({ query }, { courier }) => {
    const wait = Math.min(Number(query.get('wait') ?? 0) || 0, longestWait);
    return ok(encodeNotification(await courier.take(query.get('token') ?? '', wait * 1000)));
  },
};

/** Whether a request is one for these services. */
export function isMacService({ method, path }: AppleRequest): boolean {
  return `${method} ${path}` in services;
}

/** Answers a request. What cannot be read is answered 400. */
export async function answerMacService(request: AppleRequest, ports: MacServicesPorts): Promise<AppleReply> {
  try {
    const service = services[`${request.method} ${request.path}`];
    return service === undefined ? { status: 404 } : await service(request, ports);
  } catch (error) {
    const isOfRequest = error instanceof AdeMessageError || (error instanceof Error && 'code' in error);
    if (isOfRequest) return { status: 400, body: JSON.stringify(error.message) };
    throw error;
  }
}

// Apple has pushed a profile to a device once the device has asked for it.
function configuration({ query }: AppleRequest, { store, clock, faults }: MacServicesPorts): AppleReply {
  const { devices, profiles } = store.state;
  const device = devices.find(({ serialNumber }) => serialNumber === query.get('serial'));
  const found = profiles.find(({ uuid }) => uuid === device?.profileUuid);
  if (device === undefined || found === undefined || faults.take('activation-without-configuration'))
    return { status: 404, body: JSON.stringify(noConfiguration) };
  device.profileStatus = 'pushed';
  device.profilePushedAt = isoSeconds(clock.now());
  store.keep();
  return ok(encodeEnrollmentProfile(found.profile));
}

function attestation({ body }: AppleRequest, { attestation: authority, faults }: MacServicesPorts): AppleReply {
  const { freshness, ...wish } = parseAttestationWish(body);
  const fault = faultNames.find((name) => name.startsWith('attestation-') && faults.take(name));
  const faulty = fault === undefined ? {} : { fault: fault.slice('attestation-'.length) as AttestationTwist };
  return ok(encodeCertificates(authority.attest({ ...wish, clientDataHash: freshness, ...faulty })));
}

function ok(body: string): AppleReply {
  return { status: 200, body };
}
