/** The people of the bench, in their browsers, some with a phone. */
import { webcrypto } from 'node:crypto';
import type { ApiClient } from '#api/client.ts';
import { createPhone, type Phone, type PhoneStorage, type StoredAccount } from '#phone/phone.ts';
import { type Subtle, webCrypto } from '#phone/web-crypto.ts';
import { systemClock } from '#runtime/clock.ts';
import type { HttpsFetch } from '#runtime/https-fetch.ts';
import { systemRandom } from '#runtime/random.ts';
import { benchPassword } from '../fixture.ts';
import { inLanes } from '../lanes.ts';
import { type Application, codeOf } from './application.ts';
import { Browser, type Place } from './browser.ts';

/** A person with a password. */
export interface Person {
  readonly id: string;
  readonly userName: string;
}

/** One whose sign-ins are approved on a phone. */
export interface PersonWithPhone extends Person {
  readonly phone: Phone;
  readonly authenticatorId: string;
}

/** Makes so many. */
export async function makePeople(api: ApiClient, name: string, count: number): Promise<readonly Person[]> {
  const people: Person[] = [];
  await inLanes(Array.from({ length: count }), { lanes: 8 }, async (_, index) => {
    const accountName = `${name}${index}`;
    const userName = `${accountName}@bench.example`;
    const person = { accountName, fullName: `Bench ${accountName}`, userPrincipalName: userName };
    const { id } = await api.createUser({ body: { ...person, password: benchPassword } });
    people[index] = { id, userName };
  });
  return people;
}

/** Gives each a phone of their own. */
export function givePhones(api: ApiClient, fetch: HttpsFetch, people: readonly Person[]) {
  return Promise.all(
    people.map(async (person): Promise<PersonWithPhone> => {
      const crypto = webCrypto(webcrypto.subtle as unknown as Subtle);
      const ports = { fetch, crypto, storage: inMemory(), clock: systemClock, random: systemRandom };
      const phone = createPhone(ports);
      const offer = await api.offerAuthenticator({ params: { user: person.id }, body: { unlock: 'optional' } });
      const { authenticatorId } = await phone.enroll(offer.address, { name: 'Phone of the bench', unlock: 'none' });
      return { ...person, phone, authenticatorId };
    }),
  );
}

/** Types name and password into the page that asks for them. */
export function typePassword(browser: Browser, place: Place, { userName }: Person): Promise<Place> {
  return browser.submit(place, { username: userName, password: benchPassword });
}

/** A browser in which the person is signed in. @throws Error when they are not let in */
export async function signedInBrowser(
  { application, fetch, issuer }: { application: Application; fetch: HttpsFetch; issuer: string },
  person: Person,
): Promise<Browser> {
  const browser = new Browser(fetch, issuer);
  const place = await typePassword(browser, await browser.open(application.begin()), person);
  if (codeOf(place) === undefined) throw new Error(`${person.userName} was not let in: ${place.page?.text() ?? ''}`);
  return browser;
}

/** One window, so the work of this phone is done in its order by a chain. */
function inMemory(): PhoneStorage {
  const kept = new Map<string, StoredAccount>();
  let last: Promise<unknown> = Promise.resolve();
  return {
    accounts: async () => [...kept.values()],
    put: async (account) => void kept.set(account.authenticatorId, account),
    remove: async (id) => void kept.delete(id),
    exclusively: (work) => {
      const mine = last.then(work, work);
      last = mine;
      return mine;
    },
  };
}
