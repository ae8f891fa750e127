import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';

interface LockedPackage {
  readonly version: string;
  readonly resolved?: string;
  readonly integrity?: string;
}

const lockfiles = ['../package-lock.json', './browser/chromium/packaged/package-lock.json'];
const texts = lockfiles.map((path) => readFileSync(new URL(path, import.meta.url), 'utf8'));
const installed = texts.flatMap((text) => {
  const lock = JSON.parse(text) as { readonly packages: Readonly<Record<string, LockedPackage>> };
  return Object.entries(lock.packages).filter(([name]) => name !== '');
});

test('every package of the lockfiles is bound to its content, those of other platforms too', () => {
  const unbound = installed.filter(([, { integrity }]) => !/^sha512-[\w+/]{86}==$/.test(integrity ?? ''));
  assert.deepEqual(
    unbound.map(([name]) => name),
    [],
  );
  assert.ok(installed.length > 100);
});

test('the lockfiles name no registry: any that has the same content will do', () => {
  assert.deepEqual(
    installed.filter(([, { resolved }]) => resolved !== undefined).map(([name]) => name),
    [],
  );
  for (const text of texts) assert.doesNotMatch(text, /"resolved"/);
});
