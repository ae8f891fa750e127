/** The authenticator on a person's phone: it approves what somebody holds a number for. */
import type { Phone } from '#phone/phone.ts';
import { scriptedPhone } from '../phone/scripted-phone.ts';
import { readRoots } from '../mac/open-mac.ts';
import { type Stage, expect, say } from './stage.ts';

/** Somebody's phone at hand. */
export interface Authenticator {
  /** Types a number that a page shows, into the request that waits. */
  approve(number: string): Promise<void>;
}

/** Offers one to a person, enrolls it and gives it, in place of the one of an earlier tour. */
export async function giveAuthenticator(stage: Stage, accountName: string): Promise<Authenticator> {
  const { api, surroundings, connection, home } = stage;
  const { address } = await api.offerAuthenticator({ params: { user: accountName }, body: { unlock: 'optional' } });
  const phone = scriptedPhone(home, accountName, surroundings.fetch(await readRoots(connection)));
  for (const earlier of await phone.accounts()) await phone.remove(earlier.authenticatorId);
  const wish = { name: `Phone of ${accountName}`, unlock: 'none', oneTimeCodes: false } as const;
  const { authenticatorId } = await phone.enroll(address, wish);
  say(stage, 'authenticator', `on the phone of ${accountName}`);
  return { approve: (number) => approve(stage, phone, authenticatorId, number) };
}

async function approve(stage: Stage, phone: Phone, authenticatorId: string, number: string): Promise<void> {
  const [request] = await phone.requests(authenticatorId);
  expect(request !== undefined, 'Nothing waits on the phone.');
  const outcome = await phone.approve(authenticatorId, request, number, 'none');
  expect(outcome === 'approved', `The phone was answered: ${outcome}.`);
  say(stage, 'number matching', `${number} typed on the phone: “${request.target}”`);
}
