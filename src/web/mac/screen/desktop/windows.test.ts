import assert from 'node:assert/strict';
import { test } from 'node:test';
import { activeWindow, afterAct, boundsOf, screenSize, type WindowAct, type Windows } from './windows.ts';

const after = (...acts: readonly WindowAct[]): Windows => acts.reduce<Windows>(afterAct, []);
const names = (windows: Windows) => windows.map(({ app }) => app);

test('an application that is opened stands in front, once', () => {
  const windows = after(
    { kind: 'open', app: 'settings' },
    { kind: 'open', app: 'terminal' },
    { kind: 'open', app: 'settings' },
  );
  assert.deepEqual(names(windows), ['terminal', 'settings']);
  assert.equal(activeWindow(windows)?.app, 'settings');
  assert.deepEqual(names(afterAct(windows, { kind: 'raise', app: 'terminal' })), ['settings', 'terminal']);
});

test('opening with a pane replaces what was asked before, opening without keeps it', () => {
  const windows = after(
    { kind: 'open', app: 'settings', options: { pane: 'users' } },
    { kind: 'open', app: 'settings' },
  );
  assert.deepEqual(windows[0]?.options, { pane: 'users' });
});

test('a minimized window is nobody’s front until its application is opened again', () => {
  const windows = after(
    { kind: 'open', app: 'settings' },
    { kind: 'open', app: 'terminal' },
    { kind: 'minimize', app: 'terminal' },
  );
  assert.equal(activeWindow(windows)?.app, 'settings');
  assert.equal(activeWindow(afterAct(windows, { kind: 'open', app: 'terminal' }))?.app, 'terminal');
  assert.equal(activeWindow(after({ kind: 'open', app: 'about' }, { kind: 'minimize', app: 'about' })), undefined);
});

test('a window never leaves the screen, nor hides its bar under the menu bar or the Dock', () => {
  for (const [right, down] of [
    [9000, 9000],
    [-9000, -9000],
  ] as const) {
    const [place] = after({ kind: 'open', app: 'terminal' }, { kind: 'move', app: 'terminal', right, down });
    assert.ok(place && place.left > -place.width + 80 && place.left < screenSize.width - 80);
    assert.ok(place.top >= 25 && place.top <= screenSize.height - 78);
  }
});

test('a window is sized by its right and lower edge, within the screen, and never too small to use', () => {
  const sized = (right: number, down: number, ...before: readonly WindowAct[]) =>
    after({ kind: 'open', app: 'terminal' }, ...before, { kind: 'size', app: 'terminal', right, down })[0] ??
    assert.fail();
  const [plain] = after({ kind: 'open', app: 'terminal' });
  assert.ok(plain);
  assert.deepEqual(sized(40, 0), { ...plain, width: plain.width + 40 });
  assert.deepEqual(sized(0, -30), { ...plain, height: plain.height - 30 });
  const large = sized(9000, 9000);
  assert.deepEqual([large.left + large.width, large.top + large.height], [screenSize.width, screenSize.height]);
  const small = sized(-9000, -9000);
  assert.ok(small.width > 400 && small.height > 200);
  const zoomed = sized(-100, -50, { kind: 'zoom', app: 'terminal' });
  assert.deepEqual([zoomed.isZoomed, zoomed.width], [false, screenSize.width - 116]);
  const about = after({ kind: 'open', app: 'about' });
  assert.deepEqual(afterAct(about, { kind: 'size', app: 'about', right: 50, down: 50 }), about);
});

test('zoom fills what menu bar and Dock leave, and a second zoom gives the place back', () => {
  const windows = after({ kind: 'open', app: 'settings' }, { kind: 'zoom', app: 'settings' });
  const [zoomed] = windows.map(boundsOf);
  assert.ok(zoomed && zoomed.width > 1000 && zoomed.top > 25);
  assert.deepEqual(
    afterAct(windows, { kind: 'zoom', app: 'settings' }).map(boundsOf),
    after({ kind: 'open', app: 'settings' }).map(boundsOf),
  );
});

test('what is not open cannot be closed, moved or raised', () => {
  const windows = after({ kind: 'open', app: 'safari' });
  assert.deepEqual(afterAct(windows, { kind: 'close', app: 'terminal' }), windows);
  assert.deepEqual(afterAct(windows, { kind: 'move', app: 'terminal', right: 1, down: 1 }), windows);
  assert.deepEqual(afterAct(windows, { kind: 'close', app: 'safari' }), []);
});
