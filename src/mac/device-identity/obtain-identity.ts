/** Gets the identity that an enrollment profile names. */
import { type PlistDictionary, PlistError, isPlistDictionary } from '#protocol/encoding/plist/plist.ts';
import { keySigner } from '#runtime/crypto.ts';
import { privateKeyOf } from '#runtime/private-key.ts';
import type { MacParts } from '../mac-parts.ts';
import { keepEnclaveIdentity, keepIdentity } from '../mdm-client/identity.ts';
import type { ManagedIdentity } from '../mdm-client/management-state.ts';
import type { EnrollmentPayloads } from '../mdm-client/mdm-payload.ts';
import { ProfileError } from '../profile-store/payload-reader.ts';
import { exchange } from '../transport.ts';
import { p256Pair, randomScalar } from '../secure-enclave/p256-key.ts';
import { obtainByAcme } from './acme-client.ts';
import { readAcmeSettings } from './acme-payload.ts';
import type { HardwareKey, IdentityOutcome, IdentityPorts, IdentityRequest } from './ports.ts';
import { obtainByScep } from './scep-client.ts';
import { readScepSettings } from './scep-payload.ts';

/** @throws {ProfileError} `identity_refused`, `malformed_key`, `unsupported_value` */
export function obtainIdentity(
  mac: MacParts,
  { kind, payload }: EnrollmentPayloads['identity'],
): Promise<ManagedIdentity> {
  return kind === 'SCEP' ? byScep(mac, payload) : byAcme(mac, payload);
}

async function byScep(mac: MacParts, payload: PlistDictionary): Promise<ManagedIdentity> {
  const { PayloadContent: content } = payload;
  if (!isPlistDictionary(content)) throw new ProfileError('missing_key', 'The payload has no "PayloadContent".');
  const settings = settingsOf(() => readScepSettings(content));
  const outcome = await obtainByScep(settings, { variables: variables(mac) }, portsFor(mac, 'SCEP'));
  const { certificate, privateKey } = issued(outcome);
  if (privateKey === undefined) throw new ProfileError('identity_refused', 'The identity came without its key.');
  return keepIdentity(mac, certificate, privateKeyOf(privateKey));
}

/** The key is made in the Secure Enclave and stays there; the account's key is good for this once. */
async function byAcme(mac: MacParts, payload: PlistDictionary): Promise<ManagedIdentity> {
  const settings = settingsOf(() => readAcmeSettings(payload));
  const { serialNumber, udid } = mac.state.hardware;
  const handle = mac.enclave.create('managementIdentity', undefined);
  const account = p256Pair(randomScalar(mac.ports.random));
  const key: HardwareKey = {
    publicKey: mac.enclave.publicKey(handle),
    signer: mac.enclave.signer(handle),
    attest: (hash) => mac.enclave.attest(handle, hash, { serialNumber, udid }),
  };
  const accountKey = { publicKey: account.publicKey, signer: keySigner(account.privateKey) };
  const ports = { ...portsFor(mac, 'ACME'), dropsLeadingZero: mac.quirks.begin('identity').shortSignature };
  const outcome = await obtainByAcme(settings, { variables: variables(mac), accountKey, key }, ports);
  return keepEnclaveIdentity(issued(outcome).certificate, handle);
}

function settingsOf<Settings>(read: () => Settings): Settings {
  try {
    return read();
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
