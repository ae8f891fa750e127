/**
 * A Mac on the desk joins by password, asked question by question, on macOS with either way of sending a password: in the
 * signed request itself (13), or encrypted in it (14 and later). No record of any message shows what was typed.
 */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import type { DeskAct, PromptAnswer } from '#api/desk/acts.ts';
import { actsPath, macPath, pagePath, promptPath, wirePath } from '#api/desk/paths.ts';
import type { MacView, Prompt } from '#api/desk/view.ts';
import { openTestDesk, type TestDesk } from '#cli/desk/testing/open-desk.ts';
import { makeMac } from '#cli/mac/make-mac.ts';
import type { MacosVersion } from '#mac/macos/versions.ts';
import { openStage, type Person, type Stage } from '../support/stage.ts';
import { suiteCurtain } from '../support/suite-curtain.ts';

const localPassword = 'garden-lantern-9';

describe('A Mac of the desk joins by password', () => {
  const curtain = suiteCurtain();
  let stage: Stage;
  let desk: TestDesk;
  let ada: Person;
  before(async () => {
    stage = await openStage(curtain);
    ada = await stage.addPerson('ada');
    desk = await openTestDesk(stage.fetch);
    curtain.after(() => desk.close());
  });
  after(() => curtain.fall());

  const view = async (name: string) => (await desk.send('GET', macPath(name))).json as MacView;

  /** Somebody in front of the Mac: passwords where they are asked for, the organisation's page filled in. */
  async function answerTo(name: string, prompt: Prompt): Promise<PromptAnswer> {
    if (prompt.kind === 'password') {
      return { kind: 'text', text: prompt.user === 'ada' ? localPassword : ada.password };
    }
    assert.equal(prompt.kind, 'page');
    const html = (await desk.send('GET', pagePath(name, prompt.id, 'x'))).text;
    const forms = html.split('<form').slice(1);
    const form = Math.max(
      0,
      forms.findIndex((text) => /name="password"/.test(text)),
    );
    const hidden = [...(forms[form] ?? '').matchAll(/type="hidden" name="([^"]+)" value="([^"]*)"/g)];
    const kept = hidden.map(([, field = '', value = '']): [string, string] => [field, value]);
    const entries: [string, string][] = [...kept, ['username', ada.userPrincipalName], ['password', ada.password]];
    return { kind: 'page', act: { kind: 'send', form, button: null, entries } };
  }

  async function act(name: string, wanted: DeskAct): Promise<{ readonly kind: string }> {
    const running = desk.send('POST', actsPath(name), wanted);
    const progress = { isOver: false };
    void running.finally(() => (progress.isOver = true));
    while (!progress.isOver) {
      const prompt = (await view(name)).prompts.at(-1);
      // A window whose page is on its way takes no answer yet; it is asked about again.
      if (prompt) await desk.send('POST', promptPath(name, prompt.id), await answerTo(name, prompt));
      await pause(20);
    }
    return ((await running).json as { outcome: { kind: string } }).outcome;
  }

  for (const macos of ['13.0', '15.4'] satisfies MacosVersion[]) {
    it(`on macOS ${macos}: register, sign in, lock, unlock, and no password on the wire`, async () => {
      const name = `mac-${macos}`;
      const account = { shortName: 'ada', fullName: ada.fullName, password: localPassword };
      await makeMac(
        desk.home,
        {
          name,
          macos,
          method: 'Password',
          account,
          serialNumber: undefined,
          connection: { issuer: stage.url, trustedRoots: undefined },
          accountDisplayName: 'Porchlight',
          registrationToken: (serial) => stage.tokenFor(serial),
          foreign: undefined,
        },
        desk.surroundings,
      );
      assert.equal((await act(name, { kind: 'register' })).kind, 'registered');
      assert.deepEqual(
        (await view(name)).notifications.map(({ kind }) => kind),
        ['authentication-required'],
      );
      assert.equal((await act(name, { kind: 'sign-in' })).kind, 'signed-in');
      assert.equal((await view(name)).accounts[0]?.platformSso?.isRegistered, true);
      await act(name, { kind: 'lock' });
      const unlock = { kind: 'unlock', way: 'password', secret: ada.password } as const;
      assert.equal((await act(name, unlock)).kind, 'unlocked');
      let messages = 0;
      for (let id = 1; ; id += 1) {
        const { status, text } = await desk.send('GET', wirePath(name, id));
        if (status !== 200) break;
        messages += 1;
        const opened = [...text.matchAll(/[\w+/-]{12,}/g)].map(([bytes]) => Buffer.from(bytes, 'base64').toString());
        for (const secret of [ada.password, localPassword]) {
          assert.ok(![text, ...opened].some((one) => one.includes(secret)), text.slice(0, 200));
        }
      }
      assert.ok(messages > 8, `${messages} messages`);
    });
  }
});
