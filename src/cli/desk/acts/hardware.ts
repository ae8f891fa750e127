/** What happens to the machine: its cards, its network, its clock, its faults, what it does by itself. */
import { isQuirkName, quirkCatalogue } from '#mac/quirks/catalogue.ts';
import { openCardAuthority } from '../../mac/card-authority.ts';
import { insertNewCard, trustCards } from '../../mac/card.ts';
import { parseMacos } from '../../mac/options.ts';
import { connectionTo, localAdministration } from '../../mac/server-address.ts';
import { DeskRefusal } from '../desk-refusal.ts';
import type { Outcome, Performers, Play } from './play.ts';

/** Acts on the hardware. */
export const hardwareActs: Performers<
  | 'work'
  | 'go-online'
  | 'go-offline'
  | 'remove-card'
  | 'insert-card'
  | 'new-card'
  | 'advance-clock'
  | 'misbehave'
  | 'behave'
  | 'upgrade'
> = {
  work: async ({ hand }) => (await hand.act((mac) => mac.runDueWork())).outcome,
  'go-online': async ({ hand }) => (await hand.act((mac) => mac.goOnline())).outcome,
  'go-offline': async ({ hand }) => (await hand.act((mac) => mac.goOffline())).outcome,
  'remove-card': async ({ hand }) => (await hand.act((mac) => mac.removeCard())).outcome,
  'insert-card': async ({ hand }, { card }) => (await hand.act((mac) => mac.insertCard(card))).outcome,
  'new-card': newCard,
  'advance-clock': async ({ hand }, { milliseconds }) => {
    await hand.act((mac) => mac.advanceClock(milliseconds));
    return (await hand.act((mac) => mac.runDueWork())).outcome;
  },
  misbehave: async ({ hand }, { quirk, value }) => {
    if (!isQuirkName(quirk)) throw new DeskRefusal(400, 'fault_unknown', `There is no fault “${quirk}”.`);
    if (quirkCatalogue[quirk].needsValue && value === undefined) {
      throw new DeskRefusal(400, 'fault_value_missing', 'This fault needs a value.');
    }
    return (await hand.act((mac) => mac.misbehave(quirk, value === undefined ? {} : { value }))).outcome;
  },
  behave: async ({ hand }) => (await hand.act((mac) => mac.behave())).outcome,
  upgrade: async ({ hand }, { macos }) => (await hand.act((mac) => mac.upgradeMacos(parseMacos(macos)))).outcome,
};

/** A card of the desk's authority, which the server of this home comes to trust. */
async function newCard(
  { hand, home, issuer, surroundings }: Play,
  { userPrincipalName: name, pin }: { readonly userPrincipalName: string; readonly pin: string },
): Promise<Outcome> {
  const authority = await openCardAuthority(home, surroundings);
  const connection = { ...(await connectionTo(issuer, home, undefined)), issuer };
  const api = await localAdministration(home, connection, surroundings);
  if (api) await trustCards(api, authority);
  const hash = await insertNewCard(hand, authority, { name, label: 'Certificate For PIV Authentication', pin });
  const sentence = api ? undefined : 'This home may not tell the server to trust the card: an administrator has to.';
  return { kind: 'done', hash, ...(sentence === undefined ? {} : { sentence }) } as Outcome;
}
