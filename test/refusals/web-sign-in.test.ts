/** Web sign-ins of macOS 27 with one thing wrong: each refused by its code, with an audit event, and nobody let in. */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { Exchange } from '#mac/evidence.ts';
import { type WebQuirkName, quirkCatalogue, webQuirkNames } from '#mac/quirks/catalogue.ts';
import type { RefusalCode } from '#server/platform-sso/refusal.ts';
import type { SignInOutcome } from '#mac/outcomes.ts';
import { signedIn, type StageMac } from '../support/stage-mac.ts';
import { joinWebMac, web } from '../support/stage-web.ts';
import { openStage, type Person, type Stage } from '../support/stage.ts';
import { suiteCurtain } from '../support/suite-curtain.ts';

interface Trial {
  /** `page`: the window shows the refusal; `token`: the login is answered with it; undefined: it must work. */
  readonly refused: readonly [where: 'page' | 'token', code: RefusalCode] | undefined;
  readonly value?: () => Promise<string>;
}

let stage: Stage;
let ada: Person;
let joined: StageMac;
const curtain = suiteCurtain();
before(async () => {
  stage = await openStage(curtain);
  ada = await stage.addPerson('ada');
  joined = await joinWebMac(stage, ada);
});
after(() => curtain.fall());

const trials: Readonly<Record<WebQuirkName, Trial>> = {
  'web-request-unsigned': { refused: ['page', 'authorization_request_unsigned'] },
  'web-request-tampered': { refused: ['page', 'signature_invalid'] },
  'web-request-of-stranger': { refused: ['page', 'signature_invalid'] },
  'web-two-occasions': { refused: ['page', 'several_authorization_scopes'] },
  'web-other-redirect': { refused: ['page', 'redirect_uri_mismatch'] },
  'web-other-state': { refused: ['page', 'authorization_request_mismatch'] },
  'callback-of-another-mac': { refused: ['token', 'authorization_code_foreign'], value: callbackOfAnotherMac },
  'callback-other-state': { refused: ['token', 'callback_mismatch'] },
  'callback-cut': { refused: ['token', 'callback_malformed'] },
  'callback-replayed': { refused: ['token', 'authorization_code_replayed'] },
  'callback-for-another-occasion': { refused: ['token', 'authorization_scope_mismatch'] },
  'agreement-in-login': { refused: undefined },
};

/** The callback of a window of Ada's on another Mac, whose login goes nowhere. */
async function callbackOfAnotherMac(): Promise<string> {
  const { mac } = await joinWebMac(stage, ada);
  await mac.misbehave('callback-cut', { times: 1 });
  const { evidence } = await mac.signInWhenAsked(web(ada));
  return callbackIn(evidence);
}

function callbackIn(evidence: readonly Exchange[]): string {
  const location = evidence
    .map(({ received }) => received?.headers['location'])
    .find((to) => to?.startsWith('com.apple.'));
  assert.ok(location, 'a window ended with a callback');
  return location;
}

describe('A virtual Mac with macOS 27', () => {
  for (const name of webQuirkNames) {
    const { refused, value } = trials[name];
    test(`${name}: ${quirkCatalogue[name].description}`, async () => {
      const { mac } = joined.reopened();
      signedIn((await mac.signInWhenAsked(web(ada))).outcome);
      const since = await stage.auditHead();
      const given = await value?.();
      await mac.misbehave(name, { times: 1, ...(given === undefined ? {} : { value: given }) });
      const { outcome, evidence } = await mac.signInWhenAsked(web(ada));
      if (!refused) return void signedIn(outcome);
      assertRefused(outcome, evidence, refused);
      const event = await stage.auditEvent(since, (one) => one.outcome === 'refused' && one.code === refused[1]);
      assert.equal(
        event?.type,
        refused[0] === 'page' ? 'platform-sso.web-sign-in.refused' : 'platform-sso.token.refused',
      );
    });
  }

  test('a replayed callback ends the tokens that it gave', async () => {
    const { mac } = joined.reopened();
    signedIn((await mac.signInWhenAsked(web(ada))).outcome);
    await mac.misbehave('callback-replayed', { times: 1 });
    await mac.signInWhenAsked(web(ada));
    const { outcome } = await mac.renewTokens({ evenIfFresh: true });
    assert.equal(outcome.kind === 'failed' && outcome.failure.serverCode, 'refresh_token_revoked');
  });

  test('a callback is worth nothing after a minute', async () => {
    const { mac } = joined.reopened();
    await mac.misbehave('callback-cut', { times: 1 });
    const { evidence } = await mac.signInWhenAsked(web(ada));
    const value = callbackIn(evidence);
    stage.clock.advance(60_000);
    await mac.misbehave('callback-of-another-mac', { times: 1, value });
    const late = await mac.signInWhenAsked(web(ada));
    assertRefused(late.outcome, late.evidence, ['token', 'authorization_code_expired']);
  });

  test('another person cannot sign in for the one of the Mac', async () => {
    const { mac } = joined.reopened();
    const ben = await stage.addPerson('ben');
    const { outcome } = await mac.signInWhenAsked(web(ben));
    assert.equal(outcome.kind, 'failed');
    assert.equal(mac.state().platformSso.users['ada']?.loginUserName, ada.userPrincipalName);
  });

  test('the window loads no host that the profile does not list', async () => {
    const subject = await joinWebMac(stage, ada);
    const profile = subject.mac.state().profiles[0];
    assert.ok(profile);
    const other = JSON.parse(
      JSON.stringify(profile.content).replaceAll(JSON.stringify([stage.url]), '["https://elsewhere.example"]'),
    );
    await subject.mac.installProfile(other);
    const { outcome, evidence } = await subject.mac.signInWhenAsked(web(ada));
    assert.equal(outcome.kind === 'failed' && outcome.failure.code, 'web-host-not-allowed');
    assert.equal(evidence.filter(({ purpose }) => purpose === 'web sign-in').length, 0);
  });

  test('a window that is closed, or cancelled on its page, leaves everything as it was', async () => {
    const { mac } = joined.reopened();
    const closed = await mac.signInWhenAsked({ kind: 'web', answerPages: () => undefined });
    assert.equal(closed.outcome.kind === 'failed' && closed.outcome.failure.code, 'web-login-cancelled');
    const cancelled = await mac.signInWhenAsked({ kind: 'web', answerPages: () => ({ press: 'cancel' }) });
    assert.equal(cancelled.outcome.kind === 'failed' && cancelled.outcome.failure.code, 'web-login-cancelled');
    assert.match(callbackIn(cancelled.evidence), /error=access_denied/);
    signedIn((await mac.signInWhenAsked(web(ada))).outcome);
  });

  test('the Mac itself refuses a callback with another state, or without a code', async () => {
    for (const [change, code] of [
      [(to: string) => to.replace(/state=.*/, 'state=made-up'), 'web-callback-state'],
      [(to: string) => to.replace(/code=[^&]*/, 'code='), 'web-callback-code'],
    ] as const) {
      const subject = await joinWebMac(stage, ada, {
        through: (fetch) => async (url, request) => {
          const answer = await fetch(url, request);
          const { location } = answer.headers;
          const isEnd = meddles && location?.startsWith('com.apple.platformsso:') === true;
          return isEnd && location !== undefined
            ? { ...answer, headers: { ...answer.headers, location: change(location) } }
            : answer;
        },
      });
      meddles = true;
      const { outcome } = await subject.mac.signInWhenAsked(web(ada));
      meddles = false;
      assert.equal(outcome.kind === 'failed' && outcome.failure.code, code);
    }
  });
});

let meddles = false;

function assertRefused(
  outcome: SignInOutcome,
  evidence: readonly Exchange[],
  [where, code]: readonly ['page' | 'token', RefusalCode],
): void {
  assert.ok(outcome.kind === 'failed', JSON.stringify(outcome));
  if (where === 'token') {
    assert.equal(outcome.failure.serverCode, code);
    assert.equal(outcome.failure.status, 400);
    return;
  }
  assert.equal(outcome.failure.code, 'web-login-failed');
  const page = evidence.findLast(({ purpose }) => purpose === 'web sign-in');
  assert.equal(page?.received?.status, 400);
  assert.ok(page.received.body.includes(`<code>${code}</code>`), page.received.body);
}
