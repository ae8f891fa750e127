/** A question to the key service put alone: Macs of macOS put it only right after a login. */
import assert from 'node:assert/strict';
import type { Exchange } from '#mac/evidence.ts';
import { assemble } from '#mac/mac-parts.ts';
import { type AgentContext, agentContext } from '#mac/platform-sso-agent/agent-context.ts';
import { attempt } from '#mac/platform-sso-agent/failure.ts';
import { exchangeKey, requestUnlockKey } from '#mac/platform-sso-agent/key-service.ts';
import { refreshTokenOf } from '#mac/platform-sso-agent/token-store.ts';
import type { QuirkName } from '#mac/quirks/catalogue.ts';
import { fromBase64 } from '#protocol/encoding/base64.ts';
import { type StageMac, userOf } from './stage-mac.ts';

/** Asks with the refresh token and the unlock key that a Mac holds, once with a quirk where one is given. */
export async function askKeyService(
  subject: StageMac,
  question: 'key request' | 'key exchange',
  misbehaviour?: { readonly quirk: QuirkName; readonly value: string | undefined },
): Promise<{ readonly succeeded: boolean; readonly evidence: readonly Exchange[] }> {
  const parts = assemble(subject.mac.state(), subject.ports);
  if (misbehaviour) {
    parts.state.quirks.push({ name: misbehaviour.quirk, timesLeft: 1, value: misbehaviour.value });
  }
  const user = userOf(subject);
  const refreshToken = refreshTokenOf(parts, user);
  assert.ok(refreshToken !== undefined && user.loginUserName !== undefined);
  const context = agentContext(parts, user, user.loginUserName, 'unlock');
  const asked = await attempt<unknown>(() =>
    question === 'key request' ? requestUnlockKey(context, refreshToken) : exchange(context, subject, refreshToken),
  );
  return { succeeded: asked.kind === 'success', evidence: parts.log.take() };
}

function exchange(context: AgentContext, subject: StageMac, refreshToken: string) {
  const { unlock } = userOf(subject);
  const otherPublicKey = fromBase64(unlock?.data[0]?.otherPublicKey ?? '');
  assert.ok(unlock && otherPublicKey);
  return exchangeKey(context, { refreshToken, otherPublicKey, keyContext: unlock.keyContext });
}
