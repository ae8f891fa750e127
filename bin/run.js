#!/usr/bin/env node
// npm run <script>: installs if needed, then runs the given program under a Node that understands TypeScript.
import { join } from 'node:path';
import { ensureInstalled, root, runNode } from './toolchain.js';

const [program = '', ...rest] = process.argv.slice(2);
await ensureInstalled();
process.exit(await runNode(['--disable-warning=ExperimentalWarning', join(root, program), ...rest]));
