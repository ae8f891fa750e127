/** At the desktop: Safari, Terminal, Settings, the organisation's application. */
import type { SafariStep } from '#mac/safari/browse.ts';
import { terminalMac } from '#mac/terminal/from-virtual-mac.ts';
import { run } from '#mac/terminal/terminal.ts';
import type { DeskAct } from '#api/desk/acts.ts';
import { rememberTyped } from '../page/typed-entries.ts';
import type { Outcome, Performers, Play } from './play.ts';

type GivenStep = Extract<DeskAct, { kind: 'safari' }>['step'];

/** Acts of whoever sits there. */
export const sessionActs: Performers<'safari' | 'command' | 'passkeys' | 'app' | 'install-profile' | 'ignore-profile'> =
  {
    async safari({ hand, person, secrets }, { step }) {
      if (step.kind === 'page') rememberTyped(step.act, hand.mac.shownPage('safari')?.html ?? '', secrets);
      const { outcome } = await hand.act((mac) => mac.browse(stepOf(step), person.consent));
      if (outcome.kind === 'page') return { kind: 'page' };
      if (outcome.kind !== 'download') return outcome;
      const { bytes, ...rest } = outcome;
      if (!outcome.isProfile) return rest;
      const kept = (await hand.act((mac) => mac.keepDownload(outcome.fileName, bytes))).outcome;
      return kept.kind === 'done' ? rest : kept;
    },
    command: (play, { line }) => runLine(play, line),
    passkeys: async ({ hand }, { isOn }) => (await hand.act((mac) => mac.usePasskeys(isOn))).outcome,
    'install-profile': installProfile,
    'ignore-profile': async ({ hand }, { file }) => (await hand.act((mac) => mac.ignoreDownload(file))).outcome,
    app: async ({ hand }, { step }) => (await hand.act((mac) => mac.porchlightApp(step))).outcome,
  };

/** macOS asks for the password first: it changes what the whole Mac does. */
async function installProfile({ hand, person }: Play, { file }: { readonly file: string }): Promise<Outcome> {
  const { session } = hand.mac.state();
  if (session.kind !== 'desktop') return { kind: 'closed' };
  const password = await person.localPassword(session.user, 'Enter your password to install this profile.', 'Profiles');
  if (password === undefined) return { kind: 'closed' };
  return (await hand.act((mac) => mac.installDownload(file))).outcome;
}

function stepOf(step: GivenStep): SafariStep {
  if (step.kind === 'page') return { kind: 'page', move: step.act };
  if (step.kind !== 'open') return step;
  const { address, newTab = false } = step;
  return { kind: 'open', address, newTab };
}

async function runLine({ hand, person, surroundings }: Play, line: string): Promise<Outcome> {
  const { session } = hand.mac.state();
  if (session.kind !== 'desktop') {
    return { kind: 'output', stdout: '', stderr: 'Nobody is at the desktop.\n', exitCode: 1 } as Outcome;
  }
  const output = await run(line, {
    mac: terminalMac(hand.mac, await hand.open.log(), surroundings.random),
    user: session.user,
    ask: person.terminal,
  });
  await hand.open.save(hand.mac.state());
  return { kind: 'output', ...output };
}
