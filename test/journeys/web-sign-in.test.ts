import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { fromBase32 } from '#protocol/encoding/base32.ts';
import { totp } from '#protocol/otp/totp.ts';
import { nodeHmac } from '#runtime/hmac.ts';
import type { AnswerPages } from '#mac/platform-sso-agent/web-window.ts';
import type { Exchange } from '#mac/evidence.ts';
import { appSsoState } from '#mac/terminal/app-sso/platform-state.ts';
import {
  count,
  done,
  password,
  prepareMac,
  profileFor,
  register,
  signedIn,
  unlocked,
  userOf,
} from '../support/stage-mac.ts';
import { joinWebMac, web, webPlan } from '../support/stage-web.ts';
import { openStage, type Stage } from '../support/stage.ts';

for (const kind of ['dynamic', 'static'] as const)
  describe(`A web sign-in by ${kind === 'dynamic' ? 'an address that is asked for' : 'an address that never changes'} (section 5.9)`, () => {
    test('lives from registration over restart, login window and lock screen to an administrator prompt', async (context) => {
      const stage = await openStage(context, {
        settings: { PORCHLIGHT_WEB_SIGN_IN: kind, PORCHLIGHT_FIRST_LOGIN_AUTHORIZATION: 'everyone' },
      });
      const [ada, ben] = [await stage.addPerson('ada'), await stage.addPerson('ben')];
      await stage.api.createGroup({ body: { name: 'Administrators' } });
      await stage.api.addGroupMember({ params: { group: 'Administrators', user: ben.id } });
      const plan = webPlan(stage, { EnableAuthorization: true, AdministratorGroups: ['Administrators'] });
      const subject = await prepareMac(stage, { person: ada, method: 'OpenID', macos: '27.0', plan });
      const { mac, localPassword } = subject;
      const { outcome } = await register(subject);
      assert.equal(outcome.authenticationRequired, true);
      const first = await mac.signInWhenAsked(web(ada));
      assert.equal(signedIn(first.outcome).method, 'OpenID');
      assert.equal(signedIn(first.outcome).unlockKeyBound, true);
      assertWindow(first.evidence, kind, 'auth-prompt');
      assert.equal(count(first.evidence, 'key request'), 1);
      assert.equal(count(first.evidence, 'key exchange'), 3);

      await mac.reboot();
      unlocked((await mac.unlockDisk('ada', localPassword)).outcome);
      await mac.logout();
      const login = await mac.login('ada', web(ada));
      const opened = unlocked(login.outcome);
      assert.equal(opened.by, 'web-sign-in');
      assertWindow(login.evidence, kind, 'login');
      assert.equal(count(login.evidence, 'key exchange'), 3);
      assert.equal(mac.state().loginKeychains['ada']?.unlocked, true);

      done(await mac.lock());
      const unlock = await mac.unlock(web(ada));
      assert.equal(unlocked(unlock.outcome).by, 'web-sign-in');
      assertWindow(unlock.evidence, kind, 'unlock');

      const elevation = await mac.authorize('system.preferences', ben.userPrincipalName, web(ben));
      assert.equal(elevation.outcome.kind, 'authorized', JSON.stringify(elevation.outcome));
      assertWindow(elevation.evidence, kind, 'elevation');

      const renewed = await mac.renewTokens({ evenIfFresh: true });
      assert.deepEqual(renewed.outcome, { kind: 'renewed', by: 'refresh' });
      const idToken = renewed.evidence.find(({ purpose }) => purpose === 'refresh')?.received?.idToken;
      assert.deepEqual(idToken?.claims?.['amr'], ['pwd']);
      assert.equal(idToken.claims['sub'], ada.id);
    });
  });

function assertWindow(evidence: readonly Exchange[], kind: 'dynamic' | 'static', occasion: string): void {
  assert.equal(count(evidence, 'preauthentication'), kind === 'dynamic' ? 1 : 0);
  const authorization = evidence.find(({ purpose }) => purpose === 'web sign-in');
  assert.equal(authorization?.sent.method, kind === 'dynamic' ? 'POST' : 'GET');
  assert.match(authorization.sent.url, new RegExp(`urn:apple:platformsso:auth:${occasion}$`));
  assert.match(authorization.sent.url, /redirect_uri=com\.apple\.platformsso:\/\/callback/);
  const { claims = {} } = evidence.find(({ purpose }) => purpose === 'login')?.sent.message ?? {};
  const elevation = occasion === 'elevation' ? ' porchlight:authorization' : '';
  assert.deepEqual(
    [claims['grant_type'], claims['subject_token_type'], claims['scope']],
    [
      'urn:ietf:params:oauth:grant-type:token-exchange',
      'urn:apple:platformsso:authorization-code-response',
      `openid offline_access urn:apple:platformsso${elevation} urn:apple:platformsso:auth:${occasion}`,
    ],
  );
  const callback = evidence.map(({ received }) => received?.headers['location']).find((to) => to?.startsWith('com.'));
  assert.equal(claims['subject_token'], callback);
}

describe('On a Mac with the method OpenID', () => {
  async function opened(
    context: Parameters<typeof openStage>[0],
    settings: Record<string, string> = {},
  ): Promise<Stage> {
    return openStage(context, { settings: { PORCHLIGHT_FIRST_LOGIN_ACCOUNTS: 'everyone', ...settings } });
  }

  test('the login window makes an account for whoever signs in on the web, and the key service opens it again', async (context) => {
    const stage = await opened(context);
    const [ada, ben] = [await stage.addPerson('ada'), await stage.addPerson('ben')];
    const plan = { EnableCreateUserAtLogin: true, NewUserAuthenticationMethods: ['OpenID'] };
    const { mac } = await joinWebMac(stage, ada, { plan });
    await mac.logout();
    const made = unlocked((await mac.login(ben.userPrincipalName, web(ben))).outcome);
    assert.equal(made.accountCreated, true);
    assert.equal(made.user, 'ben');
    await mac.logout();
    const again = unlocked((await mac.login('ben', web(ben))).outcome);
    assert.equal(again.accountCreated, false);
    assert.equal(mac.state().loginKeychains['ben']?.unlocked, true);
  });

  test('a password that is typed on the pages becomes the local one where the profile allows it, and only there', async (context) => {
    const stage = await opened(context);
    const ada = await stage.addPerson('ada');
    for (const allowed of [true, false]) {
      const subject = await prepareMac(stage, {
        person: ada,
        method: 'OpenID',
        macos: '27.0',
        plan: webPlan(stage, allowed ? { AllowWebLoginPasswordSync: true } : {}),
      });
      await register(subject);
      const outcome = signedIn((await subject.mac.signInWhenAsked(web(ada))).outcome);
      assert.equal(outcome.localPasswordReplaced, allowed);
      assert.equal(outcome.keychain, allowed ? 'kept' : 'untouched');
      await subject.mac.logout();
      const local = allowed ? ada.password : subject.localPassword;
      unlocked((await subject.mac.login('ada', password(local))).outcome);
    }
  });

  test('a password typed wrongly first is not kept, the right one is', async (context) => {
    const stage = await opened(context);
    const ada = await stage.addPerson('ada');
    const subject = await prepareMac(stage, {
      person: ada,
      method: 'OpenID',
      macos: '27.0',
      plan: webPlan(stage, { AllowWebLoginPasswordSync: true }),
    });
    await register(subject);
    let tries = 0;
    const answerPages = () => {
      tries += 1;
      return { password: tries === 1 ? 'wrong' : ada.password };
    };
    signedIn((await subject.mac.signInWhenAsked({ kind: 'web', answerPages })).outcome);
    assert.equal(tries, 2);
    await subject.mac.logout();
    unlocked((await subject.mac.login('ada', password(ada.password))).outcome);
  });

  test('a second factor is asked for on the pages, and every id_token after that says so (RFC 8176)', async (context) => {
    const stage = await opened(context);
    const ada = await stage.addPerson('ada');
    const { mac } = await joinWebMac(stage, ada);
    const { uri } = await stage.api.addOneTimeCodes({ params: { user: ada.id } });
    const secret = fromBase32(new URL(uri).searchParams.get('secret') ?? '') ?? assert.fail('there is a secret');
    const answerPages: AnswerPages = ({ forms: [form] }) =>
      form?.fields.some(({ autocomplete }) => autocomplete === 'one-time-code')
        ? { code: totp(nodeHmac, secret, stage.clock.now()) }
        : { password: ada.password };
    await mac.logout();
    const login = await mac.login('ada', { kind: 'web', answerPages });
    unlocked(login.outcome);
    const { evidence } = await mac.renewTokens({ evenIfFresh: true });
    for (const purpose of ['login', 'refresh']) {
      const exchange = [...login.evidence, ...evidence].find((one) => one.purpose === purpose);
      assert.deepEqual(exchange?.received?.idToken?.claims?.['amr'], ['pwd', 'otp', 'mfa']);
    }
  });

  test('without a network the local password lets in, and the window does not', async (context) => {
    const stage = await opened(context);
    const ada = await stage.addPerson('ada');
    const { mac, localPassword } = await joinWebMac(stage, ada);
    await mac.logout();
    done(await mac.goOffline());
    const window = (await mac.login('ada', web(ada))).outcome;
    assert.equal(window.kind === 'refused' && window.failure?.code, 'offline');
    unlocked((await mac.login('ada', password(localPassword))).outcome);
  });

  test('a change from passwords to the web takes one more registration of the person, not of the Mac', async (context) => {
    const stage = await opened(context);
    const ada = await stage.addPerson('ada');
    const subject = await prepareMac(stage, { person: ada, method: 'Password', macos: '27.0' });
    await register(subject);
    signedIn((await subject.mac.signInWhenAsked(password(ada.password))).outcome);
    await subject.mac.installProfile(profileFor(stage, { method: 'OpenID', macos: '27.0', plan: webPlan(stage) }));
    const { evidence } = await register(subject, { localPassword: ada.password });
    assert.equal(count(evidence, 'device registration'), 0);
    signedIn((await subject.mac.signInWhenAsked(web(ada))).outcome);
    assert.equal(userOf(subject).loginType, 'OpenID');
  });

  test('app-sso says so (section 13.2)', async (context) => {
    const stage = await opened(context);
    const ada = await stage.addPerson('ada');
    const subject = await joinWebMac(stage, ada);
    const text = appSsoState(subject.mac.state(), 'ada', subject.mac.now());
    assert.equal(text.match(/"loginType" : "POLoginTypeOpenID \(5\)"/g)?.length, 2);
    assert.match(text, /"federationType" : 4/);
    assert.match(text, /"authorizationURLKeypath" : "authorizationURL"/);
    assert.match(text, /"userUnlockCertificate"/);
  });

  test('an older macOS does not offer it', async (context) => {
    const stage = await opened(context);
    const ada = await stage.addPerson('ada');
    const subject = await prepareMac(stage, { person: ada, method: 'OpenID', macos: '26.0', plan: webPlan(stage) });
    const { outcome } = await subject.mac.register({ localPassword: subject.localPassword });
    assert.equal(outcome.kind === 'not-possible' && outcome.code, 'method-not-supported-by-macos');
  });
});
