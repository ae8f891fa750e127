/** The server as a process of its own, for the bench: says when it is ready, and what it uses when it is asked. */
import { parseConfig } from '#server/config.ts';
import { startServer } from '#server/main.ts';
import type { ServerFigures } from './server-process.ts';

const server = await startServer(parseConfig(process.env));

function figures(): ServerFigures {
  const { user, system } = process.cpuUsage();
  const { active } = performance.eventLoopUtilization();
  return { rssBytes: process.memoryUsage.rss(), cpuMicroseconds: user + system, loopMilliseconds: active };
}

async function end(): Promise<void> {
  await server.close();
  process.exit(0);
}

process.on('message', () => process.send?.(figures()));
// The bench is over, or has died: either way nobody needs this process any more.
process.on('disconnect', () => void end());
process.on('SIGINT', () => {});
process.send?.('ready');
