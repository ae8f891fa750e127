/** The diagnosis of what is known: pure, so that the same findings always give the same answer. */
import {
  type Diagnosis,
  type DoctorCause,
  type DoctorFinding,
  type DoctorStageName,
  doctorStages,
} from '#api/doctor.ts';
import { timeOf } from '#api/members.ts';
import { checksOf } from './checks.ts';
import { collectNext } from './collect.ts';
import type { Findings } from './findings.ts';
import { macosOf, methodIn, stateMember } from './reading/state-values.ts';
import { describeText } from './reading/read-text.ts';
import type { Rule } from './rule.ts';
import { allRules } from './rules/all-rules.ts';
import { stageStates } from './stages.ts';

/** Says what is wrong. */
export function diagnose(findings: Findings, rules: readonly Rule[] = allRules): Diagnosis {
  const found = findCauses(findings, rules);
  const stages = stageStates(findings, found);
  const stoppedAt = stages.find(({ state }) => state === 'stopped')?.stage ?? null;
  const { mac, text } = findings;
  return {
    serialNumber: mac?.serialNumber ?? null,
    name: mac?.name ?? null,
    osVersion: macosOf(findings).version ?? null,
    method: methodOf(findings) ?? null,
    askedAt: timeOf(findings.now),
    verdict: verdictOf(findings, found, stages),
    stoppedAt,
    stages,
    findings: found,
    checks: checksOf(findings),
    lookedAt: [...(text ? describeText(text) : []), ...lookedAtServer(findings)],
    collect: collectNext(findings, found),
  };
}

/** A cause as the catalogue has it. */
export function causeOf({ code, stage, title, cause, needs, adminSteps, userSteps, docs }: Rule): DoctorCause {
  return { code, stage, title, cause, needs: [...needs], adminSteps: [...adminSteps], userSteps: [...userSteps], docs };
}

const weight: Readonly<Record<DoctorFinding['confidence'], number>> = { certain: 0, likely: 1, possible: 2 };

function findCauses(findings: Findings, rules: readonly Rule[]): DoctorFinding[] {
  const seen = rules.flatMap((rule) => {
    const sight = rule.look(findings);
    return sight === undefined ? [] : [{ rule, sight }];
  });
  const codes = new Set(seen.map(({ rule }) => rule.code));
  const told = seen.filter(({ rule }) => !rule.yieldsTo.some((code) => codes.has(code)));
  const place = (stage: DoctorStageName) => doctorStages.indexOf(stage);
  const kept = told.filter(
    ({ rule }) =>
      !rule.isLastResort ||
      !told.some(
        (other) =>
          !other.rule.isLastResort &&
          other.sight.confidence !== 'possible' &&
          place(other.rule.stage) <= place(rule.stage),
      ),
  );
  return kept
    .map(({ rule, sight: { confidence, evidence } }) =>
      Object.assign(addressed(causeOf(rule), findings), { confidence, evidence: [...evidence] }),
    )
    .toSorted(
      (left, right) => weight[left.confidence] - weight[right.confidence] || place(left.stage) - place(right.stage),
    );
}

/** Commands with the names of this Mac, this person and this server in place of the words that stand for them. */
function addressed(cause: DoctorCause, { mac, issuer }: Findings): DoctorCause {
  const [person, ...others] = mac?.people ?? [];
  const user =
    person !== undefined && others.length === 0 && /^[\w.@-]{1,100}$/.test(person.name) ? person.name : 'USER';
  const named = (command: string) =>
    command
      .replaceAll(/\bSERIAL\b/g, mac?.serialNumber ?? 'SERIAL')
      .replaceAll(/\bUSER\b/g, user)
      .replaceAll(/\bHOST:443\b/g, withPort(issuer))
      .replaceAll(/\bHOST\b/g, new URL(issuer).host);
  const adminSteps = cause.adminSteps.map(({ text, command }) => ({ text, command: command && named(command) }));
  return { ...cause, adminSteps };
}

function withPort(issuer: string): string {
  const { hostname, port } = new URL(issuer);
  return `${hostname}:${port || '443'}`;
}

function methodOf(findings: Findings): string | undefined {
  const said = methodIn(stateMember(findings, 'user', 'loginType') ?? stateMember(findings, 'device', 'loginType'));
  return said ?? findings.mac?.people[0]?.method ?? findings.plan?.method;
}

function verdictOf({ text, mac }: Findings, found: readonly DoctorFinding[], stages: Diagnosis['stages']): string {
  const [first] = found;
  if (first?.confidence === 'certain') return `${first.title}.`;
  if (first?.confidence === 'likely') return `Most likely: ${lowered(first.title)}.`;
  if (first !== undefined) return `Perhaps: ${lowered(first.title)}.`;
  const isReadable = text === undefined || text.state !== undefined || text.log.length > 0 || text.tools.length > 0;
  if (!isReadable && mac === undefined)
    return 'The text is none of the Mac’s known outputs, and nothing is known of a Mac.';
  if (stages.every(({ state }) => state === 'unknown')) {
    return 'Nothing wrong was found, and nothing shows how far the Mac has come.';
  }
  return 'Nothing wrong was found in what was looked at.';
}

// A title that begins with a name or an abbreviation stays as it is.
function lowered(title: string): string {
  return /^(?:The|An?|Two|Nobody|Something|There|People|New) /.test(title)
    ? title.charAt(0).toLowerCase() + title.slice(1)
    : title;
}

function lookedAtServer({ mac, events, plan, hosts }: Findings): string[] {
  const words: string[] = [];
  if (mac) words.push(`what this server knows of ${mac.serialNumber}`);
  if (mac) words.push(`${events.length} ${events.length === 1 ? 'event' : 'events'} of the audit chain`);
  if (plan) words.push(`version ${plan.version} of the sign-in plan`);
  if (hosts) words.push(hosts.length === 0 ? 'no host' : `${hosts.map(({ host }) => host).join(', ')}, asked just now`);
  return words;
}
