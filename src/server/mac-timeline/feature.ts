/**
 * The timeline of a Mac: the join as stages, each with how it stands, what says so, and what to do where it stopped. The feature
 * owns the rules of the stages and keeps nothing: all it says is concluded from what others keep.
 */
import type { Audit } from '#server/audit/audit.ts';
import type { Management } from '#server/mdm/management.ts';
import type { SetupFeature } from '#server/setup/feature.ts';
import type { SignInPlans } from '#server/sign-in-plan/feature.ts';
import { account } from './stages/account.ts';
import { app } from './stages/app.ts';
import { assigned } from './stages/assigned.ts';
import { deviceRegistered } from './stages/device-registered.ts';
import { enrolled } from './stages/enrolled.ts';
import { profile } from './stages/profile.ts';
import { signedIn } from './stages/signed-in.ts';
import { userRegistered } from './stages/user-registered.ts';
import type { StageRule, TimelineFacts, TimelineStage } from './timeline.ts';

const rules: readonly StageRule[] = [
  assigned,
  enrolled,
  app,
  profile,
  deviceRegistered,
  userRegistered,
  account,
  signedIn,
];

/** What the timeline is concluded from. */
export interface TimelinePorts {
  readonly setup: Pick<SetupFeature, 'mac'>;
  readonly management: Pick<Management, 'commands'>;
  readonly audit: Pick<Audit, 'list'>;
  readonly signInPlans: Pick<SignInPlans, 'current'>;
  readonly sentenceOf: (code: string) => string | undefined;
}

/** The stages of a Mac; undefined for one that no feature knows. */
export async function macTimeline(
  ports: TimelinePorts,
  serialNumber: string,
): Promise<readonly TimelineStage[] | undefined> {
  const mac = await ports.setup.mac(serialNumber);
  if (mac === undefined) return undefined;
  const { enrollment, registration } = mac;
  const [commands, events, plan] = await Promise.all([
    enrollment === undefined ? [] : ports.management.commands(enrollment.deviceId, 200),
    registration === undefined ? [] : ports.audit.list({ deviceId: registration.device.id, limit: 200 }),
    ports.signInPlans.current(),
  ]);
  return concludeTimeline({ mac, commands, events, hasPlan: plan !== undefined, sentenceOf: ports.sentenceOf });
}

/** What each stage makes of the facts. */
export function concludeTimeline(facts: TimelineFacts): readonly TimelineStage[] {
  return rules.map((rule) => concluded(rule, facts));
}

function concluded(rule: StageRule, facts: TimelineFacts): TimelineStage {
  return { name: rule.name, title: rule.title, ...rule.conclude(facts) };
}

export type { Evidence, TimelineFacts, TimelineStage, TimelineStageName, TimelineState } from './timeline.ts';
