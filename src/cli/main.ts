/** The command line's start: the real terminal, the real environment. */
import { processIo } from './mac/io.ts';
import { run } from './program.ts';
import { readSettings } from './settings.ts';

process.exitCode = await run(process.argv.slice(2), { io: processIo(), settings: readSettings() });
