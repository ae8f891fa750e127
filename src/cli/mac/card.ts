/** `porchlight mac card …`: virtual smart cards, their reader, and the authority behind them. */
import { Command } from 'commander';
import type { ApiClient } from '#api/client.ts';
import { type AnswerOptions, openAnswers } from './answers.ts';
import { type CardAuthority, openCardAuthority } from './card-authority.ts';
import { type CommonOptions, macSubcommand, performing, usageOutput } from './command.ts';
import { type MacInHand, withMac } from './open-mac.ts';
import { addAnswerOptions, issuerOption } from './options.ts';
import { tell } from './outcome.ts';
import { plainCommand, plainVerdict } from './plain-act.ts';
import { CommandRefusal } from './refusal.ts';
import { connectionTo, localAdministration, localIssuer } from './server-address.ts';
import type { Surroundings } from './surroundings.ts';

interface NewOptions extends CommonOptions, AnswerOptions {
  readonly name: string;
  readonly label: string;
}

/** The noun with its verbs. */
export function cardCommand(surroundings: Surroundings): Command {
  const remove = {
    name: 'remove',
    description: 'take the card out of the reader',
    perform: (mac: MacInHand['mac']) => mac.removeCard(),
    done: 'The reader of {mac} is empty.',
  };
  return new Command('card')
    .description('virtual smart cards')
    .exitOverride()
    .configureOutput(usageOutput(surroundings.io))
    .addCommand(newCardCommand(surroundings))
    .addCommand(insertCommand(surroundings))
    .addCommand(plainCommand(remove, surroundings))
    .addCommand(trustCommand(surroundings));
}

function newCardCommand(surroundings: Surroundings): Command {
  return addAnswerOptions(macSubcommand('new', 'make a card and put it into the reader', surroundings))
    .argument('<mac>', 'name or serial number')
    .requiredOption('--name <user principal name>', 'whose card it is, such as ada@example.org')
    .option('--label <text>', 'what the card is called', 'Certificate For PIV Authentication')
    .action(
      performing(surroundings, async (mac: string, options: NewOptions) =>
        withMac(options.home, mac, surroundings, async (hand) => {
          const answers = await openAnswers(surroundings.io, options);
          const pin = await answers.to('pin', 'Choose a PIN of 4 to 8 digits');
          const authority = await openCardAuthority(options.home, surroundings);
          const hash = await insertNewCard(hand, authority, { ...options, pin });
          surroundings.io.out(`${hash}\n`);
          surroundings.io.err(`The card is in the reader of ${hand.name}.\n`);
          surroundings.io.err(
            `hint: "porchlight mac run ${hand.name} -- sudo sc_auth pair -u USER -h ${hash}" pairs it.\n`,
          );
          return 0;
        }),
      ),
    );
}

/** Makes a card, puts it into the reader, and returns the hash by which `sc_auth` names it. */
export async function insertNewCard(
  hand: MacInHand,
  authority: CardAuthority,
  { name, label, pin }: { readonly name: string; readonly label: string; readonly pin: string },
): Promise<string> {
  const material = authority.issue({ commonName: name, userPrincipalName: name });
  const { outcome } = await hand.act((mac) => mac.addSmartCard({ label, pin, ...material }));
  if (outcome.kind === 'refused') throw new CommandRefusal('card_refused', outcome.sentence);
  const card = hand.mac.state().smartCards.known.find(({ id }) => id === outcome.cardId);
  if (!card) throw new CommandRefusal('card_refused', 'The card is not in the drawer.');
  const inserted = await hand.act((mac) => mac.insertCard(card.id));
  if (inserted.outcome.kind === 'refused') throw new CommandRefusal('card_refused', inserted.outcome.sentence);
  return card.publicKeyHash;
}

function insertCommand(surroundings: Surroundings): Command {
  return macSubcommand('insert', 'put a card into the reader', surroundings)
    .argument('<mac>', 'name or serial number')
    .argument('[card]', 'id or hash (default: the last card made)')
    .action(
      performing(surroundings, async (mac: string, wanted: string | undefined, { home, json }: CommonOptions) =>
        withMac(home, mac, surroundings, async (hand) => {
          const { known } = hand.mac.state().smartCards;
          const card =
            wanted === undefined
              ? known.at(-1)
              : known.find(({ id, publicKeyHash }) => [id, publicKeyHash].includes(wanted));
          if (!card) throw new CommandRefusal('no_such_card', 'There is no such card in the drawer.');
          const result = await hand.act((present) => present.insertCard(card.id));
          return tell(surroundings, result, plainVerdict(result.outcome, `${card.label} is in the reader.`), json);
        }),
      ),
    );
}

function trustCommand(surroundings: Surroundings): Command {
  const words = 'let the server on this machine trust the cards of this desk';
  return macSubcommand('trust', words, surroundings)
    .addOption(issuerOption(localIssuer))
    .action(
      performing(surroundings, async ({ home, issuer = localIssuer }: CommonOptions & { readonly issuer?: string }) => {
        const connection = { ...(await connectionTo(issuer, home, undefined)), issuer };
        const api = await localAdministration(home, connection, surroundings);
        if (!api) throw new CommandRefusal('no_local_server', 'This home has no administration token of a server.');
        const authority = await openCardAuthority(home, surroundings);
        surroundings.io.err(`${await trustCards(api, authority)}\n`);
        return 0;
      }),
    );
}

/** Makes the server trust the authority, with a fresh revocation list. Says in a sentence what was done. */
export async function trustCards(api: ApiClient, authority: CardAuthority): Promise<string> {
  const added = await api.addCardAuthority({
    body: { certificate: authority.rootPem, rules: ['subject-alternative-name-upn'] },
  });
  const { id, subject } = added.authority;
  await api.importRevocationList({ params: { authority: id }, body: { list: authority.revocationList() } });
  return `The server trusts the cards of ${subject}${added.outcome === 'already' ? ', as before' : ''}.`;
}
