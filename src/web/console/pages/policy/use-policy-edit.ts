/** The policy in force together with the edit of it, and what the linter says. */
import { useDebouncedValue } from '@mantine/hooks';
import { useMemo } from 'react';
import type { PolicyFinding, SavedPolicyDocument, SignInPolicy } from '#api/policy.ts';
import { draftStore, useDraft } from '../../drafts/draft-store.ts';
import { useOperation, useWho } from '../../parts/use-operation.ts';
import { isSame } from '../plan/draft/plan-object.ts';
import { type DraftPolicy, type DraftRule, isDraftPolicy, wholePolicy } from './policy-edit.ts';

/** What the page works with. */
export interface PolicyEdit {
  readonly saved: SavedPolicyDocument | undefined;
  readonly isPending: boolean;
  readonly problem: unknown;
  readonly retry: () => void;
  readonly rules: readonly DraftRule[];
  readonly base: readonly DraftRule[];
  readonly basedOn: number;
  readonly isChanged: boolean;
  readonly isBehind: boolean;
  /** The rules whole; undefined while a value is missing. */
  readonly policy: SignInPolicy | undefined;
  readonly findings: readonly PolicyFinding[];
  readonly isChecking: boolean;
  readonly setRules: (
    rules: readonly DraftRule[],
    on?: { readonly version: number; readonly base: DraftPolicy },
  ) => void;
  readonly discard: () => void;
}

const lintAfter = 300;
const none: readonly DraftRule[] = [];

/** The edit. Without one, the policy in force is shown and follows what others save. */
export function usePolicyEdit(): PolicyEdit {
  const { user } = useWho();
  const store = draftStore<DraftPolicy>(`sign-in-policy-${user.id}`, isDraftPolicy);
  const draft = useDraft(store);
  const found = useOperation('getPolicy', undefined, { live: ['policy', 'groups', 'users'] });
  const saved = found.data;
  const rules = draft?.thing.rules ?? saved?.policy.rules ?? none;
  const base = draft === undefined ? (saved?.policy.rules ?? none) : (draft.base?.rules ?? none);
  const policy = useMemo(() => wholePolicy({ rules }), [rules]);
  const [settled] = useDebouncedValue(policy, lintAfter);
  const lint = useOperation(
    'lintPolicy',
    { body: { policy: settled as SignInPolicy } },
    { enabled: draft !== undefined && settled !== undefined, keep: true },
  );
  return {
    saved,
    isPending: found.isPending,
    problem: saved === undefined ? found.error : undefined,
    retry: () => void found.refetch(),
    rules,
    base,
    basedOn: draft?.basedOn ?? saved?.version ?? 0,
    isChanged: draft !== undefined,
    isBehind: draft !== undefined && saved !== undefined && saved.version !== draft.basedOn,
    policy,
    findings: (draft === undefined ? saved?.findings : lint.data?.findings) ?? [],
    isChecking: draft !== undefined && (policy !== settled || lint.isFetching),
    setRules: (next, on) => {
      const under = on?.base.rules ?? base;
      const basedOn = on?.version ?? draft?.basedOn ?? saved?.version ?? 0;
      if (isSame(next, under)) store.drop();
      else store.put({ basedOn, base: { rules: under }, thing: { rules: next } });
    },
    discard: () => store.drop(),
  };
}
