/**
 * A whole desk: a server ready for Macs out of the box with its simulated Apple, the desk's process (a real one, which can be
 * killed), and a browser that shows it.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { BrowserContextOptions, Page } from 'playwright-core';
import type { z } from 'zod';
import { type ApiClient, createApiClient } from '#api/client.ts';
import type { signInPlan } from '#api/sign-in-plan.ts';
import { openLaboratory } from '#cli/laboratory.ts';
import { openStage as openTourStage } from '#cli/tour/open-stage.ts';
import { makeReady } from '#cli/tour/out-of-box/ready.ts';
import { freePort } from '#runtime/free-port.ts';
import { httpsFetch } from '#runtime/https-fetch.ts';
import type { Composition } from '#server/compose.ts';
import { parseConfig } from '#server/config.ts';
import { startServer } from '#server/main.ts';
import type { Curtain, Person } from '../../support/stage.ts';
import { openBrowser, type TestBrowser } from './browser.ts';

type Plan = z.input<typeof signInPlan>;

/** Everything. */
export interface DeskStage {
  /** The organisation's server. */
  readonly url: string;
  readonly home: string;
  readonly api: ApiClient;
  readonly composition: Composition;
  readonly browser: TestBrowser;
  /** Where the desk is, such as `http://localhost:8480`. */
  readonly deskUrl: string;
  /** Somebody with a password. */
  person(accountName: string, fullName?: string): Promise<Person>;
  /** Changes the sign-in plan in force: method, registration, setup and so on. */
  plan(change: Partial<Plan>): Promise<void>;
  /** Ends the desk's process at once, as a crash does. */
  killDesk(): Promise<void>;
  /** Starts it again, at the same port. */
  startDesk(): Promise<void>;
  /** The desk in a window of a laptop. */
  page(options?: BrowserContextOptions): Promise<Page>;
}

const program = join(import.meta.dirname, '../../../src/cli/main.ts');
const laptop = { width: 1280, height: 720 };

/** Opens it. Everything ends when the curtain falls. */
export async function openDeskStage(curtain: Curtain): Promise<DeskStage> {
  const home = await mkdtemp(join(tmpdir(), 'porchlight-desk-stage-'));
  curtain.after(() => rm(home, { recursive: true, force: true }));
  const listen = `localhost:${await freePort()}`;
  const settings = { PORCHLIGHT_HOME: home, PORCHLIGHT_LISTEN: listen, PORCHLIGHT_LOG_LEVEL: 'silent' };
  const laboratory = await openLaboratory(parseConfig(settings));
  curtain.after(() => laboratory.close());
  const server = await startServer(laboratory.config);
  curtain.after(() => server.close());
  const { url, composition } = server;
  await makeReady(await openTourStage({ server: url, home, write: () => undefined }));
  const fetch = httpsFetch({ ca: [composition.rootPem ?? ''] });
  const token = (await readFile(join(home, 'server', 'admin-token'), 'utf8')).trim();
  const api = createApiClient({ baseUrl: url, token, fetch });
  const desk = deskProcess(['--home', home, '--issuer', url, '--port', String(await freePort())]);
  curtain.after(() => desk.kill());
  let people = 0;
  const [deskUrl, browser] = await Promise.all([desk.start(), openBrowser(curtain, url)]);
  return {
    url,
    home,
    api,
    composition,
    browser,
    deskUrl,
    async person(accountName, fullName = accountName.replace(/^./, (letter) => letter.toUpperCase())) {
      const userPrincipalName = `${accountName}@porchlight.example`;
      people += 1;
      const password = `violet-harbour-${people}`;
      const { id } = await api.createUser({ body: { accountName, fullName, userPrincipalName, password } });
      return { id, accountName, fullName, userPrincipalName, password };
    },
    plan: (change) => changePlan(api, change),
    killDesk: () => desk.kill(),
    startDesk: async () => void (await desk.start()),
    async page(options) {
      const page = await (await browser.context({ viewport: laptop, ...options })).newPage();
      await page.goto(deskUrl);
      return page;
    },
  };
}

async function changePlan(api: ApiClient, change: Partial<Plan>): Promise<void> {
  const { plan, version } = await api.getSignInPlan();
  const next = { ...plan, ...change } as Plan;
  const { affected } = await api.previewSignInPlan({ body: { plan: next } });
  const confirm = affected === 0 ? {} : { confirm: { affected } };
  await api.saveSignInPlan({ body: { plan: next, basedOn: version, ...confirm } });
  // Apple hears of the enrollment profile of the new plan.
  await api.syncAde();
}

function deskProcess(words: readonly string[]) {
  let child: ChildProcess | undefined;
  return {
    /** @returns where it listens */
    async start(): Promise<string> {
      const started = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', program, 'desk', ...words], {
        stdio: ['ignore', 'ignore', 'pipe'],
      });
      child = started;
      let said = '';
      return new Promise((resolve, reject) => {
        started.stderr.on('data', (data: Buffer) => {
          said += data.toString();
          const url = /^desk: (http:\S+)$/m.exec(said)?.[1];
          if (url !== undefined) resolve(url);
        });
        started.on('close', () => reject(new Error(`The desk ended: ${said}`)));
      });
    },
    async kill(): Promise<void> {
      const running = child;
      child = undefined;
      if (!running || running.exitCode !== null) return;
      running.kill('SIGKILL');
      await once(running, 'close');
    },
  };
}
