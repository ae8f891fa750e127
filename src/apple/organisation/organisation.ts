/**
 * What the administrator of an organisation does at Apple's web site, for simulated Apple: adds device management servers
 * and devices, assigns the ones to the others, downloads server tokens, agrees to terms.
 */
import { toHex } from '#protocol/encoding/bytes.ts';
import { decodePem, PemError } from '#protocol/encoding/pem.ts';
import { parseCertificate, type Certificate } from '#protocol/x509/certificate.ts';
import { AppleError } from '../apple-error.ts';
import type { AppleStore, DeviceState, ServerState } from '../apple-state.ts';
import { type ApplePorts, day } from '../authority-state.ts';
import { uuidFrom } from './identifiers.ts';
import { recordChange } from './changes.ts';
import { sealServerToken } from './seal-server-token.ts';

/** How long a server token is good, in milliseconds. */
const tokenLife = 365 * day;

/** A device to add. */
export interface NewDevice {
  readonly serialNumber: string;
  readonly model?: string;
  readonly description?: string;
  readonly color?: string;
}

/** The administrator's acts. Each is kept before it returns. Throws AppleError. */
export class Organisation {
  readonly #store: AppleStore;
  readonly #ports: ApplePorts;

  constructor(store: AppleStore, ports: ApplePorts) {
    this.#store = store;
    this.#ports = ports;
  }

  /** Devices and servers, and whether terms wait to be agreed to. */
  overview(): {
    readonly servers: readonly ServerState[];
    readonly devices: readonly DeviceState[];
    readonly termsSigned: boolean;
  } {
    const { servers, devices, organisation } = this.#store.state;
    return { servers, devices, termsSigned: organisation.termsSigned };
  }

  /** Adds a server with the certificate (PEM) that its tokens are encrypted to. */
  addServer(name: string, certificatePem: string): string {
    certificateOf(certificatePem);
    const id = uuidFrom(this.#ports.random);
    this.#store.state.servers.push({
      id,
      name,
      certificatePem,
      consumerKey: `CK_${this.#secret(24)}`,
      consumerSecret: `CS_${this.#secret(20)}`,
      token: undefined,
    });
    this.#store.keep();
    return id;
  }

  /** Gives a server another certificate: the first step of a renewal with a new key. */
  replaceCertificate(server: string, certificatePem: string): void {
    certificateOf(certificatePem);
    this.#server(server).certificatePem = certificatePem;
    this.#store.keep();
  }

  /** Downloads a server token, which makes the one before worthless: the text of a `.p7m` file. */
  downloadToken(server: string): string {
    const { random, clock } = this.#ports;
    const row = this.#server(server);
    const expiry = Math.floor((clock.now() + tokenLife) / 1000) * 1000;
    row.token = { accessToken: `AT_${this.#secret(24)}`, accessSecret: `AS_${this.#secret(20)}`, expiry };
    this.#store.keep();
    const { consumerKey, consumerSecret } = row;
    return sealServerToken({ consumerKey, consumerSecret, ...row.token }, certificateOf(row.certificatePem), random);
  }

  /** Ends the newest token of a server before its time. */
  revokeToken(server: string): void {
    this.#server(server).token = undefined;
    this.#store.keep();
  }

  /** Adds a device, assigned to no server. */
  addDevice({ serialNumber, model = 'MacBook Air', description = 'MBA 13.6', color = 'MIDNIGHT' }: NewDevice): void {
    if (this.#store.state.devices.some((device) => device.serialNumber === serialNumber))
      throw new AppleError('apple_device_exists', `The device ${serialNumber} belongs to the organisation already.`);
    this.#store.state.devices.push({ serialNumber, model, description, color, serverId: undefined, ...withoutProfile });
    this.#store.keep();
  }

  /**
   * Assigns a device to a server, or to none. A device that moves loses its enrollment profile; assigning it to the same
   * server again does that too, unsaid (seen with the real Apple).
   */
  assign(serialNumber: string, server: string | undefined): void {
    const device = this.#device(serialNumber);
    const next = server === undefined ? undefined : this.#server(server).id;
    const before = device.serverId;
    const at = this.#now();
    Object.assign(device, withoutProfile, { serverId: next, assignedAt: next === undefined ? undefined : at });
    if (before !== undefined && before !== next) recordChange(this.#store.state, before, serialNumber, 'deleted', at);
    if (next !== undefined)
      recordChange(this.#store.state, next, serialNumber, before === next ? 'modified' : 'added', at);
    this.#store.keep();
  }

  /** Takes a device out of the organisation, as a release does. */
  remove(serialNumber: string): void {
    const { serverId } = this.#device(serialNumber);
    const { state } = this.#store;
    if (serverId !== undefined) recordChange(state, serverId, serialNumber, 'deleted', this.#now());
    state.devices = state.devices.filter((device) => device.serialNumber !== serialNumber);
    this.#store.keep();
  }

  /** New terms are there, so that every call fails until they are agreed to; or they have been agreed to. */
  setTermsSigned(termsSigned: boolean): void {
    this.#store.state.organisation.termsSigned = termsSigned;
    this.#store.keep();
  }

  #server(idOrName: string): ServerState {
    const found = this.#store.state.servers.find(({ id, name }) => id === idOrName || name === idOrName);
    if (found === undefined) throw new AppleError('apple_server_unknown', `There is no server ${idOrName}.`);
    return found;
  }

  #device(serialNumber: string): DeviceState {
    const found = this.#store.state.devices.find((device) => device.serialNumber === serialNumber);
    if (found === undefined) throw new AppleError('apple_device_unknown', `There is no device ${serialNumber}.`);
    return found;
  }

  #secret(length: number): string {
    return toHex(this.#ports.random.bytes(length));
  }

  #now(): string {
    return isoSeconds(this.#ports.clock.now());
  }
}

/** A time as Apple writes it: ISO 8601 in seconds, UTC. */
export function isoSeconds(milliseconds: number): string {
  return `${new Date(milliseconds).toISOString().slice(0, 19)}Z`;
}

const withoutProfile = {
  assignedAt: undefined,
  profileUuid: undefined,
  profileStatus: 'empty',
  profileAssignedAt: undefined,
  profilePushedAt: undefined,
} as const;

function certificateOf(pem: string): Certificate {
  try {
    const certificate = parseCertificate(decodePem('CERTIFICATE', pem));
    if (certificate.publicKey.kind === 'rsa') return certificate;
  } catch (error) {
    if (!(error instanceof PemError) && !(error instanceof Error && 'code' in error)) throw error;
  }
  throw new AppleError('apple_certificate_malformed', 'There is no PEM certificate with an RSA key in what was given.');
}
