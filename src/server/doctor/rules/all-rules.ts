/** Every cause that the doctor knows, in the order of the way to a signed-in Mac. */
import { doctorStages } from '#api/doctor.ts';
import type { Rule } from '../rule.ts';
import { accountRules } from './account-rules.ts';
import { appRules } from './app-rules.ts';
import { domainRules } from './domain-rules.ts';
import { enrollmentRules } from './enrollment-rules.ts';
import { profileRules } from './profile-rules.ts';
import { registrationRules } from './registration-rules.ts';
import { signInRules } from './sign-in-rules.ts';
import { unlockRules } from './unlock-rules.ts';

/** The rules. */
export const allRules: readonly Rule[] = [
  ...enrollmentRules,
  ...appRules,
  ...profileRules,
  ...domainRules,
  ...registrationRules,
  ...accountRules,
  ...signInRules,
  ...unlockRules,
].toSorted((left, right) => doctorStages.indexOf(left.stage) - doctorStages.indexOf(right.stage));
