import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { pssoRequiredTable } from '#protocol/schema/error-documents/psso-required.ts';
import { softwareUpdateRequiredTable } from '#protocol/schema/error-documents/software-update-required.ts';
import { type PlistWritable, writeXmlPlist } from '#protocol/encoding/plist/plist.ts';
import { profileOf } from '../testing/enrollment-profile.ts';
import { FakeOrganisation, base } from '../testing/fake-organisation.ts';
import { answer, boxedMac, portsOf, toRemoteManagement } from '../testing/managed-mac.ts';
import { openVirtualMac } from '../virtual-mac.ts';

const organisation = new FakeOrganisation();

const text = fc.oneof(
  fc.string({ maxLength: 30 }),
  fc.constantFrom(
    `${base}/page`,
    `${base}/enroll`,
    'https://',
    'not-a-scheme://x',
    'apple-remotemanagement-user-login:',
    '26.0',
    '15',
  ),
);
const scalar: fc.Arbitrary<string | number | boolean> = fc.oneof(text, fc.integer(), fc.boolean());
const details = fc.dictionary(
  fc.constantFrom('OSVersion', 'ProfileURL', 'AuthURL', 'Package', 'ManifestURL'),
  fc.oneof(scalar, fc.dictionary(fc.constantFrom('ManifestURL'), scalar)),
);
const codes = fc.constantFrom(
  pssoRequiredTable.name,
  softwareUpdateRequiredTable.name,
  'com.apple.unrecognized.device',
  'x',
);
const document = fc.record(
  { code: fc.oneof(codes, scalar), message: scalar, details: fc.oneof(details, scalar) },
  { requiredKeys: [] },
);
const body = fc.oneof(
  document.map((json) => JSON.stringify(json)),
  document.map((plist) => writeXmlPlist(plist as Record<string, PlistWritable>)),
  fc.uint8Array({ maxLength: 100 }),
  fc.constant(profileOf('x', [{ PayloadType: 'com.apple.mdm' }])),
  fc.constant('<form method="post" action="http://["><input name="a"></form>'),
);
const reply = fc.record({
  status: fc.constantFrom(200, 204, 301, 308, 400, 401, 403, 410, 500),
  headers: fc.record(
    {
      'content-type': fc.constantFrom(
        'application/json',
        'application/xml',
        'text/html',
        'application/x-apple-aspen-config',
        '',
      ),
      location: text,
    },
    { requiredKeys: [] },
  ),
  body,
});

test('whatever the organisation answers, the person sees a pane, and can go on from it', async () => {
  organisation.cloudConfiguration = { url: `${base}/enroll` };
  const atPane = boxedMac(organisation);
  await answer(atPane, ...toRemoteManagement);
  const start = atPane.state();
  await fc.assert(
    fc.asyncProperty(fc.array(reply, { minLength: 1, maxLength: 4 }), fc.boolean(), async (replies, isWeb) => {
      const mac = openVirtualMac(start, portsOf(organisation));
      const state = mac.state();
      if (isWeb && state.setup) state.setup.enrollmentProfile = { configuration_web_url: `${base}/page` };
      const sure = openVirtualMac(state, portsOf(organisation));
      for (const path of ['/enroll', '/page']) {
        organisation.replies.set(path, [...replies]);
      }
      await answer(sure, { kind: 'continue' });
      const next =
        sure.setup()?.pane === 'web-sign-in'
          ? ({ kind: 'web', answers: {} } as const)
          : ({ kind: 'continue' } as const);
      const outcome = await answer(sure, next);
      assert.ok(outcome.kind === 'pane' || outcome.kind === 'not-an-answer');
      assert.ok(sure.setup());
      organisation.replies.clear();
    }),
    { numRuns: 200 },
  );
});
