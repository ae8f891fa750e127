/** `porchlight mac show`: one Mac in facts. */
import type { Command } from 'commander';
import { facts } from '../table.ts';
import { type CommonOptions, macSubcommand, performing } from './command.ts';
import { deskOf } from './open-mac.ts';
import { type MacSummary, summaryOf } from './summary.ts';
import type { Surroundings } from './surroundings.ts';

/** Shows a Mac. */
export function showCommand(surroundings: Surroundings): Command {
  const { io } = surroundings;
  return macSubcommand('show', 'show one Mac', surroundings)
    .argument('<mac>', 'name or serial number')
    .action(
      performing(surroundings, async (mac: string, { home, json }: CommonOptions) => {
        const summary = await deskOf(home, surroundings).use(mac, ({ saved }) => Promise.resolve(summaryOf(saved)));
        io.out(json === true ? `${JSON.stringify(summary, undefined, 2)}\n` : summaryText(summary));
        return 0;
      }),
    );
}

function summaryText(summary: MacSummary): string {
  const account = ({ name, fullName, registeredAs }: MacSummary['accounts'][number]) =>
    `${name} (${fullName})${registeredAs === undefined ? '' : `, ${registeredAs} at the organisation`}`;
  const application = ({ identifier, version, managed }: MacSummary['applications'][number]) =>
    `${identifier} ${version}${managed ? ', managed' : ''}`;
  const card = ({ label, hash, inserted }: MacSummary['cards'][number]) =>
    `${label} ${hash}${inserted ? ', in the reader' : ''}`;
  return facts([
    ['name', summary.name],
    ['serial number', summary.serialNumber],
    ['model', summary.model],
    ['macOS', summary.macos],
    ['organisation', summary.issuer ?? null],
    ['method', summary.method],
    ['registration', summary.registration],
    ['screen', summary.screen],
    ...(summary.setupPane === undefined ? [] : [['pane', summary.setupPane] as const]),
    ...managementFacts(summary),
    ['network', summary.online],
    ...summary.accounts.map((item) => ['account', account(item)] as const),
    ...summary.applications.map((item) => ['application', application(item)] as const),
    ...summary.passkeys.map((text) => ['passkey', text] as const),
    ...summary.cards.map((item) => ['smart card', card(item)] as const),
    ...summary.notifications.map((text) => ['notification', text] as const),
    ...summary.faults.map((name) => ['misbehaves', name] as const),
  ]);
}

function managementFacts({ management }: MacSummary): readonly (readonly [string, string])[] {
  if (!management) return [];
  const { server, automated, awaitingConfiguration, users } = management;
  const how = automated ? 'by Automated Device Enrollment' : 'by a profile';
  return [
    ['managed', `${how}${awaitingConfiguration ? ', awaiting final configuration' : ''}`],
    ['MDM server', server],
    ...(users.length === 0 ? [] : [['user channels', users.join(', ')] as const]),
  ];
}
