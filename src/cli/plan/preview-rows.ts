import { planChangeWords, planSections } from '#api/plan-words/key-words.ts';
import { isRequiredInPlan, type PlanKey, planDefault, planKeys } from '#api/plan-words/plan-words.ts';
import { signInsOf, storyOf } from '#api/plan-words/story.ts';
import { planStanding } from '#api/plan-previews.ts';
import { signInPlan } from '#api/sign-in-plan.ts';
import { type CommandContext, type CommandRow, listOptions, listQuery, showPage, wholeNumber } from '../command.ts';
import { CliRefusal } from '../refusal.ts';
import { facts, moment, table } from '../table.ts';
import { readPlan } from './plan-file.ts';

/** What of `porchlight plan ...` is about what plans mean and become. */
export const previewRows: readonly CommandRow[] = [
  {
    usage: 'explain [member]',
    summary: 'explain a member of the plan, or list them all',
    run: async ({ args: [member = ''], show }) => {
      const found = planKeys.filter((key) => member === '' || isAtOrUnder(key, member));
      if (found.length === 0) {
        throw new CliRefusal('member_unknown', `a plan has no “${member}”`, '"porchlight plan explain" lists them', 2);
      }
      const texts = found.map((key) => explanation(key)).join('\n');
      show({ items: found }, member === '' ? membersTable() : texts);
    },
  },
  {
    usage: 'story <file>',
    summary: 'say what a person sees under a plan, from "Hello" to the lock screen',
    options: [['--macos <version>', 'on this version; 27 unless given']],
    run: async ({ args: [file = ''], option, show }) => {
      const plan = signInPlan.parse(await readPlan(file));
      const steps = storyOf(plan, option('macos') ?? '27');
      const cells = steps.map(({ place, title, text }) => [place, title, text]);
      const count = signInsOf(steps);
      show(
        { steps },
        `${table(['WHERE', 'WHAT', 'HOW'], cells)}\n${count} sign-in${count === 1 ? '' : 's'} from "Hello" to the desktop\n`,
      );
    },
  },
  {
    usage: 'render <file>',
    summary: 'show the documents that a plan becomes for a macOS',
    options: [
      ['--macos <version>', 'for this version; the newest unless given'],
      ['--document <name>', 'one alone, as it is'],
    ],
    run: renderPlan,
  },
  {
    usage: 'history',
    summary: 'list who saved the sign-in plan and when',
    run: async ({ api, show }) => {
      const list = await api.listSignInPlanVersions();
      const cells = list.items.map((one) => [
        String(one.version),
        moment(one.savedAt),
        one.savedBy,
        String(one.affected),
      ]);
      show(list, table(['VERSION', 'SAVED', 'BY', 'DISTURBED'], cells));
    },
  },
  {
    usage: 'restore <version>',
    summary: 'save an earlier version of the sign-in plan again',
    options: [['--confirm <number>', 'how many Macs may be disturbed, as the preview says']],
    run: async ({ api, args: [text = ''], option, say }) => {
      const version = wholeNumber('version', text) ?? 0;
      const { plan } = await api.getSignInPlanVersion({ params: { version: String(version) } });
      const { version: basedOn } = await api.getSignInPlan();
      const affected = wholeNumber('confirm', option('confirm')) ?? 0;
      const confirm = affected === 0 ? {} : { confirm: { affected } };
      const saved = await api.saveSignInPlan({ body: { plan, basedOn, ...confirm } });
      say(`saved version ${saved.version}, which is version ${version} again`, saved);
    },
  },
  {
    usage: 'macs',
    summary: 'list Macs with the version of the plan that they have',
    options: [
      ['--standing <word>', `only ${planStanding.options.join(', ')}`],
      ['--search <serial>', 'only serial numbers that begin with this'],
      ...listOptions,
    ],
    run: listMacs,
  },
];

function isAtOrUnder({ member: own }: PlanKey, member: string): boolean {
  return own === member || own.startsWith(`${member}.`);
}

async function renderPlan({ api, args: [file = ''], option, show }: CommandContext): Promise<void> {
  const [macos, name] = [option('macos'), option('document')];
  const plan = await readPlan(file);
  const rendered = await api.renderSignInPlan({ body: { plan, ...(macos === undefined ? {} : { macos }) } });
  const chosen = name === undefined ? rendered.documents : rendered.documents.filter((one) => one.name === name);
  if (chosen.length === 0) {
    const known = rendered.documents.map((one) => one.name).join(', ');
    throw new CliRefusal('document_unknown', `the plan makes no “${name}” for this macOS`, `it makes ${known}`, 2);
  }
  const titled = chosen.map(({ name: own, title, text }) => `# ${own}: ${title}\n${text}`).join('\n');
  show(rendered, name === undefined ? titled : (chosen[0]?.text ?? ''));
}

async function listMacs(context: CommandContext): Promise<void> {
  const wish = context.option('standing');
  const standing = planStanding.options.find((known) => known === wish);
  if (wish !== undefined && standing === undefined) {
    const hint = `it is one of ${planStanding.options.join(', ')}`;
    throw new CliRefusal('standing_unknown', `no Mac is “${wish}”`, hint, 2);
  }
  const query = { ...listQuery(context), ...(standing === undefined ? {} : { standing }) };
  const page = await context.api.listSignInPlanMacs({ query });
  const cells = page.items.map((mac) => [
    mac.serialNumber,
    mac.standing,
    String(mac.version),
    String(mac.givenVersion),
    mac.error ?? '-',
  ]);
  showPage(context, page, table(heads, cells), 'there are no such Macs');
}

const heads = ['SERIAL', 'STANDING', 'HAS', 'GIVEN', 'ERROR'];

function membersTable(): string {
  const cells = planKeys.map(({ member, since, title }) => [member, since ?? '-', title]);
  return table(['MEMBER', 'MACOS', 'WHAT'], cells);
}

function explanation(key: PlanKey): string {
  const byDefault = planDefault(key.member);
  const absent = byDefault === undefined ? (key.absent ?? '-') : JSON.stringify(byDefault);
  const heading = facts([
    ['member', key.member],
    ['name', `${planSections[key.section].title}: ${key.title}`],
    ['what', key.text],
    ['macOS', key.since === undefined ? null : `${key.since} or later`],
    ['methods', key.methods?.join(', ') ?? null],
    ['left out', isRequiredInPlan(key.member) ? 'must be given' : absent],
    ['changed', planChangeWords[key.change]],
    ['Apple', key.apple?.meaning ?? null],
    ...(key.apple?.keys ?? []).map(({ source, key: name, since }) => {
      return [`  ${source}`, since === undefined ? name : `${name} (macOS ${since})`] as const;
    }),
  ]);
  const values = Object.entries(key.values ?? {}).map(([value, words]) => [value, words.since ?? '-', words.text]);
  return values.length === 0 ? heading : `${heading}\n${table(['VALUE', 'MACOS', 'WHAT'], values)}`;
}
