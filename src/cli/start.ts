/** `npm start`: the server on a laptop, with a demonstration organisation and the tour on the first start. */
import { join } from 'node:path';
import { ConfigError, parseConfig } from '#server/config.ts';
import { type RunningServer, startServer } from '#server/main.ts';
import { openLaboratory } from './laboratory.ts';
import { isLoopback } from './mac/server-address.ts';
import { makeDemonstration } from './start/demonstration.ts';
import { type DeskChild, startDeskChild } from './start/desk-child.ts';
import { startFailure } from './start/start-failure.ts';
import { runTour } from './tour.ts';
import { openStage } from './tour/open-stage.ts';
import { makeReady } from './tour/out-of-box/ready.ts';

const say = (text: string) => process.stderr.write(`${text}\n`);

const options: readonly string[] = ['--no-demo', '--no-tour', '--no-desk'];

async function main(argv: readonly string[]): Promise<number> {
  const unknown = argv.find((argument) => !options.includes(argument));
  if (unknown !== undefined) {
    say(`porchlight: ${unknown} is no option here\nhint: npm start -- ${options.map((one) => `[${one}]`).join(' ')}`);
    return 2;
  }
  const stop = stopAsked();
  const server = await start();
  if (!server) return 1;
  let desk: DeskChild | undefined;
  try {
    await greet(server, argv);
    desk = argv.includes('--no-desk') ? undefined : await openDesk(server);
    say(nextSteps(server, desk));
    await stop;
    say('\nporchlight: finishing what is under way');
  } finally {
    await desk?.stop();
    await server.close();
  }
  say('porchlight: stopped, nothing lost');
  return 0;
}

/** The first signal asks; the same one may come twice (from the terminal and from the program above) and must not kill. */
function stopAsked(): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => resolve());
  });
}

/** A server of `npm start`. */
interface StartedServer extends RunningServer {
  readonly hasSimulatedApple: boolean;
}

async function start(): Promise<StartedServer | undefined> {
  try {
    const laboratory = await openLaboratory(parseConfig(process.env));
    const server = await startServer(laboratory.config).catch(async (error: unknown) => {
      await laboratory.close();
      throw error;
    });
    const hasSimulatedApple = laboratory.config.insecureSimulatedApple !== undefined;
    return { ...server, hasSimulatedApple, close: () => server.close().finally(() => laboratory.close()) };
  } catch (error) {
    const { message, hint } = startFailure(error);
    say(`porchlight: ${message}\nhint: ${hint}`);
    if (!(error instanceof ConfigError) && process.env['PORCHLIGHT_LOG_LEVEL'] === 'debug') say(String(error));
    return undefined;
  }
}

async function greet(server: StartedServer, argv: readonly string[]): Promise<void> {
  const isNew = server.composition.isFirstStart;
  say(
    `porchlight: listening on ${server.url} after ${Math.round(performance.now())} ms; everything is kept in ${server.home}`,
  );
  if (isNew && !argv.includes('--no-demo')) say(await makeDemonstration(server.composition.directory));
  if (isNew && !argv.includes('--no-demo')) await makeReadyForMacs(server);
  if (isNew && !argv.includes('--no-tour')) await tour(server);
  if (server.composition.rootPem !== undefined) say(`\n${howToTrust(server)}`);
}

const usualDeskPort = 8480;

/** The desk of virtual Macs, for a server on this machine only: in production nothing here plays Macs. */
async function openDesk({ url, home }: StartedServer): Promise<DeskChild | undefined> {
  if (!isLoopback(url)) return undefined;
  const wanted = Number(process.env['PORCHLIGHT_DESK_PORT'] ?? usualDeskPort);
  if (!Number.isInteger(wanted) || wanted < 1 || wanted > 65_535) {
    say('porchlight: PORCHLIGHT_DESK_PORT is no port (example: 8480); the desk is left out');
    return undefined;
  }
  const isPortFixed = process.env['PORCHLIGHT_DESK_PORT'] !== undefined;
  return startDeskChild({ home, issuer: url, port: wanted, isPortFixed, say });
}

/** Ready for Macs out of the box, where simulated Apple is there: what an administrator does once. */
async function makeReadyForMacs({ url, home, hasSimulatedApple }: StartedServer): Promise<void> {
  if (!hasSimulatedApple) return;
  say('\nThe organisation gets ready for Macs out of the box, with a simulated Apple:');
  const stage = await openStage({ server: url, home, write: (text) => process.stderr.write(text) });
  await makeReady(stage);
}

async function tour({ url, home }: RunningServer): Promise<void> {
  say('\nThe tour: three virtual Macs join by password, Secure Enclave key and smart card.\n');
  const colour = process.stdout.isTTY;
  const outcome = await runTour({ server: url, home, write: (text) => process.stdout.write(text), colour });
  if (outcome !== 0)
    say('porchlight: the tour did not come to its end; the server goes on. Try again with: npm run tour');
}

function nextSteps({ url }: { readonly url: string }, desk: DeskChild | undefined): string {
  const first = desk === undefined ? [] : ['', 'Open the desk in a browser, and unbox a Mac:', `  ${desk.url}`];
  return [
    ...first,
    '',
    `The server stays up at ${url}. In another terminal:`,
    '  npx porchlight device list                      the Macs it knows',
    '  npx porchlight mac run tour-password -- app-sso platform -s',
    '  npx porchlight audit verify                     that no decision was changed',
    '  npm run tour                                    the three Macs once more',
    '  npm run tour -- --out-of-box                    four Macs, from Hello to joined',
    '  npx porchlight mac unbox NAME --assigned        a Mac of the organisation, to be set up',
    '  npm run notes                                   an application to sign in to: docs/tutorial-sign-in.md',
    'Ctrl-C stops it.',
  ].join('\n');
}

// Browsers keep passkeys and service workers from pages behind a warning, so that it matters.
function howToTrust({ home }: RunningServer): string {
  return `Browsers warn of this server until they trust ${join(home, 'server', 'tls', 'root-certificate.pem')}.`;
}

process.exitCode = await main(process.argv.slice(2));
