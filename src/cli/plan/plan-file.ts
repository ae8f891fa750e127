import { readFile } from 'node:fs/promises';
import type { z } from 'zod';
import { signInPlan } from '#api/sign-in-plan.ts';
import { parseJsonObject } from '#protocol/encoding/json.ts';
import { CliRefusal } from '../refusal.ts';

/** A plan as it is written, without what is left out. */
export type PlanInput = z.input<typeof signInPlan>;

/** Reads a plan; what `show --json` printed can be given back whole. */
export async function readPlan(file: string): Promise<PlanInput> {
  const object = parseJsonObject(await readFile(file, 'utf8'));
  if (object === undefined) {
    throw new CliRefusal('plan_malformed', `${file} is not a JSON object`, 'docs/sign-in-plan.md has an example', 2);
  }
  const plan = 'plan' in object ? object['plan'] : object;
  const parsed = signInPlan.safeParse(plan);
  if (parsed.success) return plan as unknown as PlanInput;
  const problems = parsed.error.issues.map(({ path, message }) => `${path.join('.')} ${message}`.trim());
  const hint = 'porchlight plan explain MEMBER explains a member';
  throw new CliRefusal('plan_malformed', problems.join('; '), hint, 2);
}
