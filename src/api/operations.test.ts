import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Validator } from '@seriousme/openapi-schema-validator';
import { createApiClient } from './client.ts';
import { ApiAnswerError, ApiError } from './error.ts';
import { openApiDocument, refusalCodesOf } from './openapi.ts';
import { pathParameters } from './operation.ts';
import { operationEntries } from './operations.ts';

type Documented = {
  operationId: string;
  parameters?: { name: string; in: string }[];
  responses: Record<string, unknown>;
};
const document = openApiDocument({ version: '1', server: 'https://id.example.org' }) as {
  openapi: string;
  paths: Record<string, Record<string, Documented>>;
  components: { schemas: Record<string, object> };
};

test('every row of the table has a place of its own and names exactly the parameters of its path', () => {
  const places = operationEntries.map(([, { method, path }]) => `${method} ${path}`);
  assert.equal(new Set(places).size, places.length);
  for (const [name, { path, params }] of operationEntries) {
    assert.deepEqual(Object.keys(params?.shape ?? {}).sort(), pathParameters(path).sort(), name);
  }
});

test('the OpenAPI 3.1 document describes every operation with its parameters and refusals, and no other', () => {
  const documented = Object.values(document.paths).flatMap((methods) => Object.values(methods));
  assert.equal(document.openapi, '3.1.0');
  assert.deepEqual(
    documented.map(({ operationId }) => operationId).sort(),
    operationEntries.map(([name]) => name).sort(),
  );
  for (const [name, operation] of operationEntries) {
    const entry = document.paths[operation.path]?.[operation.method.toLowerCase()];
    assert.equal(entry?.operationId, name);
    const inPath = (entry.parameters ?? []).filter((parameter) => parameter.in === 'path').map((one) => one.name);
    assert.deepEqual(inPath.sort(), pathParameters(operation.path).sort());
    const text = JSON.stringify(entry.responses);
    for (const code of refusalCodesOf(operation)) assert.ok(text.includes(`\`${code}\``), `${name} ${code}`);
  }
});

test('the document is OpenAPI 3.1 by the specification’s own schema, which refuses it with a part left out', async () => {
  assert.deepEqual(await new Validator().validate(structuredClone(document)), { valid: true });
  const { info: _, ...withoutInfo } = structuredClone(document) as typeof document & { info: object };
  assert.equal((await new Validator().validate(withoutInfo)).valid, false);
});

test('every reference of the OpenAPI document leads to a component that is no reference itself', () => {
  const references = [...JSON.stringify(document).matchAll(/"\$ref":"#\/components\/schemas\/(\w+)"/g)];
  assert.ok(references.length > 50);
  for (const [, name = ''] of references) {
    assert.ok(document.components.schemas[name], name);
    assert.ok(!('$ref' in document.components.schemas[name]), name);
  }
});

function answering(status: number, body: string, headers: Record<string, string> = {}) {
  const sent: { url: string; method: string; headers: Record<string, string>; body?: string | Uint8Array }[] = [];
  const client = createApiClient({
    baseUrl: 'https://id.example.org/',
    token: 'secret',
    fetch: async (url, request) => {
      sent.push({ url, ...request });
      return { status, headers, text: () => body };
    },
  });
  return { client, sent };
}

test('the client writes parameters and queries so that no value can leave its place', async () => {
  const { client, sent } = answering(200, '{"items":[],"next":null}');
  await client.listGroupMembers({ params: { group: 'a/../b?c' }, query: { after: 'x&limit=1' } });
  assert.equal(sent[0]?.url, 'https://id.example.org/api/v1/groups/a%2F..%2Fb%3Fc/members?after=x%26limit%3D1');
  assert.equal(sent[0]?.headers['authorization'], 'Bearer secret');
});

test('the client throws a refusal with its code and the time to wait', async () => {
  const body = JSON.stringify({ error: 'slow_down', code: 'attempts_limited', error_description: 'Wait.' });
  const { client } = answering(429, body, { 'retry-after': '7' });
  await assert.rejects(client.showStatus(), (error) => {
    return error instanceof ApiError && error.code === 'attempts_limited' && error.retryAfterSeconds === 7;
  });
});

test('the client does not take an answer of somebody else for one of the contract', async () => {
  await assert.rejects(answering(502, '<html>').client.showStatus(), ApiAnswerError);
  await assert.rejects(answering(200, '{"items":3}').client.listUsers(), ApiAnswerError);
});
