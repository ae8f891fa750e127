/** The organisation's side of the desk, where this home has the right to administer its server: people, offers, Macs bought. */
import { ApiAnswerError, ApiError } from '#api/error.ts';
import type { ApiClient } from '#api/client.ts';
import type { DeskPerson } from '#api/desk/view.ts';
import { HttpsError } from '#runtime/https-fetch.ts';
import { connectionTo, localAdministration } from '../mac/server-address.ts';
import type { Surroundings } from '../mac/surroundings.ts';
import { DeskRefusal } from './desk-refusal.ts';

/** People beyond these are not listed: the desk is for trying things. */
const mostPeople = 25;
/** Milliseconds for which what was heard is good: a view is made after every change of a Mac. */
const goodFor = 10_000;

/** What the desk may ask of the organisation. */
export interface Organisation {
  /** Whether this home has the server's administration token. */
  administers(): Promise<boolean>;
  /** People who are active; none where this home may not ask, or nobody answers. */
  people(): Promise<readonly DeskPerson[]>;
  /** What was heard is asked anew next time. */
  forget(): void;
  /** An address by which one phone becomes somebody's authenticator. @throws {DeskRefusal} `no_admin_token` */
  phoneOffer(userPrincipalName: string): Promise<string>;
}

/** The organisation of a home. */
export function organisationOf(home: string, issuer: string, surroundings: Surroundings): Organisation {
  const administration = async () =>
    localAdministration(home, { ...(await connectionTo(issuer, home, undefined)), issuer }, surroundings);
  const ask = async (): Promise<readonly DeskPerson[]> => {
    const api = await administration();
    if (!api) return [];
    try {
      return await listPeople(api);
    } catch (error) {
      if (error instanceof HttpsError || error instanceof ApiError || error instanceof ApiAnswerError) return [];
      throw error;
    }
  };
  let heard: { readonly until: number; readonly people: Promise<readonly DeskPerson[]> } | undefined;
  return {
    administers: async () => (await administration()) !== undefined,
    people() {
      const now = surroundings.clock.now();
      if (!heard || heard.until < now) heard = { until: now + goodFor, people: ask() };
      return heard.people;
    },
    forget: () => (heard = undefined),
    async phoneOffer(userPrincipalName) {
      const api = await administration();
      if (!api) {
        const sentence = 'This home may not make offers for phones. Ask for one on the page “Your account”.';
        throw new DeskRefusal(409, 'no_admin_token', sentence);
      }
      return (await api.offerAuthenticator({ params: { user: userPrincipalName }, body: {} })).address;
    },
  };
}

async function listPeople(api: ApiClient): Promise<readonly DeskPerson[]> {
  const { items } = await api.listUsers({ query: { limit: mostPeople } });
  const active = items.filter(({ state }) => state === 'active');
  return Promise.all(
    active.map(async ({ id, userPrincipalName, fullName }) => {
      const phones = await api.listAuthenticators({ params: { user: id } });
      return { userPrincipalName, fullName, hasPhone: phones.items.some(({ state }) => state === 'active') };
    }),
  );
}
