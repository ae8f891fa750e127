/**
 * The Chromium of the tests: the one that is named, else one that is installed, else one from the package registry, else one
 * of the distribution. A machine without any fails with a sentence; tests are never left out.
 */
import { execFileSync } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { packagedChromium } from './packaged-chromium.ts';

/** A program to start, and what it needs around it. */
export interface Chromium {
  readonly path: string;
  readonly environment: Readonly<Record<string, string>>;
  /** Whether it is the small one without a window, which lacks what needs one: notifications, push. */
  readonly isHeadlessShell: boolean;
}

const programs = ['chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome', 'chrome'];

const missing =
  'The browser tests need Chromium, and none was found: install it (Debian: "apt-get install chromium"), or name one ' +
  'by PORCHLIGHT_CHROMIUM=/path/to/chromium.';

/** Finds it, and installs it where that is possible. */
export async function findChromium(): Promise<Chromium> {
  const named = process.env['PORCHLIGHT_CHROMIUM'];
  if (named !== undefined && named !== 'packaged') {
    if (!isProgram(named)) throw new Error(`PORCHLIGHT_CHROMIUM names ${named}, which is no program.`);
    return installed(named);
  }
  const path = named === undefined ? onPath() : undefined;
  if (path !== undefined) return installed(path);
  const reasons: string[] = [];
  try {
    return await packagedChromium();
  } catch (error) {
    reasons.push(error instanceof Error ? error.message : String(error));
  }
  const ofDistribution = fromDistribution();
  if (ofDistribution !== undefined) return installed(ofDistribution);
  throw new Error(`${missing}\n${reasons.join('\n')}`);
}

function installed(path: string): Chromium {
  return { path, environment: {}, isHeadlessShell: false };
}

function onPath(): string | undefined {
  const folders = (process.env['PATH'] ?? '').split(delimiter);
  const places = programs.flatMap((program) => folders.map((folder) => join(folder, program)));
  return [...places, '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome'].find(isProgram);
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** Only where nobody could mind: as root of a machine with apt, such as a container that runs tests. */
function fromDistribution(): string | undefined {
  if (process.getuid?.() !== 0 || !isProgram('/usr/bin/apt-get')) return undefined;
  const options = {
    stdio: 'ignore',
    timeout: 240_000,
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
  } as const;
  try {
    execFileSync('apt-get', ['update'], options);
    execFileSync('apt-get', ['install', '--yes', '--no-install-recommends', 'chromium'], options);
  } catch {
    return undefined;
  }
  return onPath();
}
