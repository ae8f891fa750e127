/** An organisation that is ready for Macs: what an administrator does once, before the first of them comes out of its box. */
import { trustCards } from '../../mac/card.ts';
import { type Stage, say } from '../stage.ts';
import { prepareOrganisation } from './organisation.ts';
import { putPlan } from './plans.ts';

/** Makes it ready: Apple's side, the application, trust in the desk's smart cards, a sign-in plan. */
export async function makeReady(stage: Stage): Promise<void> {
  const { packageName } = await prepareOrganisation(stage);
  say(stage, 'smart cards', await trustCards(stage.api, stage.cards));
  await putPlan(stage, { method: 'UserSecureEnclaveKey', before: 'page', packageName });
}
