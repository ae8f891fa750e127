// Type-checks every layer with its own tsconfig, so that a layer sees only what it may use.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { root } from './toolchain.js';

const layers = [
  'src/protocol',
  'src/api',
  'src/runtime',
  'src/server',
  'src/mac',
  'src/apple',
  'src/notes',
  'src/phone',
  'src/web',
  'src/web/console',
  'src/web/authenticator/service-worker',
  'src/cli',
  'test',
  'test/browser',
  'bench',
  'bin',
];
let failed = 0;
for (const layer of layers) {
  const { status, stdout } = spawnSync(join(root, 'node_modules/.bin/tsc'), ['-p', join(root, layer)], {
    encoding: 'utf8',
  });
  if (status === 0) continue;
  failed += 1;
  process.stdout.write(`${layer}\n${stdout}\n`);
}
process.exit(failed === 0 ? 0 : 1);
