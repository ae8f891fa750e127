/** The login window, the lock screen, and what ends a session. */
import { attendedBy } from '#mac/platform-sso-agent/web-window.ts';
import type { Secret, VirtualMac } from '#mac/virtual-mac.ts';
import type { ActResult } from '#mac/evidence.ts';
import type { PlainOutcome } from '#mac/outcomes.ts';
import type { Performers, Play } from './play.ts';

type Way = 'password' | 'smart-card' | 'web';

/** Acts of coming in and going out. */
export const screenActs: Performers<
  'log-in' | 'unlock' | 'touch-id' | 'lock' | 'log-out' | 'reboot' | 'erase' | 'unenroll'
> = {
  'log-in': async (play, { user, way, secret }) => {
    const given = secretOf(play, way, secret);
    const { session } = play.hand.mac.state();
    const opensDisk = session.kind === 'pre-boot' && given.kind === 'password';
    const { outcome } = await play.hand.act((mac) =>
      opensDisk ? mac.unlockDisk(user, given.password) : mac.login(user, given),
    );
    return outcome;
  },
  unlock: async (play, { way, secret }) => {
    const given = secretOf(play, way, secret);
    return (await play.hand.act((mac) => mac.unlock(given))).outcome;
  },
  'touch-id': async ({ hand }) => (await hand.act((mac) => mac.unlockByTouchId())).outcome,
  lock: (play) => plain(play, (mac) => mac.lock()),
  'log-out': (play) => plain(play, (mac) => mac.logout()),
  reboot: (play) => plain(play, (mac) => mac.reboot()),
  erase: (play) => plain(play, (mac) => mac.erase()),
  unenroll: (play) => plain(play, (mac) => mac.unenroll()),
};

async function plain({ hand }: Play, act: (mac: VirtualMac) => Promise<ActResult<PlainOutcome>>) {
  return (await hand.act(act)).outcome;
}

function secretOf({ person, secrets }: Play, way: Way, text: string): Secret {
  if (way === 'web') return { kind: 'web', answerPages: attendedBy(person.pages) };
  secrets.add(text);
  return way === 'smart-card' ? { kind: 'pin', pin: text } : { kind: 'password', password: text };
}
