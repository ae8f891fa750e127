import assert from 'node:assert/strict';
import { test } from 'node:test';
import { diagnose } from '../diagnose.ts';
import { sampleFindings } from '../testing/sample-findings.ts';

function profile(...payloads: readonly string[]): string {
  const list = payloads.map(
    (keys) => `<dict><key>PayloadType</key>\n<string>com.apple.extensiblesso</string>\n${keys}</dict>`,
  );
  return `<?xml version="1.0"?>\n<plist version="1.0"><dict><key>PayloadContent</key><array>${list.join('\n')}</array></dict></plist>`;
}
const keyed = (values: Readonly<Record<string, string>>) =>
  Object.entries(values)
    .map(([key, value]) => `<key>${key}</key>${value}`)
    .join('\n');
const good = {
  ExtensionIdentifier: '<string>org.example.companion.ssoextension</string>',
  TeamIdentifier: '<string>TEAM123456</string>',
  Type: '<string>Redirect</string>',
  URLs: '<array><string>https://id.example.org/</string></array>',
  PlatformSSO: '<dict><key>AuthenticationMethod</key><string>Password</string></dict>',
};
const kerberos = {
  ExtensionIdentifier: '<string>com.apple.AppSSOKerberos.KerberosExtension</string>',
  Type: '<string>Credential</string>',
  Realm: '<string>EXAMPLE.ORG</string>',
  Hosts: '<array><string>.example.org</string></array>',
};

test('a profile that is right gives no alarm, also beside the Kerberos extension (10.1)', () => {
  for (const text of [profile(keyed(good)), profile(keyed(good), keyed(kerberos))]) {
    const found = diagnose(sampleFindings({ text }));
    assert.deepEqual(
      found.findings.map(({ code }) => code),
      [],
    );
    assert.ok(found.lookedAt.some((word) => word.includes('a configuration profile')));
  }
});

test('a profile is read key by key: what is missing, what contradicts, what stands in another’s way (10001, 10002)', () => {
  const { TeamIdentifier: _, ...withoutTeam } = good;
  const { PlatformSSO: __, ...plain } = good;
  const cases = [
    [profile(keyed(withoutTeam)), 'sso_payload_misconfigured', /lacks TeamIdentifier/],
    [
      profile(keyed({ ...good, URLs: '<array><string>https://id.example.org/?a=b</string></array>' })),
      'sso_payload_misconfigured',
      /no prefix of an address/,
    ],
    [
      profile(keyed({ ...good, PlatformSSO: '<dict><key>UseSharedDeviceKeys</key><true/></dict>' })),
      'sso_payload_misconfigured',
      /without AuthenticationMethod/,
    ],
    [
      profile(keyed({ ...good, Type: '<string>Credential</string>', Realm: '<string>A</string>' })),
      'sso_payload_misconfigured',
      /type Credential/,
    ],
    [
      profile(keyed(good), keyed({ ...good, ExtensionIdentifier: '<string>com.example.other</string>' })),
      'sso_payload_doubled',
      /has PlatformSSO/,
    ],
    [
      profile(keyed(good), keyed({ ...plain, TeamIdentifier: '<string>OTHER00001</string>' })),
      'sso_payload_doubled',
      /has the URL https:\/\/id\.example\.org/,
    ],
  ] as const;
  for (const [text, code, words] of cases) {
    const [first] = diagnose(sampleFindings({ text })).findings;
    assert.equal(first?.code, code, text);
    assert.match(first.evidence.map(({ quote }) => quote).join('\n'), words);
    assert.match(text.split('\n')[(first.evidence[0]?.line ?? 0) - 1] ?? '', /com\.apple\.extensiblesso/);
  }
});
