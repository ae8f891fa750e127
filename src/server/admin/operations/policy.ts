import { timeOf } from '#api/members.ts';
import type { PolicyAnswer, PolicyFinding, policyOperations, SavedPolicyDocument } from '#api/policy.ts';
import type { SavedPolicy, SaveOutcome, WhatIfAnswer } from '#server/policy/feature.ts';
import type { Purpose } from '#server/policy/purpose.ts';
import { type Answer, done, type Handlers, refused } from '../answer.ts';
import { outdated } from '../outdated.ts';
import type { AdminPorts } from '../ports.ts';

/** The sign-in policy. */
export function policyHandlers({ policy: feature }: AdminPorts): Handlers<keyof typeof policyOperations> {
  return {
    getPolicy: async () => {
      const saved = await feature.current();
      const policy = saved?.policy ?? { rules: [] };
      return done(documentOf(saved, await feature.lint(policy)));
    },
    listPolicyVersions: async () => {
      const items = (await feature.versions()).map(({ version, savedAt, savedBy, policy }) => ({
        version,
        savedAt: timeOf(savedAt),
        savedBy,
        rules: policy.rules.length,
        policy,
      }));
      return done({ items });
    },
    savePolicy: async ({ body, caller }) => saveAnswer(await feature.save(body, caller.actor)),
    lintPolicy: async ({ body }) => done({ findings: [...(await feature.lint(body.policy))] }),
    askPolicy: async ({ body: { user, purpose, serialNumber, device, has, policy } }) => {
      const answer = await feature.whatIf({ user, purpose, serialNumber, device, has, draft: policy });
      return answer.kind === 'user-not-found' ? refused('user_not_found') : done(answerOf(answer, purpose));
    },
  };
}

function saveAnswer(outcome: SaveOutcome): Answer<SavedPolicyDocument> {
  switch (outcome.kind) {
    case 'saved':
      return done(documentOf(outcome.saved, outcome.findings));
    case 'errors':
      return refused('policy_has_errors', {
        problems: outcome.findings.filter(({ severity }) => severity === 'error').map((finding) => problemOf(finding)),
      });
    case 'outdated':
      return outdated('policy_outdated', outcome.current);
  }
}

function problemOf({ code, rule, about, message, wayOut }: PolicyFinding) {
  const subject = about === null ? `“${rule}”` : `“${rule}”, ${about}`;
  return { in: 'body', member: 'policy.rules', message: `${subject}: ${message} ${wayOut} (${code})` } as const;
}

function documentOf(saved: SavedPolicy | undefined, findings: readonly PolicyFinding[]): SavedPolicyDocument {
  return {
    version: saved?.version ?? 0,
    savedAt: saved ? timeOf(saved.savedAt) : null,
    savedBy: saved?.savedBy ?? null,
    policy: saved?.policy ?? { rules: [] },
    findings: [...findings],
  };
}

function answerOf({ user, groups, device, has, decision, rules }: WhatIfAnswer, purpose: Purpose): PolicyAnswer {
  const isAsked = decision.kind === 'combinations';
  return {
    user: { id: user.id, userPrincipalName: user.userPrincipalName, groups: [...groups] },
    purpose,
    device,
    has: [...has],
    outcome: isAsked ? 'asked' : 'refused',
    rule: decision.rule,
    why: decision.why,
    combinations: isAsked ? decision.combinations.map((set) => set.slice()) : [],
    isBootstrap: isAsked && decision.isBootstrap,
    freshness: (isAsked ? decision.freshness : undefined) ?? null,
    couldEnrol: [...decision.couldEnrol],
    code: isAsked ? null : decision.code,
    next: isAsked ? null : decision.next,
    rules: rules.map(({ name, verdict, sentence }) => ({ name, verdict, sentence })),
  };
}
