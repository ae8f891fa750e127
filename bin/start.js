#!/usr/bin/env node
// npm start: installs if needed, starts the server, runs the tour on the first start, stays up until Ctrl-C.
import { join } from 'node:path';
import { ensureInstalled, root, runNode, serverFlags } from './toolchain.js';
import { ensureWebApps } from './web-apps.js';

await ensureInstalled();
ensureWebApps();
process.exit(await runNode([...serverFlags, join(root, 'src/cli/start.ts'), ...process.argv.slice(2)]));
