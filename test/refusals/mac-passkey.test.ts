import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { QuirkName } from '#mac/quirks/catalogue.ts';
import { openApplication } from '../support/openid-application.ts';
import { addPasskey, openPasskeyMac, signInByPasskey, touch } from '../support/passkey-mac.ts';
import { openStage } from '../support/stage.ts';
import { suiteCurtain } from '../support/suite-curtain.ts';

/** What a Mac does wrong with a passkey, and the code by which it is refused. */
const refusals = {
  'passkey-wrong-origin': 'passkey_wrong_origin',
  'passkey-other-challenge': 'passkey_challenge_unknown',
  'passkey-framed': 'passkey_cross_origin',
  'passkey-other-relying-party': 'passkey_wrong_rp_id',
  'passkey-no-user-verification': 'passkey_user_not_verified',
  'passkey-nobody-present': 'passkey_user_missing',
  'passkey-foreign-key': 'passkey_signature_wrong',
  'passkey-counter-back': 'passkey_counter_back',
} as const satisfies Partial<Record<QuirkName, string>>;

const curtain = suiteCurtain();
test.after(() => curtain.fall());
const stage = await openStage(curtain);
const wiki = await openApplication(stage);

for (const [index, [quirk, code]] of Object.entries(refusals).entries()) {
  test(`A passkey is refused in Safari with the fault ${quirk}: ${code} (W3C WebAuthn section 7.2)`, async () => {
    const joined = await openPasskeyMac(stage, await stage.addPerson(`sign-in${index}`));
    assert.equal((await addPasskey(stage, joined)).kind, 'added');
    const before = await stage.auditHead();
    await joined.mac.misbehave(quirk as QuirkName, { times: 1 });
    const { page } = await signInByPasskey(joined, wiki, touch);
    assert.match(page.alerts.join(), /This passkey does not count here/);
    const event = await stage.auditEvent(before, ({ type }) => type === 'sign-in.refused');
    assert.deepEqual([event?.code, event?.detail?.['reason']], ['passkey_refused', code]);
  });

  if (quirk === 'passkey-counter-back' || quirk === 'passkey-foreign-key') continue;
  test(`A passkey is not added with the fault ${quirk}: ${code} (W3C WebAuthn section 7.1)`, async () => {
    const joined = await openPasskeyMac(stage, await stage.addPerson(`adding${index}`));
    await joined.mac.misbehave(quirk as QuirkName, { times: 1 });
    assert.deepEqual(await addPasskey(stage, joined), { kind: 'refused', code });
  });
}
