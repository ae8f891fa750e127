import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { type PlistWritable, writeXmlPlist } from '#protocol/encoding/plist/plist.ts';
import { commandTables } from '#protocol/schema/command-tables.ts';
import { FakeOrganisation } from '../../testing/fake-organisation.ts';
import { enrolledMac } from '../../testing/managed-mac.ts';
import { newSetup } from '../../setup-assistant/setup-state.ts';

const leaf: fc.Arbitrary<PlistWritable> = fc.oneof(
  fc.string({ unit: 'grapheme-ascii', maxLength: 20 }),
  fc.boolean(),
  fc.integer(),
  fc.uint8Array({ maxLength: 40 }),
  fc.constantFrom('personal', '123456', 'https://mdm.example/x', writeXmlPlist({ PayloadIdentifier: 'x' })),
  fc.constantFrom(writeXmlPlist({ PayloadIdentifier: 'x', PayloadContent: [{ PayloadType: 'com.apple.mdm' }] })),
);
const names = ['shortName', 'passwordHash', 'Password', 'Item', 'DeviceName', 'items', 'assets', 'SyncTokens'];
const value: fc.Arbitrary<PlistWritable> = fc.oneof(
  leaf,
  fc.array(leaf, { maxLength: 3 }),
  fc.dictionary(fc.constantFrom(...names), leaf),
  fc.array(fc.dictionary(fc.constantFrom(...names), leaf), { maxLength: 2 }),
);
const command = fc.constantFrom(...commandTables).chain(({ name, keys }) => {
  const known = Object.keys(keys).filter((key) => key !== 'RequestType');
  const members = known.length === 0 ? fc.constant({}) : fc.dictionary(fc.constantFrom(...known), value);
  return fc.tuple(fc.constant(name), members);
});

const organisation = new FakeOrganisation();

test('whatever a command holds, the Mac answers it and goes on', async () => {
  await fc.assert(
    fc.asyncProperty(command, fc.boolean(), async ([requestType, members], isAwaiting) => {
      const mac = await enrolledMac(organisation, (state) => {
        if (!isAwaiting || !state.management) return;
        state.setup = newSetup();
        state.management.awaitingConfiguration = true;
      });
      const uuid = organisation.enqueue({ ...members, RequestType: requestType });
      assert.equal((await mac.connectToMdm()).outcome.kind, 'idle');
      assert.equal(organisation.reportsOf(uuid).length, 1);
      assert.doesNotThrow(() => JSON.stringify(mac.state()));
    }),
    { numRuns: 200 },
  );
});
