import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout } from 'node:timers/promises';
import type { VirtualMac } from '#mac/virtual-mac.ts';
import type { SafariStep } from '#mac/safari/browse.ts';
import { joinMac, prepareMac } from '../support/stage-mac.ts';
import { openNotes, type StageNotes, throughLoopback } from '../support/stage-notes.ts';
import { openStage, type Stage } from '../support/stage.ts';

async function browse(mac: VirtualMac, step: SafariStep) {
  const { outcome } = await mac.browse(step);
  assert.equal(outcome.kind, 'page', JSON.stringify(outcome));
  return outcome.kind === 'page' ? outcome.page : assert.fail();
}

const open = (mac: VirtualMac, address: string) => browse(mac, { kind: 'open', address });
const press = (mac: VirtualMac, button: string, fill: Readonly<Record<string, string>> = {}) =>
  browse(mac, { kind: 'press', button, fill });

async function scene(context: { after(close: () => Promise<void>): void }) {
  const stage = await openStage(context);
  return { stage, notes: await openNotes(stage, context), ada: await stage.addPerson('ada') };
}

async function told(notes: StageNotes, sentence: RegExp) {
  for (let round = 0; round < 500 && !notes.said.some((said) => sentence.test(said)); round += 1) await setTimeout(10);
  assert.match(notes.said.join('; '), sentence);
}

async function joined(stage: Stage, person: Awaited<ReturnType<Stage['addPerson']>>) {
  return joinMac(stage, { person, method: 'UserSecureEnclaveKey', through: throughLoopback });
}

test('On a joined Mac, Notes opens in Safari without a question, and says how it knows', async (context) => {
  const { stage, notes, ada } = await scene(context);
  const { mac } = await joined(stage, ada);
  const page = await open(mac, notes.url);
  assert.equal(page.address, `${notes.url}/`);
  assert.deepEqual(page.headings, ['Hello, Ada', 'What Notes was told of you']);
  assert.match(page.text, /ada@porchlight\.example/);
  assert.match(page.text, /Your Mac vouched for you\. Nobody was asked\./);
  assert.match(page.text, /key in the Secure Enclave/);
  assert.match(page.text, /acr urn:porchlight:acr:mac/);
  const written = await press(mac, 'Save', { 'A new note': 'Buy <b>milk</b> & "bread"' });
  assert.match(written.text, /Buy <b>milk<\/b> & "bread"/);
  const empty = await browse(mac, { kind: 'press', button: 'Delete', fill: {} });
  assert.match(empty.text, /Nothing is written yet/);
});

test('On a Mac that nobody has registered, Notes asks as everywhere', async (context) => {
  const { stage, notes, ada } = await scene(context);
  const { mac } = await prepareMac(stage, { person: ada, method: 'Password', through: throughLoopback });
  const asked = await open(mac, notes.url);
  assert.equal(new URL(asked.address).origin, stage.url);
  const page = await press(mac, 'Sign In', { 'User name': ada.userPrincipalName, Password: ada.password });
  assert.equal(page.headings[0], 'Hello, Ada');
  assert.match(page.text, /By one factor\.[^]*password/);
});

test('Signing out of Notes signs out everywhere in the browser; the Mac lets its person in again', async (context) => {
  const { stage, notes, ada } = await scene(context);
  const { mac } = await joined(stage, ada);
  await open(mac, notes.url);
  const question = await press(mac, 'Sign Out');
  assert.match(question.text, /Do you want to sign out everywhere in this browser\?/);
  const out = await press(mac, 'Sign Out');
  assert.deepEqual([out.address, out.headings], [`${notes.url}/signed-out`, ['Signed out']]);
  await browse(mac, { kind: 'follow', link: 'Sign In' });
  assert.equal((await open(mac, notes.url)).headings[0], 'Hello, Ada');
});

test('When the Mac is revoked, Notes loses its session at once and the next sign-in asks', async (context) => {
  const { stage, notes, ada } = await scene(context);
  const { mac, serialNumber } = await joined(stage, ada);
  assert.equal((await open(mac, notes.url)).headings[0], 'Hello, Ada');
  await stage.api.revokeDevice({ params: { device: serialNumber } });
  await told(notes, /the identity server ended 1 session/);
  const asked = await open(mac, notes.url);
  assert.equal(new URL(asked.address).origin, stage.url);
  assert.ok(asked.forms.some(({ fields }) => fields.some(({ type }) => type === 'password')));
});

test('Notes believes nobody else: forms, answers and logout tokens that are not for it', async (context) => {
  const { stage, notes, ada } = await scene(context);
  const { mac } = await joined(stage, ada);
  await open(mac, notes.url);
  const post = (path: string, body: string, headers: Readonly<Record<string, string>> = {}) =>
    fetch(`${notes.url}${path}`, {
      method: 'POST',
      body,
      redirect: 'manual',
      headers: { 'content-type': 'application/x-www-form-urlencoded', ...headers },
    });
  assert.equal((await post('/notes', 'text=x')).headers.get('location'), '/sign-in', 'nobody is signed in');
  assert.equal((await fetch(`${notes.url}/callback?code=x&state=y`)).status, 400);
  assert.equal((await fetch(`${notes.url}/elsewhere`)).status, 404);
  for (const token of ['', 'x', 'a.b.c']) {
    assert.equal((await post('/back-channel-logout', `logout_token=${token}`)).status, 400);
  }
  assert.equal((await open(mac, notes.url)).headings[0], 'Hello, Ada', 'the session is still there');
});
