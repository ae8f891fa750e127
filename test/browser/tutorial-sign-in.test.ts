/** The part of docs/tutorial-sign-in.md that happens in a browser, as it is written: what is bold there is seen here. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import type { Page } from 'playwright-core';
import { openNotes, type StageNotes } from '../support/stage-notes.ts';
import { openStage, type Stage } from '../support/stage.ts';
import { suiteCurtain } from '../support/suite-curtain.ts';
import { openBrowser } from './support/browser.ts';
import { picture } from './support/picture.ts';
import { expectNoPolicyViolations } from './support/policy.ts';
import { addAuthenticator } from './support/virtual-authenticator.ts';

const tutorial = readFileSync(join(import.meta.dirname, '../../docs/tutorial-sign-in.md'), 'utf8');
/** Words in bold, by the number of their step. */
const bold = new Map(
  [...tutorial.matchAll(/^## (\d)\. ([\s\S]*?)(?=^## |$(?![\s\S]))/gm)].map(([, step = '', text = '']) => [
    step,
    [...text.replaceAll(/\s+/g, ' ').matchAll(/\*\*(.+?)\*\*/g)].map(([, words = '']) => words),
  ]),
);

const alice = { accountName: 'alice', fullName: 'Alice Ball', userPrincipalName: 'alice@porchlight.example' };
const password = 'geso-fevu-nebo-gebe-11';
const pin = '271828';

describe('The tutorial on signing in, in Chromium', () => {
  const curtain = suiteCurtain();
  const read = new Set<string>();
  let stage: Stage;
  let notes: StageNotes;
  let desk: Page;
  let phone: Page;
  before(async () => {
    stage = await openStage(curtain);
    notes = await openNotes(stage, curtain);
    await stage.api.createUser({ body: { ...alice, password } });
    const browser = await openBrowser(curtain, stage.url);
    desk = await (await browser.context({ viewport: { width: 1000, height: 800 } })).newPage();
    phone = await (await browser.context({ viewport: { width: 390, height: 844 } })).newPage();
  });
  after(() => curtain.fall());

  function taken(words: string): string {
    assert.ok([...bold.values()].flat().includes(words), `the tutorial says “${words}”`);
    read.add(words);
    return words;
  }

  /** The words are in the tutorial, in bold, and on the page. */
  async function see(page: Page, ...sentences: readonly string[]): Promise<void> {
    for (const words of sentences) await page.getByText(taken(words)).filter({ visible: true }).first().waitFor();
  }

  async function press(page: Page, words: string): Promise<void> {
    const name = taken(words);
    await page.getByRole('button', { name }).or(page.getByRole('link', { name })).first().click();
  }

  const number = async () => (await desk.locator('.number').textContent()) ?? '';

  async function approve(typed?: string): Promise<void> {
    await phone.fill('#number', typed ?? (await number()));
    await press(phone, 'Approve');
  }

  async function typePassword(): Promise<void> {
    await desk.fill('input[name=password]', password);
    await press(desk, 'Sign In');
    await see(desk, 'Approve this sign-in');
    await see(phone, 'Are you signing in?');
  }

  async function signOutOfNotes(): Promise<void> {
    await press(desk, 'Sign Out');
    await see(desk, 'Do you want to sign out everywhere in this browser?');
    await press(desk, 'Sign Out');
    await see(desk, 'You are signed out of Notes.');
  }

  it('2: makes an authenticator of the second window', async () => {
    const offer = await stage.api.offerAuthenticator({ params: { user: 'alice' }, body: { unlock: 'required' } });
    await phone.goto(offer.address);
    await see(phone, 'Approve sign-ins with this phone', 'How do you unlock this app?');
    await press(phone, 'With a PIN');
    await see(phone, 'Choose a PIN');
    await phone.fill('#pin', pin);
    await phone.fill('#repeat', pin);
    await press(phone, 'Use this PIN');
    await see(phone, 'Add your account at Porchlight?', alice.fullName, alice.userPrincipalName);
    await see(phone, 'What is this phone called?', 'One-time codes too');
    await phone.fill('#name', 'My phone');
    await press(phone, 'Add');
    await see(phone, 'Accounts', 'Waiting for requests');
    await phone.reload();
    await see(phone, 'Unlock');
    await phone.fill('#pin', pin);
    await press(phone, 'Unlock');
    await see(phone, 'Waiting for requests');
  });

  it('3: signs in to Notes with a password and the number', async () => {
    await desk.goto(notes.url);
    await see(desk, 'Sign in to Porchlight', 'Use your work account.');
    await desk.fill('input[name=username]', alice.userPrincipalName);
    await typePassword();
    await see(desk, 'Open your authenticator, and type this number:', 'What you approve: Notes');
    await see(phone, 'Sign in to Notes');
    await approve((await number()) === '11' ? '12' : '11');
    await see(phone, 'That is not the number on the other screen. 2 more tries.');
    await approve();
    await see(phone, 'Approved', 'Go on at the other screen.');
    await see(desk, 'Hello, Alice Ball', 'What Notes was told of you', 'By two factors.');
    await see(desk, 'password, key on the phone, approval on another device, several factors');
    await picture(desk, 'tutorial-notes');
  });

  it('3: says no, and that it was somebody else', async () => {
    await signOutOfNotes();
    await press(phone, 'Done');
    await press(desk, 'Sign In');
    await see(desk, 'Pick an account');
    await press(desk, alice.fullName);
    await typePassword();
    await press(phone, 'Deny');
    await see(phone, 'Denied', 'The sign-in was stopped. You can begin again at the other screen.');
    await see(desk, 'The request was denied in your authenticator. If it was you, send it again.');
    await press(phone, 'Done');
    await press(desk, 'Send Again');
    await see(phone, 'Are you signing in?');
    await press(phone, 'It wasn’t me');
    await see(phone, 'Somebody else is trying?');
    await press(phone, 'It wasn’t me');
    await see(phone, 'Stopped, and your administrators are alarmed');
    await see(desk, 'Somebody said in your authenticator that this was not them, and the sign-in was stopped.');
    assert.ok((await stage.api.listAlerts()).items.some(({ code }) => code === 'authenticator_disowned'));
    await stage.api.clearAuthenticatorAlarm({ params: { user: 'alice' } });
    await press(phone, 'Done');
  });

  it('4: adds a passkey, and signs in to Notes with it', async () => {
    await addAuthenticator(desk);
    await desk.goto(`${stage.url}/account`);
    await desk.fill('input[name=username]', alice.userPrincipalName);
    await typePassword();
    await see(phone, 'See and change your own account (My sign-in)');
    await approve();
    await see(desk, 'My sign-in');
    await press(desk, 'Add a passkey: it signs you in with your fingerprint, and no false page can ask for it.');
    await see(desk, 'Passkeys', 'You have no passkeys yet.', 'Name of the new passkey');
    await desk.fill('#passkey-name', 'My computer');
    await press(desk, 'Add a passkey');
    await see(desk, 'The passkey "My computer" was added.');
    await desk.goto(notes.url);
    await see(desk, 'Pick an account');
    await press(desk, alice.fullName);
    await press(desk, 'Sign in another way');
    await press(desk, 'Use a passkey');
    await see(desk, 'Hello, Alice Ball', 'By a factor that no false page can catch.', 'key, presence, several factors');
    await signOutOfNotes();
    // A visit to the own page that the passkey did not open changes nothing.
    await desk.goto(`${stage.url}/account`);
    await press(desk, 'Sign Out');
    await press(desk, 'Sign In');
    await desk.fill('input[name=username]', alice.userPrincipalName);
    await press(phone, 'Done');
    await typePassword();
    await approve();
    await see(desk, 'My sign-in');
    await press(desk, 'Recovery codes');
    await see(desk, 'Confirm That It Is Me');
  });

  it('leaves nothing in bold unseen', () => {
    const unseen = ['2', '3', '4'].flatMap((step) => bold.get(step) ?? ['nothing']).filter((words) => !read.has(words));
    assert.deepEqual(unseen, []);
    expectNoPolicyViolations(desk);
    expectNoPolicyViolations(phone);
  });
});
