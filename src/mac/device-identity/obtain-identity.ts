/** Gets the identity that an enrollment profile names. */
import { PlistError, isPlistDictionary } from '#protocol/encoding/plist/plist.ts';
import { privateKeyOf } from '#runtime/private-key.ts';
import type { MacParts } from '../mac-parts.ts';
import { keepIdentity } from '../mdm-client/identity.ts';
import type { ManagedIdentity } from '../mdm-client/management-state.ts';
import type { EnrollmentPayloads } from '../mdm-client/mdm-payload.ts';
import { ProfileError } from '../profile-store/payload-reader.ts';
import { exchange } from '../transport.ts';
import type { IdentityOutcome, IdentityPorts, IdentityRequest } from './ports.ts';
import { obtainByScep } from './scep-client.ts';
import { type ScepSettings, readScepSettings } from './scep-payload.ts';

/** @throws {ProfileError} `identity_refused`, `malformed_key`, `unsupported_value` */
export async function obtainIdentity(
  mac: MacParts,
  { kind, payload }: EnrollmentPayloads['identity'],
): Promise<ManagedIdentity> {
  if (kind === 'ACME') throw new ProfileError('unsupported_value', 'This Mac gets identities by SCEP alone.');
  const outcome = await obtainByScep(scepSettings(payload), { variables: variables(mac) }, portsFor(mac, 'SCEP'));
  const { certificate, privateKey } = issued(outcome);
  if (privateKey === undefined) throw new ProfileError('identity_refused', 'The identity came without its key.');
  return keepIdentity(mac, certificate, privateKeyOf(privateKey));
}

function scepSettings({ PayloadContent: content }: EnrollmentPayloads['identity']['payload']): ScepSettings {
  if (!isPlistDictionary(content)) throw new ProfileError('missing_key', 'The payload has no "PayloadContent".');
  try {
    return readScepSettings(content);
  } catch (error) {
    if (error instanceof PlistError) throw new ProfileError('malformed_key', error.message);
    throw error;
  }
}

/** What macOS fills into a subject. */
function variables({ state: { hardware } }: MacParts): Readonly<Record<string, string>> {
  const { computerName, serialNumber, udid } = hardware;
  const hostName = computerName.replaceAll(/[^A-Za-z0-9]+/g, '-');
  return {
    SerialNumber: serialNumber,
    HardwareUUID: udid,
    ComputerName: computerName,
    HostName: hostName,
    LocalHostName: hostName,
  };
}

function portsFor(mac: MacParts, purpose: 'SCEP' | 'ACME'): IdentityPorts {
  const send = async ({ method, url, headers, body }: IdentityRequest) => {
    const content = body === undefined ? {} : { body };
    const answer = await exchange(mac, { purpose, method, url, headers, ...content, anyRoot: true, mayRedirect: true });
    return { status: answer.status, headers: answer.headers, bytes: answer.bytes };
  };
  const { random, pause = () => Promise.resolve() } = mac.ports;
  return { send, clock: { now: () => mac.wireNow() }, random, pause };
}

function issued(outcome: IdentityOutcome): Extract<IdentityOutcome, { kind: 'issued' }> {
  switch (outcome.kind) {
    case 'issued':
      return outcome;
    case 'refused':
      throw new ProfileError('identity_refused', `The server refuses an identity (${outcome.reason}).`);
    case 'failed':
      throw new ProfileError('identity_refused', `No identity could be had: ${outcome.detail}.`);
  }
}
