import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { openDesk } from '#mac/home/desk.ts';
import { systemRandom } from '#runtime/random.ts';
import { join } from 'node:path';
import { runTour } from '../tour.ts';
import { startOwnServer } from './own-server.ts';

const server = await startOwnServer();
after(() => server.close());

async function tour() {
  let text = '';
  const code = await runTour({ server: server.url, home: server.home, write: (part) => void (text += part) });
  return { code, text };
}

test('the tour joins three Macs, each by another method, and shows what app-sso says of them', async () => {
  const { code, text } = await tour();
  assert.equal(code, 0, text);
  assert.match(text, /^tour-password +yes +POLoginTypePassword \(1\) +POUserStateNormal \(0\)/m);
  assert.match(text, /^tour-secure-enclave +yes +POLoginTypeUserSecureEnclaveKey \(2\) +POUserStateNormal \(0\)/m);
  assert.match(text, /^tour-smart-card +yes +POLoginTypeSmartCard \(3\) +POUserStateNormal \(0\)/m);
  assert.match(text, /^ok key request /m);
  assert.match(text, /^ok key exchange /m);
  assert.match(text, /^ok old password +refused/m);
  assert.equal(text.match(/^ok number matching +\d\d typed on the phone: “Mac /gm)?.length, 3);
  assert.match(text, /^User Configuration:\n \{/m);
});

test('the tour can be run again: its Macs are replaced, none is added', async () => {
  const { code, text } = await tour();
  assert.equal(code, 0, text);
  const macs = await openDesk({ directory: join(server.home, 'macs'), random: systemRandom }).list();
  assert.deepEqual(
    macs.map(({ name }) => name),
    ['tour-password', 'tour-secure-enclave', 'tour-smart-card'],
  );
});
