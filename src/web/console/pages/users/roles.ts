/** Roles of people, of the two rights that the server knows. */
import type { User } from '#api/users.ts';

/** A role. */
export type Role = 'person' | 'auditor' | 'administrator';

/** For choosing one. */
export const roleChoices: { value: Role; label: string }[] = [
  { value: 'person', label: 'No role: signs in, and sees their own page' },
  { value: 'auditor', label: 'Auditor: sees everything here, changes nothing' },
  { value: 'administrator', label: 'Administrator: sees and changes everything' },
];

/** The rights of a role. */
export function rightsOf(role: Role): Pick<User, 'administrator' | 'auditor'> {
  return { administrator: role === 'administrator', auditor: role === 'auditor' };
}

/** The role of a person. */
export function roleOf({ administrator, auditor }: Pick<User, 'administrator' | 'auditor'>): Role {
  if (administrator) return 'administrator';
  return auditor ? 'auditor' : 'person';
}
