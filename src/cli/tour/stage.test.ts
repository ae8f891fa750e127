import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { systemClock } from '#runtime/clock.ts';
import { systemRandom } from '#runtime/random.ts';
import { openCardAuthority } from '../mac/card-authority.ts';
import { trustCards } from '../mac/card.ts';
import { connectionTo, localAdministration } from '../mac/server-address.ts';
import { realSurroundings } from '../mac/surroundings.ts';
import { startOwnServer } from './own-server.ts';
import { makePerson, type Stage } from './stage.ts';

const server = await startOwnServer();
after(() => server.close());
const surroundings = realSurroundings();
const connection = { ...(await connectionTo(server.url, server.home, undefined)), issuer: server.url };
const api = await localAdministration(server.home, connection, surroundings);
assert.ok(api);
const ports = { clock: systemClock, random: systemRandom };
const cards = await openCardAuthority(server.home, ports);
const stage: Stage = { api, home: server.home, connection, surroundings, cards, colour: false, write: () => undefined };

test('the server of the tour answers on its own port, under a root that the Macs are told of', async () => {
  assert.ok(connection.trustedRoots?.startsWith(server.home));
  const answer = await surroundings
    .fetch(undefined)(`${server.url}/health`)
    .catch((error: unknown) => error);
  assert.equal((answer as { code?: string }).code, 'certificate_untrusted');
});

test('a person of the tour is made anew each time, with another password and another id', async () => {
  const first = await makePerson(stage, 'tour-ada', 'Ada Lovelace');
  const { user: before } = await api.getUser({ params: { user: 'tour-ada' } });
  const second = await makePerson(stage, 'tour-ada', 'Ada Lovelace');
  const { user: now } = await api.getUser({ params: { user: 'tour-ada' } });
  assert.notEqual(first.password, second.password);
  assert.notEqual(before.id, now.id);
  assert.equal(now.userPrincipalName, 'tour-ada@porchlight.example');
});

test("the server trusts the desk's card authority once, with a revocation list that it accepts", async () => {
  assert.match(
    await trustCards(api, cards),
    /^The server trusts the cards of CN=Porchlight Demonstration Smart Card Root [0-9a-f]{8},/,
  );
  const again = await openCardAuthority(server.home, ports);
  assert.equal(again.rootPem, cards.rootPem);
  assert.match(await trustCards(api, again), /, as before\.$/);
  const { items } = await api.listCardAuthorities();
  assert.deepEqual([items.length, items[0]?.revocationList?.revoked], [1, 0]);
});
