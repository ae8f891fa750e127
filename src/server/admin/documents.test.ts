import assert from 'node:assert/strict';
import { test } from 'node:test';
import fastify from 'fastify';
import { mountDocuments } from './documents.ts';

test('the page and the OpenAPI document are for anyone, and the page runs no script', async (t) => {
  const app = fastify();
  t.after(() => app.close());
  app.register(async (scope) => mountDocuments(scope), { prefix: '/api' });
  const page = await app.inject('/api/');
  assert.match(page.body, /\/api\/v1\/users/);
  assert.match(String(page.headers['content-security-policy']), /default-src 'none'/);
  assert.doesNotMatch(page.body, /<script/);
  assert.equal((await app.inject('/api/openapi.json')).json<{ openapi: string }>().openapi, '3.1.0');
  assert.equal((await app.inject('/api')).statusCode, 200);
});
