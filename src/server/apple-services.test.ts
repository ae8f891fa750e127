import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { startApple } from '#apple/apple.ts';
import { systemClock } from '#runtime/clock.ts';
import { freePort } from '#runtime/free-port.ts';
import { systemRandom } from '#runtime/random.ts';
import { findAppleServices, findDeviceServices } from './apple-services.ts';

const folder = mkdtempSync(join(tmpdir(), 'porchlight-services-'));
after(() => rmSync(folder, { recursive: true }));

test('without a laboratory Apple’s own services and authorities are used', async () => {
  const apple = await findAppleServices(undefined);
  assert.equal(apple.push, 'https://api.push.apple.com');
  assert.equal(apple.tlsRoots, undefined);
  const names = apple.deviceAuthorities.flatMap(({ subject }) =>
    subject.relativeNames.flat().map(({ value }) => value),
  );
  assert.ok(names.includes('Apple iPhone Device CA'));
  assert.equal((await findDeviceServices(undefined)()).baseUrl, 'https://mdmenrollment.apple.com');
});

test('a simulated Apple is found by its folder, also after it has moved, and trusted by its own root', async () => {
  const deviceServices = findDeviceServices(folder);
  await assert.rejects(deviceServices());
  for (const port of [await freePort(), await freePort()]) {
    const apple = await startApple({ folder, port, clock: systemClock, random: systemRandom });
    const { baseUrl, fetch } = await deviceServices();
    assert.equal(baseUrl, `https://localhost:${port}`);
    assert.equal((await fetch(`${baseUrl}/account`, { headers: { 'user-agent': 'x' } })).status, 401);
    const services = await findAppleServices(folder);
    assert.equal(services.push, apple.addresses.push);
    assert.equal(services.deviceAuthorities.length, 1);
    await apple.close();
  }
});
