// Whether the web apps in dist/web are what src/web says, and if not, builds them. Like toolchain.js it runs on Node 20.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { findNode, root } from './toolchain.js';

/** Where the built apps are. */
export const builtWeb = join(root, 'dist/web');

/** What goes into every build beside the sources that it imports. */
export const buildInputs = [
  'package-lock.json',
  'bin/build-web.js',
  'src/web/tsconfig.json',
  'src/web/console/tsconfig.json',
];

/** The build names what went into it, with digests: a date says little after a checkout. */
function isCurrent() {
  const record = join(builtWeb, 'inputs.json');
  if (!existsSync(record)) return false;
  /** @type {Record<string, string>} */
  const digests = JSON.parse(readFileSync(record, 'utf8'));
  return Object.entries(digests).every(([path, digest]) => {
    const file = join(root, path);
    return existsSync(file) && createHash('sha256').update(readFileSync(file)).digest('hex') === digest;
  });
}

/**
 * Builds the web apps where they are missing or older than their sources. Without the packages that build them (an
 * installation for production), what is there is taken as it is; the server itself says when nothing is there.
 */
export function ensureWebApps() {
  if (!existsSync(join(root, 'node_modules/vite')) || isCurrent()) return;
  const started = Date.now();
  process.stderr.write('Building the web apps ...\n');
  const { status } = spawnSync(findNode(), [join(root, 'bin/build-web.js')], { cwd: root, stdio: 'inherit' });
  if (status !== 0) {
    process.stderr.write('porchlight: the web apps could not be built; "npm run build:web" does it alone.\n');
    process.exit(1);
  }
  process.stderr.write(`Built in ${((Date.now() - started) / 1000).toFixed(1)} s.\n`);
}
