/**
 * Automated Device Enrollment, as the organisation's side of it: the server token, the devices that Apple says are ours, and
 * the enrollment profile that Apple hands to each. It does not own what a profile says nor what answers at its address;
 * see {@link EnrollmentPlan}.
 */
import type { AccountDetail } from '#protocol/ade/device-services/account.ts';
import type { AdePorts } from './ade-ports.ts';
import { type AdeDevice, countDevices, devicesAfter, findDevice } from './devices/device-store.ts';
import { type Disowning, disownDevice } from './devices/disown.ts';
import type { SessionMemory } from './devices/device-services-client.ts';
import { type RunReason, runSync, type SyncOutcome } from './devices/run-sync.ts';
import { syncState } from './devices/sync-store.ts';
import { importToken, type TokenImport } from './token/import-token.ts';
import { serviceToken } from './token/service-token.ts';
import { type TokenCertificate, tokenCertificate } from './token/token-certificate.ts';
import { currentToken, resealTokens, tokenKeys } from './token/token-store.ts';

/** How long before its end a server token counts as ending soon, in milliseconds. */
const soon = 30 * 86_400_000;

/** What needs an administrator, if anything. */
export type AdeState = 'not-configured' | 'ready' | 'token-expires-soon' | 'token-expired' | 'terms-not-signed';

/** How it stands. Times in milliseconds since 1970. */
export interface AdeStatus {
  readonly state: AdeState;
  readonly token: { readonly consumerKey: string; readonly expiresAt: number; readonly importedAt: number } | undefined;
  /** A key pair waits for the token of a renewal. */
  readonly isRenewalPrepared: boolean;
  readonly account: AccountDetail | undefined;
  readonly lastSync: { readonly at: number; readonly outcome: string; readonly detail: string | undefined } | undefined;
  /** When the first of the runs that went wrong since the last good one ended, in milliseconds since 1970. */
  readonly failingSince: number | undefined;
  readonly devices: { readonly total: number; readonly assigned: number };
  /** Whether Apple is a simulated one. */
  readonly isSimulated: boolean;
}

/** The feature's face. */
export interface AdeFeature {
  /** The certificate to upload at Apple. */
  tokenCertificate(actor: string): Promise<TokenCertificate>;
  /** Takes in the file that Apple gave for it. */
  importToken(file: Uint8Array, actor: string): Promise<TokenImport>;
  status(): Promise<AdeStatus>;
  /** Devices that are ours, by serial number, after one. */
  devices(after: string, limit: number): Promise<readonly AdeDevice[]>;
  /** A device, ours or gone; undefined when Apple never told of it. */
  device(serialNumber: string): Promise<AdeDevice | undefined>;
  /** Brings list and assignments up to date now. `timer` may be told to wait. */
  sync(reason: RunReason): Promise<SyncOutcome>;
  disown(serialNumber: string, actor: string): Promise<Disowning>;
  /** A token for a managed Mac that asks for one (GetToken); undefined for a service that has none here. */
  serviceToken(service: string): Promise<Uint8Array | undefined>;
  /** Seals its secrets under the newest master key. @returns how many */
  reseal(): Promise<number>;
}

/** Makes the feature. It runs nothing by itself: who composes it calls {@link AdeFeature.sync} now and then. */
export function createAde(ports: AdePorts): AdeFeature {
  const sessions: SessionMemory = { current: undefined };
  const { database, sealer } = ports;
  return {
    tokenCertificate: (actor) => tokenCertificate(ports, actor),
    importToken: (file, actor) => importToken(file, ports, actor),
    status: () => status(ports),
    devices: (after, limit) => devicesAfter(database, after, limit),
    device: (serialNumber) => findDevice(database, serialNumber),
    sync: (reason) => runSync(ports, sessions, reason),
    disown: (serialNumber, actor) => disownDevice(serialNumber, ports, sessions, actor),
    serviceToken: (service) => serviceToken(service, ports),
    reseal: () => resealTokens(database, sealer),
  };
}

async function status({ database, sealer, clock, isSimulated = false }: AdePorts): Promise<AdeStatus> {
  const stored = await currentToken(database, sealer);
  const sync = await syncState(database);
  const keys = await tokenKeys(database, sealer);
  return {
    state: stateOf(stored?.expiresAt, sync.outcome, clock.now()),
    token: stored && {
      consumerKey: stored.token.consumer_key,
      expiresAt: stored.expiresAt,
      importedAt: stored.importedAt,
    },
    isRenewalPrepared: keys.some(({ state }) => state === 'staged'),
    account: sync.account,
    lastSync:
      sync.finishedAt === undefined || sync.outcome === undefined
        ? undefined
        : { at: sync.finishedAt, outcome: sync.outcome, detail: sync.detail },
    failingSince: sync.failingSince,
    devices: await countDevices(database),
    isSimulated,
  };
}

function stateOf(expiresAt: number | undefined, outcome: string | undefined, now: number): AdeState {
  if (expiresAt === undefined) return 'not-configured';
  if (expiresAt <= now) return 'token-expired';
  if (outcome === 'terms-not-signed') return 'terms-not-signed';
  return expiresAt - now < soon ? 'token-expires-soon' : 'ready';
}

export type { AdePorts, DeviceServicesEndpoint, EnrollmentPlan, EnrollmentProfileSettings } from './ade-ports.ts';
export type { AdeDevice } from './devices/device-store.ts';
export type { Disowning } from './devices/disown.ts';
export type { RunReason, SyncOutcome } from './devices/run-sync.ts';
export type { TokenImport, TokenRefusalCode } from './token/import-token.ts';
export type { TokenCertificate } from './token/token-certificate.ts';
