import assert from 'node:assert/strict';
import { test } from 'node:test';
import fastify from 'fastify';
import type { AuditEvent } from '#server/audit/audit.ts';
import { listenForMetrics } from './listener.ts';
import { createMetrics } from './metrics.ts';

const ports = {
  store: () => ({ units: 12, commits: 3, rollbacks: 1, waiting: 5 }),
  hashing: () => ({ running: 2, waiting: 7 }),
  auditWaiting: () => 4,
};

function linesOf(body: string): readonly string[] {
  return body.split('\n').filter((line) => !line.startsWith('#'));
}

test('the store, hashing and the audit are read when figures are asked for, and not added up over two readings', async () => {
  const metrics = createMetrics(ports);
  await metrics.text();
  const lines = linesOf((await metrics.text()).body);
  for (const line of [
    'porchlight_store_units_total 12',
    'porchlight_store_commits_total 3',
    'porchlight_store_rollbacks_total 1',
    'porchlight_store_units_waiting 5',
    'porchlight_passwords_hashing 2',
    'porchlight_passwords_waiting 7',
    'porchlight_audit_events_waiting 4',
  ])
    assert.ok(lines.includes(line), line);
});

test('decisions are counted by type, outcome and code, handed on, and no label says who', async () => {
  const metrics = createMetrics(ports);
  const recorded: AuditEvent[] = [];
  const audit = metrics.counting({ record: (event: AuditEvent) => void recorded.push(event) });
  const refusal = { type: 'platform-sso.token.refused', outcome: 'refused', code: 'wrong_credential' } as const;
  const about = { userId: 'user-17', deviceId: 'dev-17', address: '10.0.0.17', detail: { reason: 'ada@example.org' } };
  for (let count = 0; count < 2; count += 1) audit.record({ ...refusal, ...about });
  const { body } = await metrics.text();
  const labels = 'type="platform-sso.token.refused",outcome="refused",code="wrong_credential"';
  assert.ok(linesOf(body).includes(`porchlight_decisions_total{${labels}} 2`));
  assert.equal(recorded.length, 2);
  assert.doesNotMatch(body, /17|ada/);
});

test('answers are timed by the route and never by the address that was asked for', async () => {
  const metrics = createMetrics(ports);
  const app = fastify();
  metrics.observe(app);
  app.get('/users/:user', (_request, reply) => reply.send('well'));
  await app.inject('/users/ada');
  await app.inject('/nobody/knows?name=ada');
  await app.close();
  const { body } = await metrics.text();
  const named = (route: string, status: number) =>
    `porchlight_request_duration_seconds_count{route="${route}",method="GET",status="${status}"} 1`;
  assert.ok(linesOf(body).includes(named('/users/:user', 200)));
  assert.ok(linesOf(body).includes(named('none', 404)));
  assert.doesNotMatch(body, /ada|nobody/);
});

test('figures are served on their own listener as Prometheus wants them, and nothing else is', async () => {
  const listener = await listenForMetrics(createMetrics(ports), { host: '127.0.0.1', port: 0 });
  const at = `http://127.0.0.1:${listener.port}`;
  const answer = await fetch(`${at}/metrics`);
  assert.equal(answer.status, 200);
  assert.match(answer.headers.get('content-type') ?? '', /^text\/plain; version=0\.0\.4/);
  assert.match(await answer.text(), /^# HELP porchlight_/m);
  assert.equal((await fetch(`${at}/`)).status, 404);
  assert.equal((await fetch(`${at}/metrics`, { method: 'POST' })).status, 404);
  await listener.close();
});
