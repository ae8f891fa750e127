import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { namedStatement } from './placeholders.ts';

describe('PostgreSQL form of a statement', () => {
  it('numbers the placeholders in their order', () => {
    const { text } = namedStatement('INSERT INTO t (a, b) VALUES (?, ?) ON CONFLICT (a) DO UPDATE SET b = ?');
    assert.equal(text, 'INSERT INTO t (a, b) VALUES ($1, $2) ON CONFLICT (a) DO UPDATE SET b = $3');
  });

  it('is one object for one text, and has another name for another text', () => {
    const statement = namedStatement('SELECT a FROM t WHERE b = ?');
    assert.equal(namedStatement('SELECT a FROM t WHERE b = ?'), statement);
    assert.notEqual(namedStatement('SELECT a FROM t WHERE c = ?').name, statement.name);
  });
});
