/** Adding an account: look at the offer, ask the person, make a key, prove it. */
import {
  enrolled,
  newEnrollment,
  type OfferView,
  offerView,
  parseOfferAddress,
  phonePaths,
} from '#api/authenticator.ts';
import { enrollmentText, type Unlock } from '#api/authenticator-signatures.ts';
import { toBase64url } from '#protocol/encoding/base64.ts';
import { utf8 } from '#protocol/encoding/utf8.ts';
import { send, signedBy } from './exchange.ts';
import { PhoneError } from './phone-error.ts';
import type { PhonePorts, StoredAccount } from './phone-ports.ts';

/** What the person chooses. */
export interface EnrollWish {
  /** What this phone is to be called. */
  readonly name: string;
  /** How this app is unlocked. */
  readonly unlock: Unlock;
  /** Whether it wants to show one-time codes too, where the person has none yet. */
  readonly oneTimeCodes?: boolean;
}

/** What an offer is for, to be shown before it is taken. Uses nothing up. */
export async function lookAtOffer(ports: PhonePorts, address: string): Promise<OfferView> {
  const { issuer, secret } = readAddress(address);
  const view = await send(ports, issuer, { method: 'POST', path: phonePaths.look, body: { secret } }, offerView);
  // The signature names the server: one that pretends to be another would get a proof for that.
  if (view.account.issuer !== issuer) {
    throw new PhoneError('offer_of_another_server', 'The code belongs to another server than it says.');
  }
  return view;
}

/** Takes an offer. */
export async function enroll(ports: PhonePorts, address: string, wish: EnrollWish): Promise<StoredAccount> {
  const { crypto, storage } = ports;
  const { issuer, secret } = readAddress(address);
  const { challenge } = await lookAtOffer(ports, address);
  const { key, publicKey } = await crypto.newKey();
  const offerHash = toBase64url(await crypto.sha256(utf8(secret)));
  const { name, unlock, oneTimeCodes = false } = wish;
  const text = enrollmentText({ issuer, key: publicKey, offerHash, challenge, name, unlock });
  const body = newEnrollment.parse({ secret, proof: await signedBy(ports, key, text), oneTimeCodes });
  const answer = await send(ports, issuer, { method: 'POST', path: phonePaths.enroll, body }, enrolled);
  const { authenticator, account } = answer;
  const stored: StoredAccount = {
    ...account,
    issuer,
    authenticatorId: authenticator.id,
    name: authenticator.name,
    key,
    counter: 0,
    clockOffset: 0,
    codesUri: answer.oneTimeCodes?.uri,
    pushKey: answer.pushKey,
  };
  await storage.exclusively(() => storage.put(stored));
  return stored;
}

function readAddress(address: string) {
  const parsed = parseOfferAddress(address.trim());
  if (parsed !== undefined) return parsed;
  throw new PhoneError('offer_address_malformed', 'This is no code for adding an account.');
}
