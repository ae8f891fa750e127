import { readFile } from 'node:fs/promises';
import { type Diagnosis, type DoctorCause, type DoctorFinding, mostDoctorCharacters } from '#api/doctor.ts';
import type { CommandContext, CommandRow } from '../command.ts';
import { CliRefusal } from '../refusal.ts';
import { facts, table } from '../table.ts';

/** `porchlight doctor [serial]` */
export const rows: readonly CommandRow[] = [
  {
    usage: 'doctor [serial]',
    summary: 'say why a Mac does not sign in: where it stopped, by which evidence, and what to do',
    options: [
      ['--file <file>', 'read what the Mac printed from a file; - is standard input'],
      ['--live', 'ask the hosts of the plan now: association files and certificates'],
      ['--causes', 'list every cause that is known'],
    ],
    run: (context) => (context.has('causes') ? listCauses(context) : examine(context)),
  },
];

async function examine(context: CommandContext): Promise<void> {
  const { api, args, show, has, option } = context;
  const [serialNumber = ''] = args;
  const file = option('file');
  const text = file === undefined ? undefined : await readText(context, file);
  const diagnosis = await api.askDoctor({
    body: {
      live: has('live'),
      ...(serialNumber === '' ? {} : { serialNumber }),
      ...(text === undefined ? {} : { text }),
    },
  });
  show(diagnosis, diagnosisText(diagnosis));
}

async function readText({ io }: CommandContext, file: string): Promise<string> {
  const text = file === '-' ? await io.stdin() : await readFile(file, 'utf8');
  if (text.length <= mostDoctorCharacters) return text;
  const hint = 'take the last minutes of the log alone: "log show --last 15m"';
  throw new CliRefusal('text_too_long', `the text has more than ${mostDoctorCharacters} characters`, hint, 2);
}

async function listCauses({ api, show }: CommandContext): Promise<void> {
  const list = await api.listDoctorCauses();
  const cells = list.items.map(({ stage, code, title }: DoctorCause) => [stage, code, title]);
  show(list, table(['STAGE', 'CAUSE', 'WHAT'], cells));
}

function diagnosisText(diagnosis: Diagnosis): string {
  const { serialNumber, name, osVersion, method, stages, findings, checks, lookedAt, collect } = diagnosis;
  const mac = facts([
    ['Mac', [serialNumber, name].filter((word) => word !== null).join(', ') || '-'],
    ['macOS', osVersion],
    ['method', method],
    ['looked at', lookedAt.join('; ') || 'nothing'],
  ]);
  const way = table(
    ['STAGE', 'STATE', 'WHY'],
    stages.map(({ stage, state, sentence }) => [stage, state, sentence]),
  );
  const looked = table(
    ['CHECK', 'STATE', 'WHAT'],
    checks.map(({ check, state, sentence, subject }) => [
      check,
      state,
      subject === null ? sentence : `${subject}: ${sentence}`,
    ]),
  );
  const next = collect.map(({ text, command }, index) => stepText(`${index + 1}. `, text, command)).join('');
  return [
    `${diagnosis.verdict}\n`,
    mac,
    way,
    ...findings.map((finding, index) => findingText(finding, index + 1)),
    looked,
    ...(next === '' ? [] : [`To collect next:\n${next}`]),
  ].join('\n');
}

function findingText(finding: DoctorFinding, number: number): string {
  const { title, code, confidence, stage, cause, evidence, adminSteps, userSteps, docs } = finding;
  const quotes = evidence.map(({ source, line, event, quote }) => {
    const place = line === null ? (event === null ? source : `event ${event}`) : `line ${line}`;
    return `     ${place}: ${quote}\n`;
  });
  const steps = adminSteps.map(({ text, command }) => stepText('     - ', text, command));
  return [
    `${number}. ${title}  (${confidence}, ${stage}, ${code})\n`,
    `   ${cause}\n`,
    '   Evidence:\n',
    ...quotes,
    '   You:\n',
    ...steps,
    ...(userSteps.length === 0 ? [] : ['   The person:\n', ...userSteps.map((text) => `     - ${text}\n`)]),
    `   More: docs/${docs}\n`,
  ].join('');
}

function stepText(lead: string, text: string, command: string | null): string {
  const indent = ' '.repeat(lead.length);
  return `${lead}${text}\n${command === null ? '' : `${indent}$ ${command}\n`}`;
}
