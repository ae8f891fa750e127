/** Requests with one thing wrong, and what is expected of every answer: a code, and an event in the audit chain. */
import assert from 'node:assert/strict';
import type { HttpsResponse } from '#runtime/https-fetch.ts';
import type { Application } from '../support/openid-application.ts';
import type { Stage } from '../support/stage.ts';

/** A request: parameters, or a body as it is. */
export interface Sent {
  readonly fields: URLSearchParams;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array;
}
export type Change = (good: Sent) => Sent;
/** By what is wrong: the change, and the answer as status and code. */
export type Trials = Readonly<Record<string, readonly [Change, string]>>;

export const changed =
  (change: (fields: URLSearchParams) => void): Change =>
  (good) => {
    const fields = new URLSearchParams(good.fields);
    change(fields);
    return { ...good, fields };
  };
export const without = (name: string) => changed((fields) => fields.delete(name));
export const set = (name: string, value: string) => changed((fields) => fields.set(name, value));
export const twice = (name: string, value?: string) =>
  changed((fields) => fields.append(name, value ?? fields.get(name) ?? 'x'));
/** As an object or a list, as some readers of forms make of it. */
export const structured = (name: string) =>
  changed((fields) => {
    fields.append(`${name}[a]`, fields.get(name) ?? 'x');
    fields.delete(name);
  });
export const large = (name: string) => set(name, 'x'.repeat(10_000));
export const withHeader =
  (name: string, value: string): Change =>
  (good) => ({ ...good, headers: { ...good.headers, [name]: value } });
export const body =
  (bytes: string | Uint8Array, type = 'application/x-www-form-urlencoded'): Change =>
  (good) => ({ ...good, body: bytes, headers: { ...good.headers, 'content-type': type } });

/** What every address that reads a form refuses. */
export const bodies: Trials = {
  'a body of another type': [body('{}', 'application/json'), '400 invalid_request'],
  'a body of many files': [body('--a--', 'multipart/form-data; boundary=a'), '400 invalid_request'],
  'a body that is far too large': [body(`x=${'x'.repeat(100_000)}`), '400 invalid_request'],
};

export const basic = ({ id, secret }: Pick<Application, 'id' | 'secret'>) => `Basic ${btoa(`${id}:${secret}`)}`;

/** Status and code, wherever an answer has it: the address that it leads to, JSON, a page, a challenge. */
export function said(answer: HttpsResponse): string {
  const { status, headers } = answer;
  const text = answer.text();
  const { searchParams, hash } = new URL(headers['location'] ?? '/', 'https://x/');
  const led = searchParams.get('error') ?? new URLSearchParams(hash.slice(1)).get('error') ?? undefined;
  const challenge = /error="([^"]*)"/.exec(headers['www-authenticate'] ?? '')?.[1];
  const code = led ?? /"error":"(\w+)"[,}]/.exec(text)?.[1] ?? /<code>(\w+)<\/code>/.exec(text)?.[1] ?? challenge;
  return code === undefined ? String(status) : `${status} ${code}`;
}

async function send(stage: Stage, method: 'GET' | 'POST', path: string, { fields, headers, body: bytes }: Sent) {
  const form = { 'content-type': 'application/x-www-form-urlencoded' };
  return method === 'GET'
    ? stage.fetch(`${stage.url}${path}?${fields.toString()}`, { headers: { accept: 'text/html', ...headers } })
    : stage.fetch(`${stage.url}${path}`, {
        method,
        headers: { ...form, ...headers },
        body: bytes ?? fields.toString(),
      });
}

/** Tries everything on good requests, and looks into the audit chain after every refusal. */
export async function tryAll(
  stage: Stage,
  [method, path]: readonly ['GET' | 'POST', string],
  good: () => Promise<Sent>,
  trials: Trials,
): Promise<void> {
  // Refusals of one address fill the audit chain only so fast.
  stage.clock.advance(300_000);
  const answers: Record<string, string> = {};
  for (const [what, [change]] of Object.entries(trials)) {
    const sent = change(await good());
    const head = await stage.auditHead();
    const answer = said(await send(stage, method, path, sent));
    answers[what] = answer;
    const [, code] = answer.split(' ');
    if (code === undefined || code === 'login_required') continue;
    const event = await stage.auditEvent(head, (one) => one.type === 'openid.refused' && one.code === code);
    assert.equal(event?.outcome, 'refused', `${what}: ${answer} is in the audit chain`);
  }
  assert.deepEqual(answers, Object.fromEntries(Object.entries(trials).map(([what, [, answer]]) => [what, answer])));
}
