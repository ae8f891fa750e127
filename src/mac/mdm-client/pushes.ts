import { fromBase64 } from '#protocol/encoding/base64.ts';
import { reachApple } from '../apple-services/reach-apple.ts';
import type { MacParts } from '../mac-parts.ts';
import { inReach } from '../platform-sso-agent/failure.ts';
import type { Channel } from './channel.ts';
import { type ConnectionOutcome, connect } from './command-loop.ts';

/**
 * Takes the notification of each channel and connects where its magic is the right one; a Mac ignores any other. Source: Apple,
 * "Sending MDM push notifications".
 */
export async function takePushes(mac: MacParts): Promise<readonly ConnectionOutcome[]> {
  const { management } = mac.state;
  if (!management) return [];
  const channels: readonly Channel[] = [undefined, ...Object.keys(management.users)];
  const outcomes: ConnectionOutcome[] = [];
  for (const channel of channels) {
    const registration = channel === undefined ? management.device : management.users[channel];
    const token = fromBase64(registration?.token ?? '');
    const push = token && (await inReach(() => reachApple(mac, (apple) => apple.takePush(token))));
    if (push && push.pushMagic === registration?.magic) outcomes.push(await connect(mac, channel));
  }
  return outcomes;
}
