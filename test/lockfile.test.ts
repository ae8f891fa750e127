import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';

interface LockedPackage {
  readonly version: string;
  readonly resolved?: string;
  readonly integrity?: string;
}

const path = new URL('../package-lock.json', import.meta.url);
const lock = JSON.parse(readFileSync(path, 'utf8')) as { readonly packages: Readonly<Record<string, LockedPackage>> };
const installed = Object.entries(lock.packages).filter(([name]) => name !== '');

test('every package of the lockfile is bound to its content, those of other platforms too', () => {
  const unbound = installed.filter(([, { integrity }]) => !/^sha512-[\w+/]{86}==$/.test(integrity ?? ''));
  assert.deepEqual(
    unbound.map(([name]) => name),
    [],
  );
  assert.ok(installed.length > 100);
});

test('the lockfile names no registry: any that has the same content will do', () => {
  assert.deepEqual(
    installed.filter(([, { resolved }]) => resolved !== undefined).map(([name]) => name),
    [],
  );
  assert.doesNotMatch(readFileSync(path, 'utf8'), /"resolved"/);
});
