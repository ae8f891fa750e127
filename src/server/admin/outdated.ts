import type { RefusalCode } from '#api/error.ts';
import { timeOf } from '#api/members.ts';
import { type Refused, refused } from './answer.ts';

/** The second of two who edit one thing learns what is in force, and who saved it when. */
export function outdated(
  code: Extract<RefusalCode, 'plan_outdated' | 'policy_outdated'>,
  current: { readonly version: number; readonly savedAt: number; readonly savedBy: string } | undefined,
): Refused {
  const message = `must be ${current?.version ?? 0}, the version in force`;
  return refused(code, {
    problems: [{ in: 'body', member: 'basedOn', message }],
    ...(current === undefined
      ? {}
      : { adminDescription: `${current.savedBy} saved version ${current.version} at ${timeOf(current.savedAt)}.` }),
  });
}
