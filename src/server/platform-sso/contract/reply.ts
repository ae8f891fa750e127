/** Answers of the provider under test, and what a test reads from them. */
import assert from 'node:assert/strict';
import { type JsonObject, parseJsonObject } from '#protocol/encoding/json.ts';

/** An HTTP answer. */
export interface Reply {
  readonly status: number;
  readonly body: string;
  readonly headers: Readonly<Record<string, unknown>>;
}

/** An answer that must be 200. */
export function expected(reply: Reply): Reply {
  assert.equal(reply.status, 200, reply.body);
  return reply;
}

/** The JSON object of an answer. */
export function jsonOf(reply: Reply): JsonObject {
  const json = parseJsonObject(reply.body);
  assert.ok(json, `not a JSON object: ${reply.body}`);
  return json;
}

/** The code of a refusal; fails when there is none. */
export function codeOf(reply: Reply): string {
  assert.notEqual(reply.status, 200, 'the request was to be refused');
  return memberOf(reply, 'code');
}

/** A text member of an answer that must be 200. */
export function textOf(reply: Reply, name: string): string {
  return memberOf(expected(reply), name);
}

function memberOf(reply: Reply, name: string): string {
  const member = jsonOf(reply)[name];
  assert.ok(typeof member === 'string', `no text "${name}" in ${reply.body}`);
  return member;
}
