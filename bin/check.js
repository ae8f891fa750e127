// Format, lint and types in one go: what must be clean before a commit.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { root } from './toolchain.js';

const bin = (/** @type {string} */ name) => join(root, 'node_modules/.bin', name);
const steps = [
  { name: 'format', command: bin('biome'), args: ['format', '.'] },
  { name: 'lint', command: bin('oxlint'), args: ['--type-aware', '--quiet'] },
  { name: 'types', command: process.execPath, args: [join(root, 'bin/typecheck.js')] },
];
let failed = 0;
for (const { name, command, args } of steps) {
  const started = Date.now();
  const { status, stdout, stderr } = spawnSync(command, args, { cwd: root, encoding: 'utf8' });
  process.stdout.write(`${status === 0 ? 'ok  ' : 'FAIL'} ${name} (${Date.now() - started} ms)\n`);
  if (status === 0) continue;
  failed += 1;
  process.stdout.write(`${stdout}${stderr}\n`);
}
process.exit(failed === 0 ? 0 : 1);
