/** The server as a process of its own, for the bench: says when it is ready, and what it uses when it is asked. */
import { deviceInformation } from '#protocol/mdm/commands/device-information.ts';
import { parseConfig } from '#server/config.ts';
import { startServer } from '#server/main.ts';
import type { ServerFigures, ServerQuestion } from './server-process.ts';

const server = await startServer(parseConfig(process.env));

function figures(): ServerFigures {
  const { user, system } = process.cpuUsage();
  const { active } = performance.eventLoopUtilization();
  return { rssBytes: process.memoryUsage.rss(), cpuMicroseconds: user + system, loopMilliseconds: active };
}

/** What an administrator's click does, without the click's own request. */
function enqueue(enrollmentIds: readonly string[]): Promise<readonly string[]> {
  const command = deviceInformation.build({ Queries: ['DeviceName', 'OSVersion', 'SerialNumber', 'UDID'] });
  const { management } = server.composition;
  return Promise.all(enrollmentIds.map((id) => management.send(id, command)));
}

async function answer(question: ServerQuestion): Promise<void> {
  process.send?.(question === 'figures' ? figures() : await enqueue(question.enqueueFor));
}

async function end(): Promise<void> {
  await server.close();
  process.exit(0);
}

process.on('message', (question: ServerQuestion) => void answer(question));
// The bench is over, or has died: either way nobody needs this process any more.
process.on('disconnect', () => void end());
process.on('SIGINT', () => {});
process.send?.('ready');
