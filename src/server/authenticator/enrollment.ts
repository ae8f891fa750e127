/** Enrolment of a phone: an offer, a key that the phone made, and the proof that it holds the private half. */
import { z } from 'zod';
import { phoneName, unlock } from '#api/authenticator.ts';
import type { PhoneRefusalCode } from '#api/authenticator-refusals.ts';
import { enrollmentText, signingInputOf, type Unlock } from '#api/authenticator-signatures.ts';
import { toBase64url } from '#protocol/encoding/base64.ts';
import { equals } from '#protocol/encoding/bytes.ts';
import { utf8 } from '#protocol/encoding/utf8.ts';
import { KeyError } from '#protocol/crypto.ts';
import { JoseError } from '#protocol/jose/error.ts';
import { jwkFromPoint, pointFromJwk } from '#protocol/jose/jwk.ts';
import { hasValidSignature, parseJws } from '#protocol/jose/jws.ts';
import { nodeCrypto } from '#runtime/crypto.ts';
import { appendAudit } from '#server/audit/audit.ts';
import type { User } from '#server/directory/directory.ts';
import type { Writer } from '#server/store/database.ts';
import { authenticatorsOf, markCodes, type NewAuthenticator, putAuthenticator } from './authenticators.ts';
import type { AuthenticatorPorts } from './authenticator-ports.ts';
import { findOffer, type Offer, offerHash, offerProblem, useOffer } from './offers.ts';
import { lockPerson } from './people.ts';

/** What came of it. */
export type EnrollOutcome =
  | {
      readonly kind: 'enrolled';
      readonly authenticator: Pick<NewAuthenticator, 'id' | 'name' | 'createdAt'>;
      readonly user: User;
      /** The address of the secret of one-time codes; shown once. */
      readonly codesUri: string | undefined;
    }
  | { readonly kind: 'refused'; readonly code: PhoneRefusalCode; readonly offer?: Offer };

/** Phones a person may have. */
const mostAuthenticators = 5;

/** What an offer is for, using nothing up. */
export async function lookAtOffer({ database, directory, clock }: AuthenticatorPorts, secret: string) {
  const offer = await findOffer(database, offerHash(secret));
  const problem = offerProblem(offer, clock.now());
  if (offer === undefined || problem !== undefined)
    return { kind: 'refused', code: problem ?? 'offer_unknown' } as const;
  const user = await directory.userById(offer.userId);
  if (user?.state !== 'active') return { kind: 'refused', code: 'person_disabled' } as const;
  return { kind: 'open', offer, user } as const;
}

/** Enrols a phone. A proof that is refused leaves the offer as it is: whoever sends it knows the secret already. */
export async function enrollPhone(
  ports: AuthenticatorPorts,
  sent: { readonly secret: string; readonly proof: string; readonly oneTimeCodes: boolean; readonly address: string },
): Promise<EnrollOutcome> {
  const { database, clock, random } = ports;
  const looked = await lookAtOffer(ports, sent.secret);
  if (looked.kind === 'refused') return looked;
  const { offer, user } = looked;
  const proven = readProof(ports.issuer, offer, sent.proof);
  if (proven === undefined) return { kind: 'refused', code: 'proof_invalid', offer };
  if (offer.unlockRequired && proven.unlock === 'none') return { kind: 'refused', code: 'unlock_required', offer };
  const authenticator = {
    id: toBase64url(random.bytes(16)),
    userId: user.id,
    name: proven.name,
    publicKey: proven.publicKey,
    keyHash: toBase64url(nodeCrypto.sha256(proven.publicKey)),
    unlockRequired: proven.unlock !== 'none',
    createdAt: clock.now(),
  };
  const code = await database.write((writer) => store(writer, authenticator, offer, sent.address));
  if (code !== undefined) return { kind: 'refused', code, offer };
  return { kind: 'enrolled', authenticator, user, codesUri: await codesFor(ports, authenticator, sent.oneTimeCodes) };
}

/** Under the lock of the person, whose offer it is: nobody else counts or uses it meanwhile. */
async function store(
  writer: Writer,
  authenticator: NewAuthenticator,
  { hash, createdBy }: Offer,
  address: string,
): Promise<PhoneRefusalCode | undefined> {
  const { id, userId, name, publicKey, unlockRequired, createdAt: now } = authenticator;
  await lockPerson(writer, userId, now);
  const problem = offerProblem(await findOffer(writer, hash), now);
  if (problem !== undefined) return problem;
  if ((await authenticatorsOf(writer, userId)).length >= mostAuthenticators) return 'too_many_authenticators';
  if (!(await putAuthenticator(writer, authenticator))) return 'key_in_use';
  if (!(await useOffer(writer, hash, now))) throw new Error('An offer ended between two looks at it.');
  const detail = { authenticator: id, name, key: toBase64url(publicKey), unlock: unlockRequired, offeredBy: createdBy };
  appendAudit(writer, now, [{ type: 'authenticator.enrolled', outcome: 'changed', userId, address, detail }]);
  return undefined;
}

/** Codes for whoever has none: a secret of another app must not stop working because a phone was added. */
async function codesFor(
  { oneTimeCodes, database }: AuthenticatorPorts,
  { id, userId }: NewAuthenticator,
  isWanted: boolean,
): Promise<string | undefined> {
  if (!isWanted || (await oneTimeCodes.isEnrolled(userId))) return undefined;
  const added = await oneTimeCodes.addOneTimeCodes(userId, userId);
  if (added.kind !== 'added') return undefined;
  await database.write((writer) => markCodes(writer, id));
  return added.uri;
}

const said = z.strictObject({
  aud: z.string(),
  offer: z.string(),
  challenge: z.string(),
  name: phoneName,
  unlock,
});

interface Proven {
  readonly publicKey: Uint8Array;
  readonly name: string;
  readonly unlock: Unlock;
}

function readProof(issuer: string, offer: Offer, compact: string): Proven | undefined {
  try {
    const jws = parseJws(compact);
    const publicKey = pointFromJwk(jws.header['jwk']);
    const { success, data } = said.safeParse(jws.claims);
    if (!success) return undefined;
    const { name, unlock: how } = data;
    const { hash, challenge } = offer;
    const text = enrollmentText({
      issuer,
      key: jwkFromPoint(publicKey),
      offerHash: hash,
      challenge,
      name,
      unlock: how,
    });
    const isSame = equals(utf8(signingInputOf(text)), jws.signingInput);
    return isSame && hasValidSignature(jws, nodeCrypto.p256(publicKey)) ? { publicKey, name, unlock: how } : undefined;
  } catch (error) {
    if (error instanceof JoseError || error instanceof KeyError) return undefined;
    throw error;
  }
}
