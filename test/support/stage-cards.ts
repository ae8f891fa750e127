/** An organisation's smart cards on a stage: their authority, trusted by the server, and the cards it has certified. */
import { createPublicKey, generateKeyPairSync } from 'node:crypto';
import assert from 'node:assert/strict';
import { toBase64 } from '#protocol/encoding/base64.ts';
import { parseCertificate } from '#protocol/x509/certificate.ts';
import type { NewSmartCard } from '#mac/virtual-mac.ts';
import { systemRandom } from '#runtime/random.ts';
import { createSmartCardAuthority } from '#runtime/smart-card-authority.ts';
import type { Person, Stage } from './stage.ts';
import { type StageMac, done } from './stage-mac.ts';

/** Keys that cards come with. */
export type CardKey = 'EC P-256' | 'RSA-2048';

/** The PIN of every card here. */
export const cardPin = '274906';

/** The authority as the organisation runs it. */
export interface StageCards {
  /** A card for a person. */
  issue(person: Pick<Person, 'userPrincipalName'>, key?: CardKey): NewSmartCard;
  /** Revokes a card and publishes the list to the server. */
  revoke(card: NewSmartCard): Promise<void>;
}

/** Makes an authority that the server trusts, with a list that revokes nothing. */
export async function trustedCards(stage: Stage): Promise<StageCards> {
  const cards = createSmartCardAuthority({ clock: stage.clock, random: systemRandom });
  const { authority } = await stage.api.addCardAuthority({ body: { certificate: cards.rootPem } });
  const publish = async () => {
    const list = toBase64(cards.revocationList());
    await stage.api.importRevocationList({ params: { authority: authority.id }, body: { list } });
  };
  await publish();
  return {
    issue: (person, key = 'EC P-256') => makeCard(cards, person, key),
    async revoke({ certificate }) {
      assert.ok(cards.revoke(parseCertificate(certificate), 'keyCompromise'));
      await publish();
    },
  };
}

/** A card of an authority, whether the server trusts it or not. */
export function makeCard(
  cards: ReturnType<typeof createSmartCardAuthority>,
  { userPrincipalName }: Pick<Person, 'userPrincipalName'>,
  key: CardKey,
): NewSmartCard {
  const { privateKey } =
    key === 'RSA-2048'
      ? generateKeyPairSync('rsa', { modulusLength: 2048 })
      : generateKeyPairSync('ec', { namedCurve: 'prime256v1' });
  const publicKey = new Uint8Array(createPublicKey(privateKey).export({ format: 'der', type: 'spki' }));
  const { raw } = cards.issue({ publicKey, commonName: userPrincipalName, userPrincipalName });
  return {
    label: 'Certificate For PIV Authentication',
    privateKey: new Uint8Array(privateKey.export({ format: 'der', type: 'pkcs8' })),
    certificate: raw,
    pin: cardPin,
  };
}

/** Puts a card into the reader of a Mac. Returns the hash by which `sc_auth` names it. */
export async function insertCard({ mac }: StageMac, card: NewSmartCard): Promise<string> {
  const { outcome } = await mac.addSmartCard(card);
  const known = mac.state().smartCards.known.find(({ id }) => outcome.kind === 'done' && id === outcome.cardId);
  assert.ok(known);
  done(await mac.insertCard(known.id));
  return known.publicKeyHash;
}
