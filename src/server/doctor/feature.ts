/**
 * The sign-in doctor: says why a Mac does not sign in. The feature owns the rules and the reading of pasted texts; it owns
 * nothing of what it reads, changes nothing, and keeps no text. Each question is an audit event.
 */
import type { Diagnosis, DoctorCause } from '#api/doctor.ts';
import { Budget } from '#server/http/budget.ts';
import { causeOf, diagnose } from './diagnose.ts';
import type { DoctorPorts } from './doctor-ports.ts';
import { eventsOf } from './gather-events.ts';
import { macFacts, planFacts } from './gather-mac.ts';
import { askHosts } from './live/ask-hosts.ts';
import { readText } from './reading/read-text.ts';
import { allRules } from './rules/all-rules.ts';

/** A question. */
export interface DoctorQuestion {
  readonly serialNumber: string | undefined;
  readonly text: string | undefined;
  readonly live: boolean;
}

/** The answer, or why there is none. */
export type DoctorOutcome =
  | { readonly kind: 'diagnosed'; readonly diagnosis: Diagnosis }
  | { readonly kind: 'nothing-given' | 'mac-not-found' }
  | { readonly kind: 'limited'; readonly retryAfterSeconds: number };

/** The feature at work. */
export interface Doctor {
  ask(question: DoctorQuestion, caller: { readonly actor: string; readonly address: string }): Promise<DoctorOutcome>;
  /** Every cause that it knows. */
  causes(): readonly DoctorCause[];
}

/** Questions that go out to hosts, for one who asks. */
const liveBudget = { burst: 20, perSeconds: 60 };

/** Puts the feature together. */
export function createDoctor(ports: DoctorPorts): Doctor {
  const budget = new Budget(liveBudget, ports.clock);
  const causes = allRules.map((one) => causeOf(one));
  return {
    causes: () => causes,
    ask: async (question, caller) => {
      const text = question.text?.trim() === '' ? undefined : question.text;
      if (text === undefined && question.serialNumber === undefined) return { kind: 'nothing-given' };
      if (question.live) {
        const outcome = budget.take(caller.actor);
        if (outcome.kind === 'limited') return outcome;
      }
      const whole = question.serialNumber === undefined ? undefined : await ports.setup.mac(question.serialNumber);
      if (question.serialNumber !== undefined && whole === undefined) return { kind: 'mac-not-found' };
      const diagnosis = await examine(ports, { whole, text, live: question.live });
      ports.audit.record({
        type: 'doctor.asked',
        outcome: 'allowed',
        actor: caller.actor,
        address: caller.address,
        ...(whole?.registration === undefined ? {} : { deviceId: whole.registration.device.id }),
        detail: {
          live: question.live,
          textCharacters: text?.length ?? 0,
          found: diagnosis.findings
            .map(({ code }) => code)
            .slice(0, 10)
            .join(' '),
          ...(whole === undefined ? {} : { serialNumber: whole.serialNumber }),
        },
      });
      return { kind: 'diagnosed', diagnosis };
    },
  };
}

async function examine(
  ports: DoctorPorts,
  {
    whole,
    text,
    live,
  }: {
    readonly whole: Awaited<ReturnType<DoctorPorts['setup']['mac']>>;
    readonly text: string | undefined;
    readonly live: boolean;
  },
): Promise<Diagnosis> {
  const { issuer, applications, clock, prober } = ports;
  const read = text === undefined ? undefined : readText(text);
  const mac = whole && (await macFacts(ports, whole));
  const plan = await planFacts(ports, read?.macos.version ?? mac?.osVersion);
  const events = whole ? await eventsOf(ports, whole) : [];
  const hosts = live ? await askHosts(prober, { issuer, plan: plan?.plan }) : undefined;
  const wanted = plan === undefined ? applications : namesOf(plan.plan.application);
  return diagnose({ now: clock.now(), issuer, applications: wanted, text: read, mac, events, plan, hosts });
}

/** What an association file has to name for a plan. */
function namesOf(application: {
  readonly teamIdentifier: string;
  readonly bundleIdentifier: string;
  readonly extensionIdentifier: string;
}) {
  const { teamIdentifier, bundleIdentifier, extensionIdentifier } = application;
  return [`${teamIdentifier}.${bundleIdentifier}`, `${teamIdentifier}.${extensionIdentifier}`];
}

export type { DoctorPorts, HostProber } from './doctor-ports.ts';
