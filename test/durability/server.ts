/** The server as a process of its own, to be killed: says on which port it listens. */
import { parseConfig } from '#server/config.ts';
import { startServer } from '#server/main.ts';

const { port } = await startServer(parseConfig(process.env));
process.send?.(port);
// Whoever started it is gone: nobody needs it any more.
process.on('disconnect', () => process.exit(0));
