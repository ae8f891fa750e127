#!/usr/bin/env node
// The command line. Finds the right Node and hands over.
import { join } from 'node:path';
import { ensureInstalled, root, runNode } from './toolchain.js';

await ensureInstalled();
process.exit(await runNode([join(root, 'src/cli/main.ts'), ...process.argv.slice(2)]));
