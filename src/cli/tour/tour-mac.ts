/** One Mac of the tour: expected by the server, made in place of an earlier one, and told step by step. */
import { ApiError } from '#api/error.ts';
import { MacHomeError } from '#mac/home/home-error.ts';
import type { ActResult } from '#mac/evidence.ts';
import type { MacosVersion } from '#mac/macos/versions.ts';
import { terminalMac } from '#mac/terminal/from-virtual-mac.ts';
import { runWords } from '#mac/terminal/terminal.ts';
import { type ParsedPlatformState, parseAppSsoState } from '#mac/terminal/app-sso/parse-state.ts';
import type { VirtualMac } from '#mac/virtual-mac.ts';
import { makeMac } from '../mac/make-mac.ts';
import { methodWords } from '../mac/method-of.ts';
import { type MacInHand, deskOf, withMac } from '../mac/open-mac.ts';
import { paint, stepLines } from '../mac/steps.ts';
import { type Authenticator, giveAuthenticator } from './authenticator.ts';
import { type Stage, type TourPerson, expect, freshPassword, say } from './stage.ts';

/** Which Mac. */
export interface TourMacWish {
  readonly name: string;
  readonly macos: MacosVersion;
  readonly method: keyof typeof methodWords;
}

/** A Mac of the tour at work. */
export interface TourMac {
  readonly stage: Stage;
  readonly hand: MacInHand;
  readonly person: TourPerson;
  /** The person's phone. */
  readonly authenticator: Authenticator;
  /** The local account's password before anything replaced it. */
  readonly localPassword: string;
  /** Performs an act and tells its messages. */
  act<Outcome>(work: (mac: VirtualMac) => Promise<ActResult<Outcome>>): Promise<Outcome>;
  /** A command in its Terminal. @throws {TourFailure} unless it succeeds */
  terminal(...words: string[]): Promise<string>;
}

/** What a Mac shows at the end. */
export interface TourResult {
  readonly name: string;
  readonly state: ParsedPlatformState;
  readonly text: string;
}

/** Makes the Mac and plays its story. */
export async function playMac(
  stage: Stage,
  wish: TourMacWish,
  person: TourPerson,
  story: (mac: TourMac) => Promise<void>,
): Promise<TourResult> {
  stage.write(`\n${paint(`${wish.name}: ${methodWords[wish.method]}, macOS ${wish.macos}`, 1, stage.colour)}\n`);
  const localPassword = freshPassword(stage);
  const authenticator = await giveAuthenticator(stage, person.accountName);
  await replaceMac(stage, wish.name);
  await makeTourMac(stage, wish, person, localPassword);
  return withMac(stage.home, wish.name, stage.surroundings, async (hand) => {
    const mac = tourMac(stage, hand, { person, authenticator, localPassword });
    await toDesktop(mac);
    await story(mac);
    return resultOf(wish.name, mac);
  });
}

/** What it shows at the end, in its own words. */
export async function resultOf(name: string, mac: TourMac): Promise<TourResult> {
  const text = await mac.terminal('app-sso', 'platform', '-s');
  return { name, state: parseAppSsoState(text), text };
}

/** The Mac in hand, as the stories use it. */
export function tourMac(
  stage: Stage,
  hand: MacInHand,
  owner: Pick<TourMac, 'person' | 'authenticator' | 'localPassword'>,
): TourMac {
  const { person, localPassword } = owner;
  return {
    stage,
    hand,
    ...owner,
    async act(work) {
      const { outcome, evidence } = await hand.act(work);
      stage.write(stepLines(evidence, stage));
      return outcome;
    },
    async terminal(...words) {
      const { stdout, stderr, exitCode } = await runWords(words, {
        mac: terminalMac(hand.mac, await hand.open.log(), stage.surroundings.random),
        user: person.accountName,
        ask: () => Promise.resolve(localPassword),
      });
      expect(exitCode === 0, `${words.join(' ')}: ${stderr}`);
      return stdout;
    },
  };
}

/** Takes the Mac of an earlier tour off the desk, and its device out of service. */
export async function replaceMac(stage: Stage, name: string): Promise<void> {
  const desk = deskOf(stage.home, stage.surroundings);
  try {
    const serial = await desk.use(name, ({ saved }) => Promise.resolve(saved.state.hardware.serialNumber));
    await stage.api.revokeDevice({ params: { device: serial } });
  } catch (error) {
    const gone = error instanceof ApiError && error.code === 'device_not_found';
    if (!(error instanceof MacHomeError) && !gone) throw error;
  }
  await desk.delete(name).catch((error: unknown) => {
    if (!(error instanceof MacHomeError && error.code === 'mac_not_found')) throw error;
  });
}

async function makeTourMac(stage: Stage, wish: TourMacWish, person: TourPerson, localPassword: string): Promise<void> {
  await makeMac(
    stage.home,
    {
      ...wish,
      account: { shortName: person.accountName, fullName: person.fullName, password: localPassword },
      serialNumber: undefined,
      connection: stage.connection,
      accountDisplayName: 'Porchlight',
      foreign: undefined,
      registrationToken: async (serialNumber) => {
        const { token } = await stage.api.issueRegistrationToken({ body: { serialNumber } });
        say(stage, 'expected', `the server has a registration token for ${serialNumber}`);
        return token;
      },
    },
    stage.surroundings,
  );
  say(stage, 'profile installed', `com.apple.extensiblesso and com.apple.associated-domains, with the token`);
}

/** A new Mac may be at its login window; registering needs a desktop. */
async function toDesktop(mac: TourMac): Promise<void> {
  const { kind } = mac.hand.mac.state().session;
  if (kind === 'desktop') return;
  const { accountName } = mac.person;
  const outcome = await mac.act((present) =>
    kind === 'pre-boot'
      ? present.unlockDisk(accountName, mac.localPassword)
      : present.login(accountName, { kind: 'password', password: mac.localPassword }),
  );
  expect(outcome.kind === 'unlocked', outcome.kind === 'unlocked' ? '' : outcome.sentence);
}
