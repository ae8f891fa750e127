/** The world that every refusal is played in: one server that wants attestations, and a Mac for each way of signing in. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { toBase64 } from '#protocol/encoding/base64.ts';
import { createAttestationAuthority } from '#apple/attestation-authority.ts';
import type { AttestationService } from '#mac/ports.ts';
import { systemClock } from '#runtime/clock.ts';
import { systemRandom } from '#runtime/random.ts';
import { createSmartCardAuthority } from '#runtime/smart-card-authority.ts';
import { cardPin, insertCard, makeCard, trustedCards } from '../support/stage-cards.ts';
import { type StageMac, done, joinMac, prepareMac, register } from '../support/stage-mac.ts';
import { type Curtain, type Person, type Stage, openStage } from '../support/stage.ts';

/** The world. Stories play with copies of its Macs. */
export interface World {
  readonly stage: Stage;
  readonly ada: Person;
  readonly ben: Person;
  /** Of Ada, each registered and signed in. */
  readonly macs: Readonly<Record<'password' | 'key' | 'card', StageMac>>;
  /** Of Ben, with a password. */
  readonly benMac: StageMac;
  /** A certificate for Ada of an authority that the server does not trust: base64 of DER. */
  readonly foreignCertificate: string;
}

/** What the profiles of this world say besides the usual. */
export const plan = { AllowDeviceIdentifiersInAttestation: true };

/** Makes it. */
export async function makeWorld(curtain: Curtain): Promise<World> {
  const ports = { clock: systemClock, random: systemRandom };
  const apple = createAttestationAuthority(ports);
  const attestation: AttestationService = async (key, clientDataHash, identifiers) =>
    identifiers
      ? apple.attest({ key, clientDataHash, ...identifiers })
      : apple.attest({ key, clientDataHash, serialNumber: '', udid: '', includeIdentifiers: false });
  const stage = await openStage(curtain, {
    settings: { PORCHLIGHT_ATTESTATION: 'required' },
    async prepare(home) {
      const file = join(home, 'attestation-root.pem');
      await writeFile(file, apple.rootPem);
      return { PORCHLIGHT_INSECURE_SIMULATED_ATTESTATION_ROOT: file };
    },
  });
  const ada = await stage.addPerson('ada');
  const ben = await stage.addPerson('ben');
  const cards = await trustedCards(stage);
  const card = await prepareMac(stage, { person: ada, method: 'SmartCard', attestation, plan });
  done(await card.mac.pairCard('ada', await insertCard(card, cards.issue(ada))));
  await register(card, { pin: cardPin });
  const stranger = makeCard(createSmartCardAuthority(ports), ada, 'EC P-256');
  return {
    stage,
    ada,
    ben,
    macs: {
      password: await joinMac(stage, { person: ada, method: 'Password', attestation, plan }),
      key: await joinMac(stage, { person: ada, method: 'UserSecureEnclaveKey', attestation, plan }),
      card,
    },
    benMac: await joinMac(stage, { person: ben, method: 'Password', attestation, plan }),
    foreignCertificate: toBase64(stranger.certificate),
  };
}
