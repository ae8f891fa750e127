/** The program: nouns with their verbs. Only the noun that is asked for is loaded, so that help comes at once. */
import { Command, CommanderError } from 'commander';
import { type CommandRow, commandOf, outputOf, type Surroundings } from './command.ts';
import { refusalOf } from './refusal.ts';

type Rows = Promise<{ readonly rows: readonly CommandRow[] }>;

const nouns: Readonly<Record<string, readonly [summary: string, load: () => Rows]>> = {
  user: ['people', () => import('./commands/user.ts')],
  session: ['browsers in which people are signed in', () => import('./commands/user-session.ts')],
  'recovery-codes': ['codes on paper, for who has lost the telephone', () => import('./commands/recovery-codes.ts')],
  'temporary-pass': [
    'passes for who has no factor yet, or none any more',
    () => import('./commands/temporary-pass.ts'),
  ],
  group: ['groups of people', () => import('./commands/group.ts')],
  device: ['Macs that have registered, or may', () => import('./commands/device.ts')],
  registration: ['people on Macs', () => import('./commands/registration.ts')],
  enrollment: ['Macs under management', () => import('./commands/enrollment.ts')],
  identity: ['certificates of managed Macs', () => import('./commands/identity.ts')],
  command: ['what managed Macs are told to do', () => import('./commands/command.ts')],
  authenticator: ['phones that approve sign-ins', () => import('./commands/authenticator.ts')],
  phone: ['an authenticator without a screen, for scripts', () => import('./commands/phone.ts')],
  'push-certificate': ['what pushes to Macs are sent with', () => import('./commands/push-certificate.ts')],
  passkey: ['passkeys of people', () => import('./commands/passkey.ts')],
  'smart-card': ['trusted authorities and bound certificates', () => import('./commands/smart-card.ts')],
  ade: ['what Apple knows of our Macs, and tells them', () => import('./commands/ade.ts')],
  plan: ['how the Macs of the organisation sign in', () => import('./commands/plan.ts')],
  policy: ['what is asked of whom who signs in', () => import('./commands/policy.ts')],
  branding: ['how the sign-in pages look', () => import('./commands/branding.ts')],
  application: ['packages that Macs install', () => import('./commands/application.ts')],
  client: ['applications that people sign in to', () => import('./commands/client.ts')],
  audit: ['the record of every decision', () => import('./commands/audit.ts')],
  key: ['signing keys', () => import('./commands/key.ts')],
  'admin-token': ['tokens of the administration interface', () => import('./commands/admin-token.ts')],
  alert: ['what needs an administrator', () => import('./commands/alert.ts')],
  server: ['the server itself', () => import('./commands/server.ts')],
};

const session = () => import('./commands/session.ts');
const single: Readonly<Record<string, readonly [summary: string, load: () => Rows]>> = {
  'sign-in': ['sign in as an administrator', session],
  'sign-out': ['forget the sign-in', session],
  'who-am-i': ['show the token that commands are sent with', session],
  doctor: ['say why a Mac does not sign in, and what to do', () => import('./commands/doctor.ts')],
  openapi: ['print the OpenAPI document of the administration interface', session],
};

/** Runs a command line without the program's name. @returns the exit code: 0 done, 1 refused or failed, 2 wrong use */
export async function run(argv: readonly string[], surroundings: Surroundings): Promise<number> {
  const { io } = surroundings;
  try {
    if (argv[0] === 'apple') return await (await import('./apple/index.ts')).runApple(argv.slice(1), surroundings);
    if (argv[0] === 'mac') return await (await import('./mac/index.ts')).runMac(argv.slice(1));
    if (argv[0] === 'desk') return await (await import('./desk/index.ts')).runDesk(argv);
    if (argv[0] === 'notes') return await (await import('./notes/index.ts')).runNotes(argv, surroundings);
    const program = await programFor(argv[0], surroundings);
    await program.parseAsync([...argv], { from: 'user' });
    return 0;
  } catch (error) {
    if (error instanceof CommanderError) return isHelp(error) ? 0 : 2;
    const refusal = refusalOf(error);
    if (refusal === undefined) throw error;
    io.err(`porchlight: ${refusal.message}\nhint: ${refusal.hint}\n`);
    return refusal.exitCode;
  }
}

function isHelp({ code, exitCode }: CommanderError): boolean {
  return code === 'commander.helpDisplayed' || exitCode === 0;
}

async function programFor(first: string | undefined, surroundings: Surroundings): Promise<Command> {
  const program = new Command('porchlight')
    .description("takes a Mac from Hello to joined with an organisation's identity")
    .exitOverride()
    .configureOutput(outputOf(surroundings.io));
  for (const [noun, [summary, load]] of Object.entries(nouns)) {
    const command = program.command(noun).description(summary);
    command.exitOverride().configureOutput(outputOf(surroundings.io));
    if (noun !== first) continue;
    for (const row of (await load()).rows) command.addCommand(commandOf(row, surroundings));
  }
  program.command('apple').description('the simulated Apple of this desk');
  program.command('mac').description('virtual Macs on this desk');
  program.command('desk').description('virtual Macs and a phone in a browser');
  program.command('notes').description('Notes, a small application to sign in to');
  for (const [name, [summary, load]] of Object.entries(single)) {
    const rows = name === first ? (await load()).rows : [];
    const row = rows.find(({ usage }) => usage.split(' ')[0] === name);
    program.addCommand(row === undefined ? new Command(name).description(summary) : commandOf(row, surroundings));
  }
  return program;
}
