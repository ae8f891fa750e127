/** The stories that quirks are tried in: each ends in one message of its purpose, from a copy of one of the world's Macs. */
import assert from 'node:assert/strict';
import type { Exchange } from '#mac/evidence.ts';
import type { QuirkName } from '#mac/quirks/catalogue.ts';
import type { QuirkPurpose } from '#mac/quirks/quirk.ts';
import { cardPin } from '../support/stage-cards.ts';
import { askKeyService } from '../support/stage-key-service.ts';
import { type StageMac, password, pin, signedIn } from '../support/stage-mac.ts';
import type { World } from './world.ts';

/** The quirk of a story, switched on for one message. */
export interface Misbehaviour {
  readonly quirk: QuirkName;
  readonly value: string | undefined;
}

/** What came of a story. */
export interface Played {
  readonly succeeded: boolean;
  readonly evidence: readonly Exchange[];
}

/** A story. */
export interface Story {
  readonly purpose: QuirkPurpose;
  /** Whose copy plays. */
  readonly mac: keyof World['macs'];
  /** What goes before, without a quirk. */
  readonly before?: (subject: StageMac) => Promise<void>;
  readonly play: (subject: StageMac, misbehaviour: Misbehaviour) => Promise<Played>;
}

/** A story's name. */
export type StoryName = keyof typeof catalogue;

const catalogue = {
  'password login': {
    purpose: 'login',
    mac: 'password',
    play: acting(async ({ mac, person }) => {
      const { outcome, evidence } = await mac.signInWhenAsked(password(person.password));
      return { succeeded: outcome.kind === 'signed-in', evidence };
    }),
  },
  'key login': {
    purpose: 'login',
    mac: 'key',
    play: acting(renewing),
  },
  'card login': {
    purpose: 'login',
    mac: 'card',
    play: acting(async ({ mac }) => {
      const { outcome, evidence } = await mac.signInWhenAsked(pin(cardPin));
      return { succeeded: outcome.kind === 'signed-in', evidence };
    }),
  },
  refresh: {
    purpose: 'refresh',
    mac: 'password',
    before: async (subject) => {
      await signInAnew(subject);
      assert.equal((await renewing(subject)).succeeded, true);
    },
    play: acting(renewing),
  },
  'key request': { purpose: 'key request', mac: 'password', before: signInAnew, play: playKeyRequest },
  'key exchange': { purpose: 'key exchange', mac: 'password', before: signInAnew, play: playKeyExchange },
  'device registration': {
    purpose: 'device registration',
    mac: 'key',
    play: acting(async ({ mac, person, localPassword }) => {
      const signIn = { userName: person.userPrincipalName, password: person.password };
      const { outcome, evidence } = await mac.repair({ localPassword, signIn });
      return { succeeded: outcome.kind === 'registered', evidence };
    }),
  },
  'user registration': {
    purpose: 'user registration',
    mac: 'key',
    play: acting(async ({ mac, person, localPassword }) => {
      const signIn = { userName: person.userPrincipalName, password: person.password };
      const { outcome, evidence } = await mac.register({ localPassword, signIn });
      return { succeeded: outcome.kind === 'registered', evidence };
    }),
  },
  'registration with new keys': {
    purpose: 'device registration',
    mac: 'key',
    // Nobody signs in: a person's sign-in would stand in for the token.
    play: acting(async ({ mac, localPassword }) => {
      const { outcome, evidence } = await mac.repair({ localPassword }, { newKeys: true });
      return { succeeded: outcome.kind === 'registered', evidence };
    }),
  },
} as const satisfies Record<string, Story>;

/** The stories by name. */
export const stories: Readonly<Record<StoryName, Story>> = catalogue;

function acting(act: (subject: StageMac) => Promise<Played>): Story['play'] {
  return async (subject, { quirk, value }) => {
    await subject.mac.misbehave(quirk, { times: 1, ...(value === undefined ? {} : { value }) });
    return act(subject);
  };
}

async function renewing({ mac }: StageMac): Promise<Played> {
  const { outcome, evidence } = await mac.renewTokens({ evenIfFresh: true });
  return { succeeded: outcome.kind === 'renewed', evidence };
}

/** A login of its own, so that whatever becomes of its refresh tokens touches no other story. */
async function signInAnew({ mac, person }: StageMac): Promise<void> {
  signedIn((await mac.signInWhenAsked(password(person.password))).outcome);
}

function playKeyRequest(subject: StageMac, misbehaviour: Misbehaviour): Promise<Played> {
  return askKeyService(subject, 'key request', misbehaviour);
}

function playKeyExchange(subject: StageMac, misbehaviour: Misbehaviour): Promise<Played> {
  return askKeyService(subject, 'key exchange', misbehaviour);
}
