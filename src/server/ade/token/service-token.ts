/** Tokens that managed Macs ask for and that Apple, to whom they show them, knows by the key of the server token. */
import { managedAppleAccountService, signManagedAppleAccountToken } from '#protocol/ade/managed-apple-account-token.ts';
import { utf8 } from '#protocol/encoding/utf8.ts';
import { uuidFrom } from '#protocol/encoding/uuid.ts';
import { keySigner } from '#runtime/crypto.ts';
import type { AdePorts } from '../ade-ports.ts';
import { syncState } from '../devices/sync-store.ts';
import { currentToken, tokenKeys } from './token-store.ts';

/**
 * A token of this service; undefined for a service that nobody here knows, and as long as no run has heard from Apple who
 * this server is.
 */
export async function serviceToken(service: string, ports: AdePorts): Promise<Uint8Array | undefined> {
  const { database, sealer, clock, random } = ports;
  if (service !== managedAppleAccountService || (await currentToken(database, sealer)) === undefined) return undefined;
  const { account } = await syncState(database);
  const key = (await tokenKeys(database, sealer)).find(({ state }) => state === 'current');
  if (account === undefined || key === undefined) return undefined;
  const token = { serverUuid: account.server_uuid, issuedAt: clock.now(), id: uuidFrom(random.bytes(16)) };
  return utf8(signManagedAppleAccountToken(token, keySigner(key.privateKey)));
}
