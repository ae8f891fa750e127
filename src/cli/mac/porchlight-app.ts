/** `porchlight mac porchlight-app`: the organisation's application on the Mac. */
import { Argument, type Command } from 'commander';
import type { PorchlightAppOutcome, PorchlightAppStep } from '#mac/porchlight-app/porchlight-app.ts';
import { facts, moment } from '../table.ts';
import { type CommonOptions, macSubcommand, performing } from './command.ts';
import { withMac } from './open-mac.ts';
import { type Verdict, tell } from './outcome.ts';
import type { Surroundings } from './surroundings.ts';

const steps: readonly PorchlightAppStep[] = ['account', 'device', 'deregister', 'report'];

/** Does one thing in the application. */
export function porchlightAppCommand(surroundings: Surroundings): Command {
  return macSubcommand('porchlight-app', "use the organisation's application", surroundings)
    .argument('<mac>', 'name or serial number')
    .addArgument(new Argument('<what>', 'what is done there').choices(steps))
    .action(
      performing(surroundings, async (mac: string, step: PorchlightAppStep, { home, json }: CommonOptions) =>
        withMac(home, mac, surroundings, async (hand) => {
          const result = await hand.act((present) => present.porchlightApp(step));
          if (json !== true) surroundings.io.out(textOf(result.outcome));
          return tell(surroundings, result, verdictOf(result.outcome, hand.name), json);
        }),
      ),
    );
}

function textOf(outcome: PorchlightAppOutcome): string {
  switch (outcome.kind) {
    case 'account': {
      const { account } = outcome;
      return facts([
        ['account', account.loginUserName],
        ['name', account.name ?? null],
        ['on this Mac', account.localAccount],
        ['signs in by', account.method],
        ['state', account.state],
        ['last login', account.lastLogin === undefined ? null : timeOf(account.lastLogin)],
        ['tokens end', account.tokensEnd === undefined ? null : timeOf(account.tokensEnd)],
        ['applications', account.signsInSilently ? 'open without a question' : 'ask'],
      ]);
    }
    case 'device': {
      const { device } = outcome;
      return facts([
        ['Mac', device.computerName],
        ['serial number', device.serialNumber],
        ['macOS', device.macos],
        ['registered', device.isRegistered ? 'yes' : 'no'],
        ['device id', device.deviceId ?? null],
        ['method', device.method ?? null],
        ['shared keys', device.sharedDeviceKeys === undefined ? null : device.sharedDeviceKeys ? 'yes' : 'no'],
        ['managed', device.isManaged ? 'yes' : 'no'],
      ]);
    }
    case 'report':
      return `${JSON.stringify(outcome.report, null, 2)}\n`;
    case 'deregistered':
    case 'refused':
      return '';
  }
}

function timeOf(time: number): string {
  return moment(new Date(time).toISOString());
}

function verdictOf(outcome: PorchlightAppOutcome, name: string): Verdict {
  if (outcome.kind === 'refused') return { well: false, sentence: outcome.sentence };
  if (outcome.kind === 'report') return { well: true, sentence: 'This report holds no secret.' };
  if (outcome.kind !== 'deregistered') return { well: true, sentence: 'The Porchlight application shows this.' };
  const mac = outcome.deviceRegistered ? `${name} stays registered for others.` : `${name} is not registered any more.`;
  if (outcome.serverKnows) return { well: true, sentence: `Deregistered. ${mac}` };
  const hint = 'an administrator can revoke what is left there: "porchlight device show"';
  return { well: true, sentence: `Forgotten here; the server did not take it. ${mac}`, hint };
}
