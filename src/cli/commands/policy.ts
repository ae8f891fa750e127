import { readFile } from 'node:fs/promises';
import type { z } from 'zod';
import {
  factorMethods,
  type PolicyAnswer,
  type PolicyFinding,
  purposes,
  signInPolicy,
  type SignInPolicy,
} from '#api/policy.ts';
import { parseJsonObject } from '#protocol/encoding/json.ts';
import type { CommandContext, CommandRow } from '../command.ts';
import { wholeNumber } from '../command.ts';
import { CliRefusal } from '../refusal.ts';
import { facts, moment, table } from '../table.ts';

type PolicyInput = z.input<typeof signInPolicy>;

/** `porchlight policy ...` */
export const rows: readonly CommandRow[] = [
  {
    usage: 'show',
    summary: 'show the sign-in policy in force',
    run: async ({ api, show }) => {
      const saved = await api.getPolicy();
      const heading = facts([
        ['version', saved.version === 0 ? 'none was saved: the built-in rule decides' : String(saved.version)],
        ['saved', saved.savedAt === null ? null : `${moment(saved.savedAt)} by ${saved.savedBy ?? '-'}`],
      ]);
      const findings = saved.findings.length === 0 ? '' : `\n${findingsTable(saved.findings)}`;
      show(saved, `${heading}\n${rulesTable(saved.policy)}${findings}`);
    },
  },
  {
    usage: 'lint <file>',
    summary: 'say what is wrong with a sign-in policy',
    run: async (context) => {
      const { policy } = await readPolicy(context.args[0] ?? '');
      const { findings } = await context.api.lintPolicy({ body: { policy } });
      if (findings.length === 0) context.say('nothing is wrong with it', { findings });
      else context.show({ findings }, findingsTable(findings));
      const errors = findings.filter(({ severity }) => severity === 'error').length;
      if (errors === 0) return;
      const words = `the policy has ${errors} error${errors === 1 ? '' : 's'}`;
      throw new CliRefusal('policy_has_errors', words, 'each finding above names the way out');
    },
  },
  {
    usage: 'save <file>',
    summary: 'save the sign-in policy in a JSON file',
    options: [['--based-on <version>', 'the version that was edited; the file’s, else the one in force']],
    run: async (context) => save(context, await readPolicy(context.args[0] ?? '')),
  },
  {
    usage: 'reset',
    summary: 'take out every rule, so that the built-in one decides',
    run: (context) => save(context, { policy: { rules: [] }, version: undefined }),
  },
  {
    usage: 'history',
    summary: 'list who saved the sign-in policy and when',
    run: async ({ api, show }) => {
      const list = await api.listPolicyVersions();
      const cells = list.items.map((one) => [
        String(one.version),
        moment(one.savedAt),
        one.savedBy,
        one.policy.rules.map(({ name }) => name).join(', ') || '-',
      ]);
      show(list, table(['VERSION', 'SAVED', 'BY', 'RULES'], cells));
    },
  },
  {
    usage: 'what-if',
    summary: 'say what somebody would be asked, and why',
    options: [
      ['--user <name>', 'who signs in'],
      ['--purpose <purpose>', `one of ${purposes.join(', ')}`],
      ['--device <serial>', 'the Mac that the sign-in comes from; none unless given'],
      ['--mac <states>', 'a Mac that is only thought of, such as registered,managed; or none'],
      ['--has <methods>', 'in place of what the person has, such as password,code'],
      ['--policy <file>', 'a policy in place of the one in force'],
    ],
    run: askPolicy,
  },
];

interface PolicyFile {
  readonly policy: PolicyInput;
  /** Of what "show --json" printed. */
  readonly version: number | undefined;
}

async function save({ api, option, say }: CommandContext, { policy, version }: PolicyFile): Promise<void> {
  const basedOn = wholeNumber('based-on', option('basedOn')) ?? version ?? (await api.getPolicy()).version;
  const saved = await api.savePolicy({ body: { policy, basedOn } });
  const warnings = saved.findings.map(({ rule, message }) => `; about “${rule}”: ${message}`).join('');
  say(`saved version ${saved.version}${warnings}`, saved);
}

async function askPolicy({ api, option, show }: CommandContext): Promise<void> {
  const [user, asked, serialNumber, file] = [option('user'), option('purpose'), option('device'), option('policy')];
  const purpose = purposes.find((known) => known === asked);
  if (user === undefined) throw new CliRefusal('user_missing', 'nobody is named', 'name who signs in: --user ada', 2);
  if (purpose === undefined) {
    throw new CliRefusal('purpose_unknown', 'there is no such purpose', `it is one of ${purposes.join(', ')}`, 2);
  }
  const answer = await api.askPolicy({
    body: {
      user,
      purpose,
      ...(serialNumber === undefined ? {} : { serialNumber }),
      ...imagined(option),
      ...(file === undefined ? {} : { policy: (await readPolicy(file)).policy }),
    },
  });
  show(answer, answerText(answer));
}

const macStates = ['registered', 'managed', 'attested'] as const;

/** What is only thought of: a Mac, and what the person has. */
function imagined(option: CommandContext['option']) {
  const [mac, has] = [option('mac'), option('has')];
  const states = mac === undefined ? undefined : wordsOf(mac, 'mac_state_unknown', [...macStates, 'none'] as const);
  const device = states && {
    registered: states.includes('registered'),
    managed: states.includes('managed'),
    attested: states.includes('attested'),
  };
  return {
    ...(device === undefined ? {} : { device }),
    ...(has === undefined ? {} : { has: wordsOf(has, 'method_unknown', factorMethods) }),
  };
}

function wordsOf<Word extends string>(text: string, code: string, known: readonly Word[]): Word[] {
  return text.split(',').map((part) => {
    const word = known.find((one) => one === part.trim());
    if (word !== undefined) return word;
    throw new CliRefusal(code, `there is no “${part.trim()}”`, `each is one of ${known.join(', ')}`, 2);
  });
}

function answerText(answer: PolicyAnswer): string {
  const { user, device, has, rules } = answer;
  const states = Object.entries(device).flatMap(([word, holds]) => (holds ? [word] : []));
  const heading = facts([
    ['user', user.userPrincipalName],
    ['groups', user.groups.join(', ') || '-'],
    ['has', has.join(', ') || 'nothing'],
    ['Mac', states.join(', ') || 'none that is known'],
    [
      answer.outcome,
      answer.outcome === 'asked'
        ? answer.combinations.map((set) => set.join(' with ')).join(', or ')
        : (answer.code ?? '-'),
    ],
    ['earlier sign-in', answer.freshness === null ? null : `counts for ${answer.freshness} seconds`],
    ['could add', answer.couldEnrol.join(', ') || null],
    ['next step', answer.next === null ? null : nextSteps[answer.next]],
    ['why', answer.why],
  ]);
  const verdicts = rules.map(({ name, verdict, sentence }) => [name, verdict, sentence]);
  return `${heading}\n${table(['RULE', 'VERDICT', 'WHY'], verdicts)}`;
}

const nextSteps: Readonly<Record<Exclude<PolicyAnswer['next'], null>, string>> = {
  enrol: 'the person adds a factor on their own page',
  'temporary-pass': 'an administrator gives the person a temporary pass',
  administrator: 'an administrator changes the policy, or gives what it asks for',
};

async function readPolicy(file: string): Promise<PolicyFile> {
  const hint = 'docs/policy.md explains the members';
  const object = parseJsonObject(await readFile(file, 'utf8'));
  if (object === undefined) throw new CliRefusal('policy_malformed', `${file} is not a JSON object`, hint, 2);
  // What "show --json" printed can be edited and given back whole.
  const policy = 'policy' in object ? object['policy'] : object;
  const parsed = signInPolicy.safeParse(policy);
  const version = object['version'];
  if (parsed.success) {
    return { policy: policy as unknown as PolicyInput, version: typeof version === 'number' ? version : undefined };
  }
  const problems = parsed.error.issues.map(({ path, message }) => `${path.join('.')} ${message}`.trim());
  throw new CliRefusal('policy_malformed', problems.join('; '), hint, 2);
}

function rulesTable({ rules }: SignInPolicy): string {
  const cells = rules.map((rule, index) => [
    String(index + 1),
    rule.name,
    whoWords(rule.who),
    rule.purposes === 'any' ? 'any' : rule.purposes.join(', '),
    Object.entries(rule.device)
      .map(([word, holds]) => (holds ? word : `not ${word}`))
      .join(', ') || 'any',
    typeof rule.require === 'string' ? rule.require : rule.require.map((set) => set.join(' with ')).join(', or '),
  ]);
  const builtIn = ['-', 'built-in', 'everyone', 'any', 'any', 'multi-factor-where-enrolled'];
  return table(['#', 'RULE', 'WHO', 'PURPOSES', 'MAC', 'ASKS FOR'], [...cells, builtIn]);
}

function whoWords(who: SignInPolicy['rules'][number]['who']): string {
  if (who === 'everyone') return who;
  const { users, groups, except } = who;
  const named = users === undefined && groups === undefined ? ['everyone'] : [...(users ?? []), ...(groups ?? [])];
  const excepted = [...(except?.users ?? []), ...(except?.groups ?? [])];
  return `${named.join(', ') || 'nobody'}${excepted.length === 0 ? '' : ` except ${excepted.join(', ')}`}`;
}

function findingsTable(findings: readonly PolicyFinding[]): string {
  const cells = findings.map(({ severity, code, rule, about, message, wayOut }) => [
    severity,
    code,
    about === null ? rule : `${rule}: ${about}`,
    `${message} ${wayOut}`,
  ]);
  return table(['SEVERITY', 'CODE', 'RULE', 'WHAT'], cells);
}
