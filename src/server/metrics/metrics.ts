/**
 * Figures of a server process for Prometheus: how many, how long, how full. Never who: labels are routes, codes and words
 * of our own, and nothing that a request brought. It owns the counting and not what is counted.
 */
import type { FastifyInstance } from 'fastify';
import { Counter, Gauge, Histogram, Registry } from 'prom-client';
import type { Audit, AuditEvent } from '#server/audit/audit.ts';
import type { Activity } from '#server/store/database.ts';

/** What is read when figures are asked for. */
export interface MetricsPorts {
  readonly store: () => Activity;
  /** Passwords being hashed and waiting to be. */
  readonly hashing: () => { readonly running: number; readonly waiting: number };
  readonly auditWaiting: () => number;
}

/** The figures. */
export interface Metrics {
  /** Times every answer of a listener, by route, method and status. */
  observe(app: FastifyInstance): void;
  /** An audit that counts the decisions which pass through it, by type, outcome and code. */
  counting<Counted extends Pick<Audit, 'record'>>(audit: Counted): Counted;
  /** Counts what needs an administrator, by code, whenever figures are asked for. */
  watchAlerts(counts: () => Promise<ReadonlyMap<string, number>>): void;
  /** The text format of Prometheus 0.0.4, and its content type. */
  text(): Promise<{ readonly contentType: string; readonly body: string }>;
}

/** Seconds: from a key login in a millisecond to a password behind a full queue. */
const durations = [0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5];

/** Makes figures that all start at nothing. */
export function createMetrics(ports: MetricsPorts): Metrics {
  const registry = new Registry();
  const registers = [registry];
  const requests = new Histogram({
    name: 'porchlight_request_duration_seconds',
    help: 'Time from a request to its answer.',
    labelNames: ['route', 'method', 'status'] as const,
    buckets: durations,
    registers,
  });
  const decisions = new Counter({
    name: 'porchlight_decisions_total',
    help: 'Decisions that have no unit of writing of their own, refusals above all, by the audit event they are.',
    labelNames: ['type', 'outcome', 'code'] as const,
    registers,
  });
  readWhenAsked(registry, ports);
  return {
    observe: (app) => {
      app.addHook('onResponse', (request, reply, done) => {
        const route = request.routeOptions.url ?? 'none';
        requests.observe({ route, method: request.method, status: String(reply.statusCode) }, reply.elapsedTime / 1000);
        done();
      });
    },
    counting: (audit) => ({
      ...audit,
      record: (event: AuditEvent) => {
        decisions.inc({ type: event.type, outcome: event.outcome, code: event.code ?? '' });
        audit.record(event);
      },
    }),
    watchAlerts: (counts) => watchAlerts(registry, counts),
    text: async () => ({ contentType: registry.contentType, body: await registry.metrics() }),
  };
}

function watchAlerts(registry: Registry, counts: () => Promise<ReadonlyMap<string, number>>): void {
  const gauge = new Gauge({
    name: 'porchlight_alerts',
    help: 'What needs an administrator, by code: how many there are.',
    labelNames: ['code'] as const,
    registers: [registry],
    async collect() {
      try {
        for (const [code, count] of await counts()) this.set({ code }, count);
      } catch {
        // A store that does not answer must not hide the other figures; that these are absent says it.
        gauge.reset();
      }
    },
  });
}

// Commits and units together give the size of a batch: rate(units) / rate(commits).
function readWhenAsked(registry: Registry, { store, hashing, auditWaiting }: MetricsPorts): void {
  const counted = (name: string, help: string, read: () => number) =>
    new Counter({
      name,
      help,
      registers: [registry],
      collect() {
        this.reset();
        this.inc(read());
      },
    });
  const level = (name: string, help: string, read: () => number) =>
    new Gauge({
      name,
      help,
      registers: [registry],
      collect() {
        this.set(read());
      },
    });
  counted('porchlight_store_units_total', 'Units of writing that were answered well.', () => store().units);
  counted('porchlight_store_commits_total', 'Transactions made durable.', () => store().commits);
  counted('porchlight_store_rollbacks_total', 'Batches rolled back or given up.', () => store().rollbacks);
  level('porchlight_store_units_waiting', 'Units of writing that wait for a transaction.', () => store().waiting);
  level('porchlight_passwords_hashing', 'Passwords being hashed.', () => hashing().running);
  level('porchlight_passwords_waiting', 'Passwords that wait to be hashed.', () => hashing().waiting);
  level('porchlight_audit_events_waiting', 'Recorded events that are not in the chain yet.', auditWaiting);
}
