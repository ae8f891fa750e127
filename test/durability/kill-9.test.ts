import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { systemClock } from '#runtime/clock.ts';
import { createAudit } from '#server/audit/audit.ts';
import { openDatabase } from '#server/store/open.ts';
import { Arrivals, type Life, liveOn, Passwords, Session } from './lives.ts';
import { MortalServer } from './mortal-server.ts';

const home = mkdtempSync(join(tmpdir(), 'porchlight-kill-9-'));
const server = new MortalServer(home);
after(async () => {
  await server.kill();
  rmSync(home, { recursive: true });
});

const kills = 50;

test(`killed ${kills} times in the middle of its work, the server loses and undoes nothing that it acknowledged (sections 3, 5.4, 5.6)`, async (context) => {
  await server.start();
  const arrivals = await Arrivals.begin(server);
  const lives: readonly Life[] = [
    arrivals,
    await Passwords.begin(server),
    await Session.begin(server),
    await Session.begin(server),
  ];
  let steps = 0;
  for (let kill = 0; kill < kills; kill += 1) {
    const living = Promise.all(lives.map((life) => liveOn(life)));
    // Never the same moment twice: a step takes some 5 to 20 ms.
    await pause(20 + ((kill * 37) % 101));
    await server.kill();
    for (const count of await living) steps += count;
    await server.start();
    await Promise.all(lives.map((life) => life.check()));
  }
  assert.ok(steps > kills, `the server did ${steps} steps between its deaths`);
  const joined = await arrivals.checkAll();
  assert.ok(joined > 0);
  context.diagnostic(`${steps} steps were acknowledged, ${joined} Macs joined`);
  await server.kill();
  await assertWholeAudit();
});

async function assertWholeAudit(): Promise<void> {
  const database = openDatabase(`sqlite:${join(home, 'server', 'server.db')}`);
  const onFailure = ({ error }: { error: unknown }) => assert.fail(String(error));
  const audit = createAudit({ database, clock: systemClock, pause: () => Promise.resolve(), onFailure });
  const verification = await audit.verify();
  assert.equal(verification.kind, 'intact', JSON.stringify(verification));
  await audit.close();
  await database.close();
}
