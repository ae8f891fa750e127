import { writeFile } from 'node:fs/promises';
import { ApiError } from '#api/error.ts';
import type { PlanFinding, PlanPreview } from '#api/sign-in-plan.ts';
import { fromBase64 } from '#protocol/encoding/base64.ts';
import type { CommandContext, CommandRow } from '../command.ts';
import { wholeNumber } from '../command.ts';
import { CliRefusal } from '../refusal.ts';
import { facts, moment, table } from '../table.ts';
import { readPlan } from '../plan/plan-file.ts';
import { previewRows } from '../plan/preview-rows.ts';

/** `porchlight plan ...` */
export const rows: readonly CommandRow[] = [
  {
    usage: 'show',
    summary: 'show the sign-in plan in force',
    options: [['--version <number>', 'a version that was in force before']],
    run: async ({ api, option, show }) => {
      const wanted = wholeNumber('version', option('version'));
      const saved =
        wanted === undefined
          ? await api.getSignInPlan()
          : { findings: [], ...(await api.getSignInPlanVersion({ params: { version: String(wanted) } })) };
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
  ...previewRows,
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
