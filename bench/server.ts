/** The server as a process of its own, for the bench: says when it is ready. */
import { parseConfig } from '#server/config.ts';
import { startServer } from '#server/main.ts';

const server = await startServer(parseConfig(process.env));
process.stdout.write(`ready ${server.port} ${Math.round(performance.now())}\n`);
process.on('SIGTERM', () => {
  void server.close().then(() => process.exit(0));
});
