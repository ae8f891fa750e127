import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Exchange } from './evidence.ts';
import { evidenceLog } from './evidence-log.ts';

const sent = {
  method: 'GET',
  url: 'https://id.example',
  headers: {},
  body: '',
  message: undefined,
  assertion: undefined,
} as const;
const start = { time: 1, purpose: 'nonce', sent, quirks: [] } as const;

test('whoever watches is told of an exchange when it begins, when it ends and when its act is over', () => {
  const seen: Exchange[] = [];
  const log = evidenceLog((exchange) => seen.push(exchange));
  const record = log.begin(start);
  log.ended(record);
  record.checks.push({ sentence: 'It is right.', holds: true });
  const [taken] = log.take();
  assert.equal(seen.length, 3);
  assert.ok(seen.every((exchange) => exchange === taken));
});

test('what a watcher throws changes nothing', () => {
  const log = evidenceLog(() => {
    throw new TypeError('the page is gone');
  });
  log.ended(log.begin(start));
  assert.equal(log.take().length, 1);
});
