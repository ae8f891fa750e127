import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { systemRandom } from '#runtime/random.ts';
import { macosVersions } from '../macos/versions.ts';
import { sampleState, sampleTime } from '../terminal/testing/sample-mac.ts';
import { openDesk } from './desk.ts';
import { randomHardware } from './hardware.ts';
import { MacHomeError, type MacHomeErrorCode } from './home-error.ts';
import { lockMac } from './mac-lock.ts';

const home = await mkdtemp(join(tmpdir(), 'porchlight-desk-'));
after(() => rm(home, { recursive: true, force: true }));

const uidKey = systemRandom.bytes(32);
const contents = (serialNumber = 'C02ADA000001') => ({
  createdAt: sampleTime,
  connection: { issuer: 'https://localhost:8443', trustedRoots: undefined },
  state: { ...sampleState(), hardware: { ...sampleState().hardware, serialNumber } },
});
const newDesk = async (patience = 50) => {
  const directory = await mkdtemp(join(home, 'macs-'));
  return { directory, desk: openDesk({ directory, random: systemRandom, patience }) };
};
const isError = (code: MacHomeErrorCode) => (error: unknown) => error instanceof MacHomeError && error.code === code;

test('a Mac that was made is found again by name and by serial number, with its state and its UID key', async () => {
  const { directory, desk } = await newDesk();
  await desk.create('ada', uidKey, contents());
  const again = openDesk({ directory, random: systemRandom });
  for (const word of ['ada', 'C02ADA000001', 'c02ada000001']) {
    await again.use(word, async (mac) => {
      assert.equal(mac.name, 'ada');
      assert.deepEqual(mac.saved.state, JSON.parse(JSON.stringify(contents().state)));
      assert.deepEqual(Buffer.from(mac.uidKey), Buffer.from(uidKey));
      return Promise.resolve();
    });
  }
});

test('what is saved is there for the next command, and the log grows line by line', async () => {
  const { desk } = await newDesk();
  await desk.create('ada', uidKey, contents());
  const line = { time: sampleTime, process: 'p', subsystem: 's', category: 'c', message: 'one' };
  await desk.use('ada', async (mac) => {
    await mac.save({ ...mac.saved.state, macos: '26.0' });
    await mac.appendLog([line]);
    await mac.appendLog([{ ...line, message: 'two' }]);
  });
  await desk.use('ada', async (mac) => {
    assert.equal(mac.saved.state.macos, '26.0');
    assert.deepEqual(
      (await mac.log()).map(({ message }) => message),
      ['one', 'two'],
    );
  });
});

test('files of a Mac can be read by their owner only', async () => {
  const { directory, desk } = await newDesk();
  await desk.create('ada', uidKey, contents());
  await desk.use('ada', async (mac) => {
    await mac.save(mac.saved.state);
    await mac.appendLog([{ time: 0, process: '', subsystem: '', category: '', message: '' }]);
  });
  for (const name of await readdir(join(directory, 'ada'))) {
    assert.equal((await stat(join(directory, 'ada', name))).mode & 0o777, 0o600, name);
  }
  assert.equal((await stat(join(directory, 'ada'))).mode & 0o777, 0o700);
});

test('a name is taken once, and must be a plain word', async () => {
  const { desk } = await newDesk();
  await desk.create('ada', uidKey, contents());
  await assert.rejects(desk.create('ada', uidKey, contents()), isError('mac_exists'));
  for (const name of ['', '.', '..', '../x', 'Ada', 'a b', 'a/b', '-a', 'a'.repeat(64)]) {
    await assert.rejects(desk.create(name, uidKey, contents()), isError('mac_name_malformed'), name);
  }
});

test('of two commands that make the same Mac at once, one succeeds', async () => {
  const { desk } = await newDesk(2000);
  const outcomes = await Promise.allSettled([1, 2, 3].map(() => desk.create('ada', uidKey, contents())));
  assert.deepEqual(outcomes.map(({ status }) => status).sort(), ['fulfilled', 'rejected', 'rejected']);
});

test('an unknown Mac is refused, and a serial number that two Macs have is not guessed', async () => {
  const { desk } = await newDesk();
  await assert.rejects(
    desk.use('nobody', () => Promise.resolve()),
    isError('mac_not_found'),
  );
  await assert.rejects(desk.delete('nobody'), isError('mac_not_found'));
  await desk.create('one', uidKey, contents());
  await desk.create('two', uidKey, contents());
  await assert.rejects(
    desk.use('C02ADA000001', () => Promise.resolve()),
    isError('serial_number_ambiguous'),
  );
});

test('a Mac in use is refused to a second command once it has waited, and free afterwards', async () => {
  const { desk } = await newDesk();
  await desk.create('ada', uidKey, contents());
  await desk.use('ada', async () => {
    await assert.rejects(
      desk.use('ada', () => Promise.resolve()),
      isError('mac_in_use'),
    );
    await assert.rejects(desk.delete('ada'), isError('mac_in_use'));
  });
  await desk.use('ada', () => Promise.resolve());
});

test('acts of many commands on one Mac follow one another: no update is lost', async () => {
  const { desk } = await newDesk(10_000);
  await desk.create('ada', uidKey, contents());
  const advance = () =>
    desk.use('ada', (mac) => {
      const { state } = mac.saved;
      return mac.save({ ...state, clock: { ...state.clock, advancedBy: state.clock.advancedBy + 1 } });
    });
  await Promise.all(Array.from({ length: 12 }, advance));
  await desk.use('ada', (mac) => {
    assert.equal(mac.saved.state.clock.advancedBy, 12);
    return Promise.resolve();
  });
});

test('the lock of a process that was killed is free at once', async () => {
  const { directory } = await newDesk();
  const path = join(directory, 'ada.lock');
  const lock = fileURLToPath(new URL('mac-lock.ts', import.meta.url));
  const code = `import { lockMac } from ${JSON.stringify(lock)}; await lockMac(${JSON.stringify(path)}, 'ada', 0); console.log('held'); setInterval(() => {}, 1000);`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', code], { stdio: ['ignore', 'pipe', 'inherit'] });
  await once(child.stdout, 'data');
  await assert.rejects(lockMac(path, 'ada', 0), isError('mac_in_use'));
  child.kill('SIGKILL');
  await once(child, 'close');
  (await lockMac(path, 'ada', 0))();
});

test('a crash between writing and renaming leaves the old state, and its leftover is cleared away', async () => {
  const { directory, desk } = await newDesk();
  await desk.create('ada', uidKey, contents());
  const leftover = join(directory, 'ada', 'mac.json.0000.tmp');
  await writeFile(leftover, '{"format":1,"na');
  await desk.use('ada', (mac) => {
    assert.equal(mac.saved.state.macos, '15.4');
    return Promise.resolve();
  });
  assert.deepEqual((await readdir(join(directory, 'ada'))).sort(), ['mac.json', 'uid-key']);
});

test('a process killed while it saves over and over leaves a whole state behind', async () => {
  const { directory, desk } = await newDesk();
  await desk.create('ada', uidKey, contents());
  const module = (name: string) => JSON.stringify(fileURLToPath(new URL(name, import.meta.url)));
  const code = `
    import { openDesk } from ${module('desk.ts')};
    const random = { bytes: (length) => new Uint8Array(length) };
    await openDesk({ directory: ${JSON.stringify(directory)}, random }).use('ada', async (mac) => {
      for (let count = 1; ; count += 1) {
        await mac.save({ ...mac.saved.state, clock: { advancedBy: count, skew: 0 } });
        process.stdout.write(count + '\\n');
      }
    });`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', code], {
    stdio: ['ignore', 'pipe', 'inherit'],
    cwd: fileURLToPath(new URL('.', import.meta.url)),
  });
  let told = '';
  child.stdout.on('data', (data: Buffer) => (told += data.toString()));
  while (told.split('\n').length < 20) await once(child.stdout, 'data');
  child.kill('SIGKILL');
  await once(child, 'close');
  const acknowledged = Number(told.trimEnd().split('\n').at(-1));
  await desk.use('ada', (mac) => {
    assert.ok(mac.saved.state.clock.advancedBy >= acknowledged, 'an acknowledged state was lost');
    return Promise.resolve();
  });
});

test('a damaged Mac is named with its file and what is wrong, is listed as damaged, and can be deleted', async () => {
  const { directory, desk } = await newDesk();
  await desk.create('ada', uidKey, contents());
  await desk.create('grace', uidKey, contents('C02GRACE0001'));
  const path = join(directory, 'ada', 'mac.json');
  const whole = await readFile(path, 'utf8');
  const refusedAfter = async (text: string, problem: RegExp) => {
    await writeFile(path, text);
    await assert.rejects(
      desk.use('ada', () => Promise.resolve()),
      (error) => {
        assert.ok(error instanceof MacHomeError);
        assert.equal(error.code, 'mac_damaged');
        assert.match(error.message, problem);
        assert.ok(error.message.includes(path));
        return true;
      },
    );
  };
  await refusedAfter(whole.slice(0, 400), /not whole JSON/);
  await refusedAfter('{}', /format is not 1/);
  await refusedAfter(whole.replace('"accounts"', '"Accounts"'), /"accounts" of its state is missing/);
  await refusedAfter(whole.replace('"macos": "15.4"', '"macos": "9.2"'), /macOS version is not known/);
  assert.deepEqual(
    (await desk.list()).map(({ kind, name }) => [kind, name]),
    [
      ['damaged', 'ada'],
      ['mac', 'grace'],
    ],
  );
  await assert.rejects(desk.create('ada', uidKey, contents()), isError('mac_exists'));
  await desk.delete('ada');
  assert.deepEqual(
    (await desk.list()).map(({ name }) => name),
    ['grace'],
  );
});

test('a Mac without its UID key, or with a wrong one, is damaged', async () => {
  const { directory, desk } = await newDesk();
  await desk.create('ada', uidKey, contents());
  await writeFile(join(directory, 'ada', 'uid-key'), 'AAAA\n');
  await assert.rejects(
    desk.use('ada', () => Promise.resolve()),
    isError('mac_damaged'),
  );
  await rm(join(directory, 'ada', 'uid-key'));
  await assert.rejects(
    desk.use('ada', () => Promise.resolve()),
    isError('mac_damaged'),
  );
});

test('deleting removes the keys, also those of a deletion that was cut short', async () => {
  const { directory, desk } = await newDesk();
  await desk.create('ada', uidKey, contents());
  await desk.create('grace', uidKey, contents('C02GRACE0001'));
  await desk.delete('C02ADA000001');
  const folders = (await readdir(directory, { withFileTypes: true })).filter((entry) => entry.isDirectory());
  assert.deepEqual(
    folders.map(({ name }) => name),
    ['grace'],
  );
});

test('an empty home lists no Macs', async () => {
  const desk = openDesk({ directory: join(home, 'not-there'), random: systemRandom });
  assert.deepEqual(await desk.list(), []);
});

test('new hardware has a serial number of twelve characters, an upper-case UDID and a model for its macOS', () => {
  const serials = new Set<string>();
  for (const macos of macosVersions) {
    const { serialNumber, udid, model } = randomHardware(macos, systemRandom);
    assert.match(serialNumber, /^(?:C02|FVF|H2W|C17)[CDFGHJKLMNPQRTVWXY0-9]{9}$/);
    assert.match(udid, /^[0-9A-F]{8}(?:-[0-9A-F]{4}){3}-[0-9A-F]{12}$/);
    assert.match(model, /^Mac(?:BookPro|BookAir)?\d+,\d+$/);
    serials.add(serialNumber);
  }
  assert.equal(serials.size, macosVersions.length);
});
