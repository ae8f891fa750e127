/** What simulated Apple remembers: plain JSON in one file, written whole after each change. Secret: it holds keys. */
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { OperationType, ProfileStatus } from '#protocol/ade/device-services/device.ts';
import type { EnrollmentProfile } from '#protocol/ade/enrollment-profile.ts';
import type { AuthorityState } from './authority-state.ts';

/** A device management server that the organisation's administrator has added. */
export interface ServerState {
  readonly id: string;
  name: string;
  /** PEM: server tokens are encrypted to it. */
  certificatePem: string;
  readonly consumerKey: string;
  readonly consumerSecret: string;
  /** The newest token; older ones are worthless. */
  token: { readonly accessToken: string; readonly accessSecret: string; readonly expiry: number } | undefined;
}

/** A device that belongs to the organisation. Times are ISO 8601. */
export interface DeviceState {
  readonly serialNumber: string;
  readonly model: string;
  readonly description: string;
  readonly color: string;
  serverId: string | undefined;
  assignedAt: string | undefined;
  profileUuid: string | undefined;
  profileStatus: ProfileStatus;
  profileAssignedAt: string | undefined;
  profilePushedAt: string | undefined;
}

/** A change that a sync tells of. Numbers rise by one over all servers. */
export interface ChangeState {
  readonly number: number;
  readonly serverId: string;
  readonly serialNumber: string;
  readonly type: OperationType;
  readonly at: string;
}

/** A push token of a virtual Mac, with the one notification that waits for it. */
export interface PushTokenState {
  readonly token: string;
  readonly topic: string;
  /** When the Mac gave it up, in milliseconds since 1970. */
  unregisteredAt: number | undefined;
  notification: string | undefined;
}

/** Everything. */
export interface AppleState {
  readonly authorities: {
    readonly tls: AuthorityState;
    readonly device: AuthorityState;
    readonly push: AuthorityState;
  };
  organisation: { name: string; termsSigned: boolean };
  servers: ServerState[];
  devices: DeviceState[];
  profiles: { readonly serverId: string; readonly uuid: string; readonly profile: EnrollmentProfile }[];
  changes: ChangeState[];
  pushTokens: PushTokenState[];
  /** Where it listened last, so that who knew its address finds it again. */
  listened: { readonly port: number; readonly pushPort: number } | undefined;
}

/** The state and the way to keep it. */
export interface AppleStore {
  readonly state: AppleState;
  /** Writes it down: after each change, before the answer. */
  keep(): void;
}

/** Opens the state of a folder, or begins with what `make` gives. */
export function openAppleStore(folder: string, make: () => AppleState): AppleStore {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const path = join(folder, 'state.json');
  const text = readIfThere(path);
  const state = text === undefined ? make() : (JSON.parse(text) as AppleState);
  const keep = () => {
    writeFileSync(`${path}.new`, JSON.stringify(state), { mode: 0o600 });
    renameSync(`${path}.new`, path);
  };
  if (text === undefined) keep();
  return { state, keep };
}

/** The text of a file, or undefined when there is none. */
export function readIfThere(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
}
