#!/usr/bin/env node
// npm test: installs if needed, checks format, lint and types, then runs every test (or those named on the command line).
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { ensureInstalled, root, runNode } from './toolchain.js';
import { ensureWebApps } from './web-apps.js';

await ensureInstalled();
ensureWebApps();
const named = process.argv.slice(2);
if (named.length === 0) {
  const checks = await runNode([join(root, 'bin/check.js')]);
  if (checks !== 0) process.exit(checks);
}
const files =
  named.length > 0 ? named : ['src/**/*.test.ts', 'test/**/*.test.ts'].map((pattern) => join(root, pattern));
process.exit(
  await runNode([
    '--test',
    '--test-reporter=spec',
    '--test-timeout=300000',
    // Files wait for one another's servers and browsers more than they reckon: two at once even on two cores.
    `--test-concurrency=${Math.max(2, availableParallelism() - 1)}`,
    '--disable-warning=ExperimentalWarning',
    ...files,
  ]),
);
