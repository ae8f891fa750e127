import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { z } from 'zod';
import { signInPlan } from '../sign-in-plan.ts';
import { planKeyAt } from './plan-words.ts';
import { signInsOf, storyOf } from './story.ts';
import { durationWords } from './story-step.ts';

type Change = Partial<z.input<typeof signInPlan>>;

function planOf(change: Change = {}) {
  return signInPlan.parse({
    organisation: 'Example',
    accountDisplayName: 'Example ID',
    method: 'Password',
    urls: ['https://id.example.org/'],
    application: {
      teamIdentifier: 'TEAM123456',
      bundleIdentifier: 'org.example.a',
      extensionIdentifier: 'org.example.a.b',
    },
    ...change,
  });
}

function titles(change: Change, macos: string): string[] {
  return storyOf(planOf(change), macos).map(({ title }) => title);
}

const setup = { requirePlatformSso: true };
const registration = { duringSetup: true };

describe('The story of a plan', () => {
  it('has two sign-ins where registration follows a sign-in page, and one where it comes first (12.2)', () => {
    assert.equal(signInsOf(storyOf(planOf({ setup: { signInPage: true } }), '15')), 2);
    assert.equal(signInsOf(storyOf(planOf({ setup, registration }), '26')), 1);
    assert.equal(signInsOf(storyOf(planOf({ setup, registration }), '15')), 1, 'by the notification');
  });

  it('goes from “Hello” to the lock screen, in the order of a Mac’s life', () => {
    assert.deepEqual(titles({ setup, registration }, '27'), [
      'Hello',
      'Remote Management',
      'Sign in to Example',
      'Configuring the Mac',
      'The account of the directory',
      'The other panes',
      'Registered',
      'At the login window',
      'At the lock screen',
    ]);
    assert.ok(titles({}, '14').includes('Registration Required'));
    assert.ok(titles({ registration }, '26').includes('Register with Example ID'));
  });

  it('updates older Macs first, and has nothing of Platform SSO where no method fits', () => {
    assert.equal(titles({ setup: { minimumMacos: '26.1' } }, '26.0')[1], 'Software Update');
    assert.ok(!titles({ setup: { minimumMacos: '26.1' } }, '26.1').includes('Software Update'));
    assert.equal(titles({ method: 'SmartCard' }, '13').at(-1), 'No Platform SSO');
    assert.ok(titles({ method: 'OpenID', fallback: { method: 'Password' } }, '26').includes('At the lock screen'));
  });

  it('makes no account from the directory for a Secure Enclave key alone, and none where setup leaves it out', () => {
    const key = { method: 'UserSecureEnclaveKey', setup, registration } as const;
    assert.ok(titles(key, '26').includes('Create a Mac account'));
    const named = { ...key, accounts: { newUserAuthenticationMethods: ['Password' as const] } };
    assert.ok(titles(named, '26').includes('The account of the directory'));
    const managedAdministrator = { shortName: 'it', fullName: 'IT' };
    const skipped = titles({ setup: { primaryAccount: { skip: true }, managedAdministrator } }, '26');
    assert.ok(!skipped.some((title) => /account/i.test(title)));
  });

  it('says what policies do, as far as this macOS knows their words', () => {
    const policies = {
      login: ['RequireAuthentication' as const, 'AllowOfflineGracePeriod' as const, 'RequireTouchID' as const],
      offlineGracePeriod: 604_800,
    };
    const login = (macos: string) =>
      storyOf(planOf({ policies }), macos).find(({ title }) => title === 'At the login window')?.text ?? '';
    assert.match(
      login('27'),
      /say yes first\. Without a network the password is enough for 7 days\. Touch ID is required/,
    );
    assert.doesNotMatch(login('26'), /Touch ID/);
    assert.doesNotMatch(login('14'), /say yes/);
    const card = storyOf(planOf({ method: 'SmartCard', policies }), '15');
    assert.doesNotMatch(JSON.stringify(card), /say yes first/);
  });

  it('has nobody where a Mac sets itself up, and somebody else where accounts are made at login', () => {
    const autoAdvance = titles({ setup: { autoAdvance: true } }, '26');
    assert.deepEqual(autoAdvance[0], 'The Mac sets itself up');
    assert.ok(!autoAdvance.includes('Create a Mac account'));
    const accounts = { createUserAtLogin: true, newUserAuthorizationMode: 'Temporary' as const };
    assert.ok(titles({ accounts }, '26').includes('Somebody else'));
    assert.ok(!titles({ accounts }, '15').includes('Somebody else'), 'no temporary accounts before macOS 26');
  });

  it('hangs each step on keys that a plan has', () => {
    for (const macos of ['13', '14', '15', '26', '27']) {
      for (const { members } of storyOf(planOf({ setup, registration }), macos)) {
        for (const member of members) assert.ok(planKeyAt(member), member);
      }
    }
  });

  it('says seconds as people do', () => {
    assert.deepEqual([86_400, 172_800, 64_800, 90, 61, 1].map(durationWords), [
      '1 day',
      '2 days',
      '18 hours',
      '90 seconds',
      '61 seconds',
      '1 second',
    ]);
  });
});
