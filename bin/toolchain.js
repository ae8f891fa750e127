// Finds a Node that runs this project's TypeScript, and brings node_modules to what the lockfile says.
// Plain JavaScript on purpose: it must run on the oldest Node a person may have (20), and say clearly what is missing.
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

export const root = join(import.meta.dirname ?? new URL('.', import.meta.url).pathname, '..');
const wanted = /** @type {const} */ ([24, 12]);
const stamp = join(root, 'node_modules', '.porchlight-lock');

/** @param {string} version such as v24.21.0 */
function isNewEnough(version) {
  const [major = 0, minor = 0] = version.replace(/^v/, '').split('.').map(Number);
  return major > wanted[0] || (major === wanted[0] && minor >= wanted[1]);
}

function lockDigest() {
  return createHash('sha256')
    .update(readFileSync(join(root, 'package-lock.json')))
    .digest('hex');
}

function isInstalled() {
  return existsSync(stamp) && readFileSync(stamp, 'utf8') === lockDigest();
}

/** Installs exactly what the lockfile says, with a line a second so that nobody wonders. Does nothing when it is there. */
export async function ensureInstalled() {
  if (isInstalled()) return;
  const started = Date.now();
  const tell = (/** @type {string} */ text) => process.stderr.write(text);
  const live = process.stderr.isTTY;
  tell('Installing what package-lock.json says (about 190 packages, under a minute) ...\n');
  const child = spawn('npm', ['ci', '--no-fund', '--no-audit', '--loglevel=error'], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'pipe'],
    shell: process.platform === 'win32',
  });
  let output = '';
  child.stdout.on('data', (data) => (output += data));
  child.stderr.on('data', (data) => (output += data));
  const ticker = setInterval(
    () => {
      const seconds = Math.round((Date.now() - started) / 1000);
      tell(live ? `\r  ${seconds} s ` : `  ${seconds} s\n`);
    },
    live ? 1000 : 5000,
  );
  const code = await new Promise((resolve) => {
    child.on('error', () => resolve(127));
    child.on('close', resolve);
  });
  clearInterval(ticker);
  if (code !== 0) {
    tell(`\n${output}\nnpm ci failed (exit ${code}). Is npm on the PATH and the package registry reachable?\n`);
    process.exit(1);
  }
  tell(`${live ? '\r' : ''}Installed in ${Math.round((Date.now() - started) / 1000)} s.\n`);
  writeFileSync(stamp, lockDigest());
}

/** The path of a Node >= 24.12: the running one, or the one that the lockfile brought. */
export function findNode() {
  if (isNewEnough(process.version)) return process.execPath;
  for (const name of [`node-${process.platform}-${process.arch}`, `node-bin-${process.platform}-${process.arch}`]) {
    const path = join(root, 'node_modules', name, 'bin', 'node');
    if (!existsSync(path)) continue;
    const { stdout } = spawnSync(path, ['--version'], { encoding: 'utf8' });
    if (stdout && isNewEnough(stdout.trim())) return path;
  }
  process.stderr.write(
    `porchlight: this needs Node ${wanted.join('.')} or newer; this is ${process.version}, and no packaged Node ` +
      `for ${process.platform}-${process.arch} was installed.\n` +
      'hint: install Node 24 from nodejs.org (or your package manager) and run the same command again.\n',
  );
  process.exit(1);
}

/**
 * What the server runs with: a small young generation, for 20 to 30 MB less memory at no cost that was measured
 * (docs/performance.md).
 */
export const serverFlags = ['--max-semi-space-size=4'];

/**
 * Runs one program under the right Node, with its signals and its exit code.
 * @param {string[]} args
 */
export function runNode(args) {
  const node = findNode();
  // Compiled programs are kept, so that TypeScript is stripped once and not at every start: 26 MB less for a server and a
  // start in little more than half the time (docs/performance.md).
  const compiled = process.env['NODE_COMPILE_CACHE'] ?? join(root, 'node_modules', '.cache', 'porchlight');
  const path = [join(root, 'node_modules', '.bin'), process.env['PATH']].join(process.platform === 'win32' ? ';' : ':');
  // Threads share two heaps of the allocator instead of having one each, for 10 to 18 MB less (glibc only).
  const arenas = process.env['MALLOC_ARENA_MAX'] ?? '2';
  const child = spawn(node, args, {
    stdio: 'inherit',
    env: { ...process.env, PATH: path, NODE_COMPILE_CACHE: compiled, MALLOC_ARENA_MAX: arenas },
  });
  for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP'])) {
    process.on(signal, () => child.kill(signal));
  }
  return new Promise((resolve) => {
    child.on('error', (error) => {
      process.stderr.write(`porchlight: ${error.message}\n`);
      resolve(1);
    });
    child.on('close', (code, signal) => resolve(code ?? (signal === 'SIGINT' ? 130 : 1)));
  });
}
