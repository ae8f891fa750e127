import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { planKeyAt } from '#api/plan-words/plan-words.ts';
import { signInPlan } from '#api/sign-in-plan.ts';
import { changedKeys, isSame, mergePlans, type PlanObject, withMember } from './plan-object.ts';
import { valueWords } from './value-words.ts';

const base: PlanObject = signInPlan.parse({
  organisation: 'Example',
  accountDisplayName: 'Example',
  method: 'Password',
  urls: ['https://id.example.org/'],
  application: { teamIdentifier: 'T', bundleIdentifier: 'org.example.a', extensionIdentifier: 'org.example.a.b' },
});

function edited(...changes: readonly (readonly [string, unknown])[]): PlanObject {
  return changes.reduce((plan, [member, value]) => withMember(plan, member, value), base);
}

function names(keys: readonly { readonly member: string }[]): string[] {
  return keys.map(({ member }) => member);
}

describe('A plan under edit', () => {
  it('is changed at a place, also where nothing stood, and never in place', () => {
    const before = structuredClone(base);
    const next = edited(['accounts.localPasscode.minimumLength', 8], ['fallback', { method: 'Password' }]);
    assert.deepEqual(base, before);
    assert.deepEqual(names(changedKeys(base, next)), ['fallback', 'accounts.localPasscode']);
    assert.ok(isSame(withMember(withMember(next, 'fallback', undefined), 'accounts.localPasscode', undefined), base));
    assert.ok(!isSame(['a', 'b'], ['b', 'a']));
    assert.ok(isSame({ a: 1, b: [{ c: 2 }] }, { b: [{ c: 2 }], a: 1 }));
  });

  it('takes over what somebody else changed elsewhere, and keeps what is mine', () => {
    const mine = edited(['organisation', 'Mine'], ['policies.login', ['AttemptAuthentication']]);
    const theirs = edited(['method', 'SmartCard'], ['setup.skipPanes', ['Siri']]);
    const { merged, conflicts, theirs: taken } = mergePlans(base, mine, theirs);
    assert.deepEqual(conflicts, []);
    assert.deepEqual(names(taken), ['method', 'setup.skipPanes']);
    assert.ok(
      isSame(
        merged,
        edited(
          ['organisation', 'Mine'],
          ['policies.login', ['AttemptAuthentication']],
          ['method', 'SmartCard'],
          ['setup.skipPanes', ['Siri']],
        ),
      ),
    );
  });

  it('asks where both changed the same key otherwise, and not where they agree', () => {
    const mine = edited(['organisation', 'Mine'], ['loginFrequency', 3600], ['method', 'SmartCard']);
    const theirs = edited(['organisation', 'Theirs'], ['method', 'SmartCard'], ['fallback', { method: 'Password' }]);
    const { merged, conflicts } = mergePlans(base, mine, theirs);
    assert.deepEqual(
      conflicts.map((one) => [one.key.member, one.base, one.mine, one.theirs]),
      [['organisation', 'Example', 'Mine', 'Theirs']],
    );
    assert.deepEqual(
      [merged['organisation'], merged['loginFrequency'], merged['method']],
      ['Theirs', 3600, 'SmartCard'],
    );
    assert.deepEqual(merged['fallback'], { method: 'Password' });
  });

  it('treats a part as one: taking it out and changing it inside contradict each other', () => {
    const with_ = (plan: PlanObject) =>
      withMember(plan, 'webLogin', { urlAllowList: ['https://a'], allowPasswordSync: false });
    const before = with_(base);
    const mine = withMember(before, 'webLogin.allowPasswordSync', true);
    const theirs = withMember(before, 'webLogin', undefined);
    assert.deepEqual(
      mergePlans(before, mine, theirs).conflicts.map(({ key }) => key.member),
      ['webLogin'],
    );
  });

  it('says values as people read them', () => {
    const words = (member: string, value: unknown) => valueWords(planKeyAt(member) ?? assert.fail(), value);
    assert.equal(words('method', 'UserSecureEnclaveKey'), 'Secure Enclave key');
    assert.equal(words('loginFrequency', 64_800), '18 hours');
    assert.equal(words('loginFrequency', undefined), 'left out');
    assert.equal(words('setup.removable', false), 'off');
    assert.equal(words('policies.login', []), 'none');
    assert.equal(words('associatedDomains', [{ host: 'a', enableDirectDownloads: false }]), 'a (by Apple’s cache)');
    assert.equal(words('fallback', { method: 'SmartCard' }), 'Method of older Macs: Smart card');
    assert.equal(words('organisation', '<img src=x>'), '<img src=x>');
  });
});
