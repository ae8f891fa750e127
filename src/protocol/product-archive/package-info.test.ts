import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';
import fc from 'fast-check';
import vectors from '#test/vectors/xar/package-info.json' with { type: 'json' };
import { utf8 } from '#protocol/encoding/utf8.ts';
import { parsePackageInfo, placeOf } from './package-info.ts';
import { ProductArchiveError } from './product-archive-error.ts';

const isMalformed = (error: unknown) => error instanceof ProductArchiveError && error.code === 'archive_malformed';

test('the PackageInfo of a published package tells its bundle, in the place where it is installed', () => {
  const { text, sha256 } = vectors.python;
  assert.equal(createHash('sha256').update(text).digest('hex'), sha256);
  const info = {
    CFBundleIdentifier: 'org.python.python',
    CFBundleVersion: '3.14.7',
    CFBundleShortVersionString: '3.14.7',
  };
  assert.deepEqual(parsePackageInfo(utf8(text)), {
    installLocation: '/Library/Frameworks/Python.framework',
    bundles: [{ path: './Library/Frameworks/Python.framework/Versions/3.14/Resources/Python.app', info }],
  });
});

test('bundles inside of others are listed beside them, as pkgbuild does; what only refers to them is not', () => {
  const text = `<pkg-info>${vectors.pkgbuild.elements.join('')}<relocate><bundle id="com.example.Example"/></relocate></pkg-info>`;
  const { installLocation, bundles } = parsePackageInfo(utf8(text));
  assert.equal(installLocation, '/');
  assert.deepEqual(
    bundles.map(({ path, info }) => [path, info['CFBundleIdentifier'], info['CFBundleVersion']]),
    [
      ['./Applications/Example.app', 'com.example.Example', '2410'],
      ['./Applications/Example.app/Contents/Frameworks/Shared.framework', 'com.example.Shared', '1'],
      ['./Applications/Example.app/Contents/PlugIns/Helper.appex', 'com.example.Helper', '2410'],
    ],
  );
});

test('a payload may be the application itself, or go into the folder of applications', () => {
  assert.equal(placeOf('.', '/Applications/Example.app'), './Applications/Example.app');
  assert.equal(placeOf('./Example.app', '/Applications/'), './Applications/Example.app');
  assert.equal(placeOf('Applications/Example.app', '/'), './Applications/Example.app');
  assert.throws(() => placeOf('./../Example.app', '/Applications'), isMalformed);
});

test('what is not known is left out', () => {
  const { bundles } = parsePackageInfo(utf8('<pkg-info><bundle path="./A.app"/></pkg-info>'));
  assert.deepEqual(bundles, [{ path: './A.app', info: {} }]);
});

test('anything else is refused, and random text throws nothing but the typed error (property)', () => {
  for (const text of ['', '<pkg-info', '<pkg/>', '<!DOCTYPE pkg-info []><pkg-info/>']) {
    assert.throws(() => parsePackageInfo(utf8(text)), isMalformed);
  }
  const piece = fc.constantFrom(
    '<pkg-info ',
    'install-location="',
    '/',
    '..',
    '"',
    '>',
    '<bundle path="',
    '/>',
    '</pkg-info>',
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 20 }), (pieces) => {
      try {
        parsePackageInfo(utf8(pieces.join('')));
      } catch (error) {
        assert.ok(isMalformed(error), String(error));
      }
    }),
  );
});
