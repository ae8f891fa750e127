import assert from 'node:assert/strict';
import { it } from 'node:test';
import { parse } from 'parse5';
import { onEveryEngine } from '#test/support/engines.ts';
import { encodeMachineInfo } from '#protocol/ade/machine-info.ts';
import { encodeDeviceInfoHeader, signMachineInfo } from '#protocol/ade/signed-machine-info.ts';
import { nodeCrypto } from '#runtime/crypto.ts';
import {
  type EnrollmentBench,
  openEnrollmentBench,
  type TestAnswer,
  type TestMac,
} from '../contract/enrollment-bench.ts';

const form = 'application/x-www-form-urlencoded';

/** Opens the web view as a Mac does; the address of the page. */
async function openWeb(bench: EnrollmentBench, mac: TestMac = bench.mac()): Promise<string> {
  const answer = await visit(bench, mac);
  assert.equal(answer.status, 303, answer.text);
  return answer.headers['location'] ?? '';
}

async function visit(bench: EnrollmentBench, mac: TestMac): Promise<TestAnswer> {
  const signed = signMachineInfo(encodeMachineInfo(mac.info), mac.signer, nodeCrypto);
  const headers = { 'x-apple-aspen-deviceinfo': encodeDeviceInfoHeader(signed) };
  return bench.get(await bench.enrollment.webUrlFor(mac.info.SERIAL), headers);
}

function alertOf(answer: TestAnswer): string | undefined {
  assert.deepEqual([answer.status, answer.headers['content-type']], [200, 'text/html; charset=utf-8']);
  return /role="alert">([^<]+)</.exec(answer.text)?.[1];
}

onEveryEngine('The sign-in page of enrollment (Apple, configuration_web_url; section 2.2)', (store) => {
  it('ends in a web view with exactly the type of profiles, though no cookie is ever kept (checklist 15)', async () => {
    const bench = await openEnrollmentBench(store.one());
    const mac = bench.mac();
    const url = await openWeb(bench, mac);
    const page = await bench.get(url);
    assert.equal(page.headers['set-cookie'], undefined);
    const ada = await bench.person();
    const end = await bench.submit(url, page, { username: ada.userName, password: ada.password });
    assert.deepEqual([end.status, end.headers['content-type']], [200, 'application/x-apple-aspen-config']);
    assert.equal(bench.events.at(-1)?.userId, ada.id);
    assert.equal((await bench.enrollment.personOf(mac.info.SERIAL))?.id, ada.id);
  });

  it('asks for a one-time code where the person has one, and takes each once', async () => {
    const bench = await openEnrollmentBench(store.one());
    const url = await openWeb(bench);
    const ada = await bench.person();
    bench.codes.set(ada.id, new Set(['123456']));
    const fields = { username: ada.userName, password: ada.password };
    const codePage = await bench.submit(url, await bench.get(url), fields);
    assert.match(codePage.text, /autocomplete="one-time-code"/);
    const wrong = await bench.submit(url, codePage, { code: '654321' });
    assert.equal(alertOf(wrong), 'The code is wrong, or was used already. Please wait for the next one.');
    assert.equal(bench.refusals().at(-1), 'one_time_code_wrong');
    const end = await bench.submit(url, wrong, { code: '123 456' });
    assert.equal(end.headers['content-type'], 'application/x-apple-aspen-config');
    assert.match(alertOf(await bench.submit(url, wrong, { code: '123456' })) ?? '', /took too long/);
  });

  it('waits five minutes for the code, then asks for the password again', async () => {
    const bench = await openEnrollmentBench(store.one());
    const url = await openWeb(bench);
    const ada = await bench.person();
    bench.codes.set(ada.id, new Set(['123456']));
    const fields = { username: ada.userName, password: ada.password };
    const codePage = await bench.submit(url, await bench.get(url), fields);
    bench.clock.time += 300_000;
    const late = await bench.submit(url, codePage, { code: '123456' });
    assert.match(alertOf(late) ?? '', /took too long/);
    assert.match(late.text, /autocomplete="current-password"/);
    assert.equal(bench.refusals().at(-1), 'one_time_code_late');
  });

  it('takes no code before a password was right', async () => {
    const bench = await openEnrollmentBench(store.one());
    const url = await openWeb(bench);
    const answer = await bench.submit(url, await bench.get(url), { step: 'code', code: '123456' });
    assert.match(alertOf(answer) ?? '', /took too long/);
  });

  it('says the same of an unknown name, a wrong password and somebody disabled', async () => {
    const bench = await openEnrollmentBench(store.one());
    const url = await openWeb(bench);
    const page = await bench.get(url);
    const [ada, bob] = [await bench.person(), await bench.person()];
    await bench.directory.disableUser(bob.id, 'test');
    const tries = [
      { username: 'nobody@example.org', password: 'a wrong password' },
      { username: ada.userName, password: 'a wrong password' },
      { username: bob.userName, password: bob.password },
    ];
    const shown = [];
    for (const fields of tries) {
      const answer = await bench.submit(url, page, fields);
      assert.equal(alertOf(answer), 'Name or password is wrong. Please try again.');
      shown.push(answer.text.replaceAll(fields.username, '').replaceAll(/ value="[^"]*"/g, ''));
    }
    assert.equal(new Set(shown).size, 1);
    assert.deepEqual(bench.refusals(), ['wrong_credential', 'wrong_credential', 'wrong_credential']);
  });

  it('lets a temporary password be changed on the way, and says when a field is empty', async () => {
    const bench = await openEnrollmentBench(store.one());
    const url = await openWeb(bench);
    const page = await bench.get(url);
    assert.match(alertOf(await bench.submit(url, page, { username: '', password: 'x' })) ?? '', /fill in/);
    const ada = await bench.person({ temporary: true });
    const change = await bench.submit(url, page, { username: ada.userName, password: ada.password });
    assert.match(change.text, /<h1>Choose a new password<\/h1>/);
    const next = 'a lantern over nine fields';
    const unlike = await bench.submit(url, change, { present: ada.password, next, repeat: 'another' });
    assert.match(alertOf(unlike) ?? '', /not alike/);
    const end = await bench.submit(url, change, { present: ada.password, next, repeat: next });
    assert.equal(end.headers['content-type'], 'application/x-apple-aspen-config');
    assert.deepEqual(bench.refusals(), ['password_missing', 'password_repeat_differs']);
    assert.equal((await bench.directory.checkPassword(ada.userName, next)).kind, 'accepted');
  });

  it('lets nobody guess: the eleventh try for a person on a Mac is refused though it is right', async () => {
    const bench = await openEnrollmentBench(store.one());
    const url = await openWeb(bench);
    const page = await bench.get(url);
    const ada = await bench.person();
    const wrong = { username: ada.userName, password: 'a wrong password' };
    for (let count = 0; count < 10; count += 1) await bench.submit(url, page, wrong);
    const right = { username: ada.userName.toUpperCase(), password: ada.password };
    assert.match(alertOf(await bench.submit(url, page, right)) ?? '', /Too many attempts/);
    assert.equal(bench.refusals().at(-1), 'too_many_attempts');
    const other = await openWeb(bench);
    const end = await bench.submit(other, await bench.get(other), { ...right, username: ada.userName });
    assert.equal(end.headers['content-type'], 'application/x-apple-aspen-config');
  });

  it('lets nobody guess codes: ten an hour for a person, on whichever Mac', async () => {
    const bench = await openEnrollmentBench(store.one());
    const ada = await bench.person();
    bench.codes.set(ada.id, new Set(['123456']));
    const passed = async () => {
      const url = await openWeb(bench);
      const fields = { username: ada.userName, password: ada.password };
      return [url, await bench.submit(url, await bench.get(url), fields)] as const;
    };
    const [url, page] = await passed();
    for (let count = 0; count < 10; count += 1) await bench.submit(url, page, { code: '000000' });
    assert.match(alertOf(await bench.submit(...(await passed()), { code: '123456' })) ?? '', /Too many attempts/);
  });

  it('ends when the person cancels', async () => {
    const bench = await openEnrollmentBench(store.one());
    const url = await openWeb(bench);
    const answer = await bench.submit(url, await bench.get(url), { cancel: 'yes' });
    assert.deepEqual([answer.status, answer.json['code']], [403, 'sign_in_cancelled']);
  });

  it('takes no form of another site, of another sign-in, or without its token', async () => {
    const bench = await openEnrollmentBench(store.one());
    const [url, other] = [await openWeb(bench), await openWeb(bench)];
    const page = await bench.get(url);
    const token = /name="token" value="([^"]+)"/.exec(page.text)?.[1] ?? '';
    const body = new TextEncoder().encode(`token=${token}&step=password&username=a&password=b`);
    const foreign = [
      await bench.send(url, body, { 'content-type': form, origin: 'https://evil.example' }),
      await bench.send(url, body, { 'content-type': form, origin: 'null' }),
      await bench.send(url, body, { 'content-type': form, 'sec-fetch-site': 'cross-site' }),
      await bench.submit(other, page, { username: 'a', password: 'b' }),
      await bench.submit(url, page, { token: '', username: 'a', password: 'b' }),
    ];
    assert.deepEqual(
      foreign.map(({ status, json }) => [status, json['code']]),
      foreign.map(() => [403, 'form_foreign']),
    );
    const ours = await bench.send(url, body, { 'content-type': form, 'sec-fetch-site': 'same-origin' });
    assert.match(alertOf(ours) ?? '', /wrong/);
  });

  it('refuses addresses that are unknown or over', async () => {
    const bench = await openEnrollmentBench(store.one());
    assert.equal((await bench.get('/enrollment/sign-in/guess')).json['code'], 'sign_in_unknown');
    assert.equal((await bench.get('/enrollment/profile/guess')).json['code'], 'sign_in_unknown');
    const url = await openWeb(bench);
    const profile = url.replace('/sign-in/', '/profile/');
    assert.equal((await bench.get(profile)).json['code'], 'sign_in_unknown');
    bench.clock.time += 3_600_000;
    assert.equal((await bench.get(url)).json['code'], 'sign_in_expired');
    await bench.enrollment.keepHouse();
    assert.equal((await bench.get(url)).json['code'], 'sign_in_expired');
    bench.clock.time += 8 * 86_400_000;
    await bench.enrollment.keepHouse();
    assert.equal((await bench.get(url)).json['code'], 'sign_in_unknown');
  });

  it('refuses a form that is no text, or too large', async () => {
    const bench = await openEnrollmentBench(store.one());
    const url = await openWeb(bench);
    assert.equal((await bench.send(url, Uint8Array.of(0xff))).json['code'], 'body_unreadable');
    assert.equal((await bench.send(url, new Uint8Array(20_000))).status, 413);
  });

  it('opens for signed machine information alone, and after the update that the plan asks for', async () => {
    const bench = await openEnrollmentBench(store.one());
    const mac = bench.mac();
    const url = await bench.enrollment.webUrlFor(mac.info.SERIAL);
    assert.equal((await bench.get(url)).json['code'], 'machine_info_missing');
    const garbage = { 'x-apple-aspen-deviceinfo': '*' };
    assert.equal((await bench.get(url, garbage)).json['code'], 'machine_info_unreadable');
    bench.plan.minimumMacos = '27';
    assert.equal((await visit(bench, mac)).json['code'], 'com.apple.softwareupdate.required');
  });

  it('runs no script, loads nothing, and is in no frame', async () => {
    const bench = await openEnrollmentBench(store.one());
    const { headers, text } = await bench.get(await openWeb(bench));
    const policy = headers['content-security-policy'] ?? '';
    assert.match(
      policy,
      /^default-src 'none'; style-src 'sha256-[^']+'; form-action 'self' apple-remotemanagement-user-login:/,
    );
    assert.match(policy, /frame-ancestors 'none'/);
    assert.equal(headers['referrer-policy'], 'same-origin');
    assert.equal(headers['cache-control'], 'no-store');
    const style = /<style>([^]*)<\/style>/.exec(text)?.[1] ?? '';
    const hash = Buffer.from(nodeCrypto.sha256(new TextEncoder().encode(style))).toString('base64');
    assert.ok(policy.includes(`'sha256-${hash}'`), 'the policy names the style that the page has');
    assert.doesNotMatch(text, /<script|<link|<img|\son\w+=/i);
  });

  it('is well-formed HTML with a label for each field, and holds what people typed as text', async () => {
    const bench = await openEnrollmentBench(store.one());
    const url = await openWeb(bench);
    const name = `"><script>alert('&')</script>`;
    const { text } = await bench.submit(url, await bench.get(url), { username: name, password: 'x' });
    const problems: string[] = [];
    parse(text, { onParseError: ({ code }) => problems.push(code) });
    assert.deepEqual(problems, []);
    assert.doesNotMatch(text, /<script/);
    for (const id of ['username', 'password']) {
      assert.match(text, new RegExp(`<label for="${id}">`));
      assert.match(text, new RegExp(`<input id="${id}"[^>]*autocomplete=`));
    }
    assert.match(text, /<html lang="en">/);
    assert.match(text, /aria-describedby="problem"/);
  });
});
