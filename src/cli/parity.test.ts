/** What the console can do, the command line can: every operation of the table has a command that asks for it. */
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { z } from 'zod';
import { commandLines } from '#api/command-lines.ts';
import { type Operation, successStatus } from '#api/operation.ts';
import { signInPolicy } from '#api/policy.ts';
import { type OperationName, operationEntries, operations } from '#api/operations.ts';
import { run } from './program.ts';

/** Operations without a command, and why. */
const without: { readonly [Name in OperationName]?: string } = {
  listDevices: '"device list" shows the same Macs with more of each (listMacs)',
};

const server = 'https://localhost:8443';
/** A plan that is well formed; what it means does not matter here. */
const plan = {
  organisation: 'Example',
  accountDisplayName: 'Example',
  method: 'Password',
  urls: ['https://id.example.org/'],
  application: { teamIdentifier: 'T', bundleIdentifier: 'org.example.a', extensionIdentifier: 'org.example.a.b' },
};
let folder = '';
before(() => {
  folder = mkdtempSync(join(tmpdir(), 'porchlight-parity-'));
  writeFileSync(join(folder, 'cli.json'), JSON.stringify({ server, token: 'token' }));
});
after(() => rmSync(folder, { recursive: true }));

const patterns = operationEntries.map(([name, operation]) => {
  const path = operation.path.replace(/\{\w+\}/g, '[^/]+');
  // A path with fewer parameters is the better match: `/users/count` is not the user `count`.
  const parameters = operation.path.split('{').length;
  return { name, operation, parameters, pattern: new RegExp(`^${operation.method} ${path}$`) };
});

function operationOf(request: string) {
  const fitting = patterns.filter(({ pattern }) => pattern.test(request));
  return fitting.toSorted((a, b) => a.parameters - b.parameters)[0];
}

/** The operations that a command asks for, against a server that answers whatever the schema allows. */
async function askedBy(line: string): Promise<readonly string[]> {
  const asked: string[] = [];
  const fetch = async (url: string, { method }: { method: string }) => {
    const found = operationOf(`${method} ${new URL(url).pathname}`);
    assert.ok(found, `${method} ${url} is an operation`);
    asked.push(found.name);
    const body = found.operation.response === undefined ? '' : JSON.stringify(sampleOf(found.operation));
    return { status: successStatus(found.operation), headers: {}, text: () => body };
  };
  const io = {
    out: () => {},
    err: () => {},
    colour: false,
    ask: async () => 'violet-harbour-81',
    stdin: async () => 'violet-harbour-81\n',
    exit: () => {},
  };
  await run(line.split(' ').map(argumentOf), { io, settings: { home: folder, server }, fetch });
  return asked;
}

/** Words that stand for files become files; others are given as they are. */
function argumentOf(word: string): string {
  if (!/^[A-Z]+\.[a-z0-9]+$/.test(word)) return word;
  const path = join(folder, word);
  // What is written has no file yet.
  if (!word.endsWith('.mobileconfig')) writeFileSync(path, fileOf(word));
  return path;
}

function fileOf(word: string): string {
  if (word === 'POLICY.json') return JSON.stringify(sampleOfSchema(signInPolicy));
  if (word === 'PLAN.json') return JSON.stringify(plan);
  return word.endsWith('.json') ? '{}' : '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n';
}

function sampleOf({ response }: Operation): unknown {
  return response && sampleOfSchema(response);
}

function sampleOfSchema(schema: z.ZodType): unknown {
  const document = z.toJSONSchema(schema, { io: 'input' }) as Schema;
  return sample(document, (document['$defs'] ?? {}) as Record<string, Schema>);
}

type Schema = Readonly<Record<string, unknown>>;

/** The smallest value that a schema allows. */
function sample(schema: Schema, definitions: Readonly<Record<string, Schema>>): unknown {
  const { $ref, anyOf, oneOf, enum: values, const: only, type, properties, required, format, minimum } = schema;
  if (typeof $ref === 'string') return sample(definitions[$ref.split('/').at(-1) ?? ''] ?? {}, definitions);
  const [choice] = ((anyOf ?? oneOf) as readonly Schema[] | undefined) ?? [];
  if (choice) return sample(choice, definitions);
  if (Array.isArray(values)) return values[0] as unknown;
  if (only !== undefined) return only;
  if (type === 'object') {
    const members = Object.entries((properties ?? {}) as Record<string, Schema>);
    const wanted = new Set((required ?? []) as readonly string[]);
    return Object.fromEntries(
      members.filter(([name]) => wanted.has(name)).map(([name, member]) => [name, sample(member, definitions)]),
    );
  }
  if (type === 'array') return [];
  if (type === 'boolean') return false;
  if (type === 'integer' || type === 'number') return typeof minimum === 'number' ? Math.max(minimum, 1) : 1;
  if (type === 'null') return null;
  return format === 'date-time' ? '2026-11-23T09:00:00.000Z' : 'text';
}

for (const [name, line] of Object.entries(commandLines)) {
  test(`"porchlight ${line}" asks for ${name}`, async () => {
    const asked = await askedBy(line);
    assert.ok(asked.includes(name), `it asked for ${asked.join(', ') || 'nothing'}`);
  });
}

test('every operation has a command, or a reason why it has none', () => {
  const missing = Object.keys(operations).filter((name) => !(name in commandLines) && !(name in without));
  assert.deepEqual(missing, [], 'add their lines to src/api/command-lines.ts');
  const both = Object.keys(without).filter((name) => name in commandLines);
  assert.deepEqual(both, [], 'what has a command needs no reason');
});
