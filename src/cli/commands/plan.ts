import { readFile, writeFile } from 'node:fs/promises';
import type { z } from 'zod';
import { ApiError } from '#api/error.ts';
import { type PlanFinding, type PlanPreview, signInPlan } from '#api/sign-in-plan.ts';
import { fromBase64 } from '#protocol/encoding/base64.ts';
import { parseJsonObject } from '#protocol/encoding/json.ts';
import type { CommandContext, CommandRow } from '../command.ts';
import { wholeNumber } from '../command.ts';
import { CliRefusal } from '../refusal.ts';
import { facts, moment, table } from '../table.ts';

type PlanInput = z.input<typeof signInPlan>;

/** `porchlight plan ...` */
export const rows: readonly CommandRow[] = [
  {
    usage: 'show',
    summary: 'show the sign-in plan in force',
    run: async ({ api, show }) => {
      const saved = await api.getSignInPlan();
      const { plan } = saved;
      const fallback =
        plan.fallback && `${plan.fallback.method}${plan.fallback.below ? ` below ${plan.fallback.below}` : ''}`;
      const text = facts([
        ['version', String(saved.version)],
        ['saved', `${moment(saved.savedAt)} by ${saved.savedBy}`],
        ['method', plan.method],
        ['fallback', fallback ?? null],
        ['extension', `${plan.application.extensionIdentifier} (${plan.application.teamIdentifier})`],
        ['during setup', plan.registration.duringSetup ? 'registers' : 'no'],
        ['findings', findingsInBrief(saved.findings)],
      ]);
      show(saved, text);
    },
  },
  {
    usage: 'set <file>',
    summary: 'save the sign-in plan in a JSON file',
    options: [
      ['--confirm <number>', 'how many Macs may be disturbed, as the preview says'],
      ['--based-on <version>', 'the version that was edited; the one in force unless given'],
    ],
    run: async ({ api, args: [file = ''], option, say }) => {
      const plan = await readPlan(file);
      const affected = wholeNumber('confirm', option('confirm'));
      const basedOn = wholeNumber('based-on', option('basedOn')) ?? (await versionInForce(api));
      const confirm = affected === undefined || affected === 0 ? {} : { confirm: { affected } };
      const saved = await api.saveSignInPlan({ body: { plan, basedOn, ...confirm } });
      say(`saved version ${saved.version}; ${findingsInBrief(saved.findings) ?? 'nothing to say about it'}`, saved);
    },
  },
  {
    usage: 'lint <file>',
    summary: 'say what is wrong with a sign-in plan',
    run: async (context) => {
      const { findings } = await context.api.lintSignInPlan({ body: { plan: await readPlan(context.args[0] ?? '') } });
      if (findings.length === 0) context.say('nothing is wrong with it', { findings });
      else context.show({ findings }, findingsTable(findings));
      const errors = findings.filter(({ severity }) => severity === 'error').length;
      if (errors > 0)
        throw new CliRefusal(
          'plan_has_errors',
          `the plan has ${counted(errors, 'error')}`,
          'mend the members named above',
        );
    },
  },
  {
    usage: 'preview <file>',
    summary: 'say what a sign-in plan would make each Mac do',
    run: async (context) => {
      const preview = await context.api.previewSignInPlan({ body: { plan: await readPlan(context.args[0] ?? '') } });
      context.show(preview, previewText(preview));
    },
  },
  {
    usage: 'rollout',
    summary: 'count the Macs that have the plan in force',
    run: async ({ api, show }) => {
      const rollout = await api.showSignInPlanRollout();
      const text = facts([
        ['version', String(rollout.version)],
        ['up to date', String(rollout.upToDate)],
        ['waiting', String(rollout.waiting)],
        ['failed', String(rollout.failed)],
        ...rollout.failures.map((one) => [one.serialNumber, `version ${one.version}: ${one.error}`] as const),
      ]);
      show(rollout, text);
    },
  },
  {
    usage: 'export',
    summary: 'make the configuration profile for another MDM server',
    options: [
      ['--macos <version>', 'for this version; the newest unless given'],
      ['--serial-number <serial>', 'with a registration token for this Mac'],
      ['--signed', 'signed with the key of the server'],
      ['--out <file>', 'write it there, not to the terminal'],
    ],
    run: exportPlan,
  },
];

async function exportPlan({ api, option, has, io, show }: CommandContext): Promise<void> {
  const [macos, serialNumber, out] = [option('macos'), option('serialNumber'), option('out')];
  const profile = await api.exportSignInPlan({
    body: {
      signed: has('signed'),
      ...(macos === undefined ? {} : { macos }),
      ...(serialNumber === undefined ? {} : { serialNumber }),
    },
  });
  const bytes = fromBase64(profile.content) ?? new Uint8Array();
  if (out !== undefined) {
    // It may hold a registration token.
    await writeFile(out, bytes, { mode: 0o600 });
    io.err(`porchlight: wrote ${out}\n`);
  } else if (has('signed') && !has('json')) {
    throw new CliRefusal('binary_output', 'a signed profile is not text', 'name a file with --out FILE', 2);
  } else {
    show(profile, new TextDecoder().decode(bytes));
  }
}

async function readPlan(file: string): Promise<PlanInput> {
  const object = parseJsonObject(await readFile(file, 'utf8'));
  if (object === undefined) {
    throw new CliRefusal('plan_malformed', `${file} is not a JSON object`, 'docs/sign-in-plan.md has an example', 2);
  }
  // What "show --json" printed can be edited and given back whole.
  const plan = 'plan' in object ? object['plan'] : object;
  const parsed = signInPlan.safeParse(plan);
  if (parsed.success) return plan as unknown as PlanInput;
  const problems = parsed.error.issues.map(({ path, message }) => `${path.join('.')} ${message}`.trim());
  throw new CliRefusal('plan_malformed', problems.join('; '), 'docs/sign-in-plan.md explains the members', 2);
}

async function versionInForce(api: CommandContext['api']): Promise<number> {
  try {
    return (await api.getSignInPlan()).version;
  } catch (error) {
    if (error instanceof ApiError && error.code === 'plan_not_found') return 0;
    throw error;
  }
}

function findingsTable(findings: readonly PlanFinding[]): string {
  const cells = findings.map(({ severity, code, microsoft, member, message }) => [
    severity,
    microsoft === undefined ? code : `${code} (${microsoft})`,
    member || '-',
    message,
  ]);
  return table(['SEVERITY', 'CODE', 'MEMBER', 'WHAT'], cells);
}

function findingsInBrief(findings: readonly PlanFinding[]): string | null {
  const parts = (['error', 'warning', 'note'] as const).flatMap((severity) => {
    const count = findings.filter((finding) => finding.severity === severity).length;
    return count === 0 ? [] : [counted(count, severity)];
  });
  return parts.length === 0 ? null : parts.join(', ');
}

function previewText({ affected, reasons, macs, counts }: PlanPreview): string {
  const effects = Object.entries(counts).map(([effect, count]) => [effect, String(count)]);
  const why = reasons.map(({ reason, macs: count, message }) => [reason, String(count), message]);
  const named = macs.map((mac) => [mac.serialNumber, mac.osVersion ?? '-', mac.effect, mac.reasons.join(', ')]);
  return [
    table(['EFFECT', 'MACS'], effects),
    ...(why.length === 0 ? [] : [table(['REASON', 'MACS', 'WHAT'], why)]),
    ...(named.length === 0 ? [] : [table(['SERIAL', 'MACOS', 'EFFECT', 'REASONS'], named)]),
    affected === 0 ? 'no Mac is disturbed\n' : `to save it: --confirm ${affected}\n`,
  ].join('\n');
}

function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}
