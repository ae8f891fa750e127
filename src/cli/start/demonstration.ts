/** The demonstration organisation: an administrator, an auditor, three people, two groups; passwords made up and told once. */
import { systemRandom } from '#runtime/random.ts';
import type { DirectoryFeature } from '#server/directory/feature.ts';
import { table } from '../table.ts';

interface Person {
  readonly accountName: string;
  readonly fullName: string;
  readonly administrator: boolean;
  readonly auditor?: boolean;
  readonly groups: readonly string[];
}

const people: readonly Person[] = [
  { accountName: 'marie', fullName: 'Marie Curie', administrator: true, groups: ['Mac Admins', 'Engineering'] },
  { accountName: 'alice', fullName: 'Alice Ball', administrator: false, groups: ['Engineering'] },
  { accountName: 'bob', fullName: 'Bob Kahn', administrator: false, groups: ['Engineering'] },
  { accountName: 'carol', fullName: 'Carol Shaw', administrator: false, groups: [] },
  { accountName: 'grace', fullName: 'Grace Hopper', administrator: false, auditor: true, groups: [] },
];
const domain = 'porchlight.example';
const actor = 'npm start';

/** Makes the organisation. Returns what to tell the person; the passwords are nowhere else. */
export async function makeDemonstration(directory: DirectoryFeature): Promise<string> {
  for (const name of new Set(people.flatMap(({ groups }) => groups))) await directory.createGroup(name, actor);
  const rows: string[][] = [];
  for (const { groups, ...person } of people) {
    const password = madeUpPassword();
    const userPrincipalName = `${person.accountName}@${domain}`;
    const wish = { ...person, userPrincipalName, email: userPrincipalName, password: { value: password } };
    const outcome = await directory.createUser(wish, actor);
    if (outcome.kind !== 'created')
      throw new Error(`The demonstration's ${person.accountName} was not made: ${outcome.kind}.`);
    for (const group of groups) await directory.addMember(group, outcome.user.id, actor);
    rows.push([userPrincipalName, person.fullName, roleOf(person), password]);
  }
  const heading = '\nA demonstration organisation was made. These passwords are shown once:\n';
  return `${heading}\n${table(['USER', 'NAME', 'ROLE', 'PASSWORD'], rows)}`;
}

function roleOf({ administrator, auditor = false }: Pick<Person, 'administrator' | 'auditor'>): string {
  if (administrator) return 'administrator';
  return auditor ? 'auditor' : 'person';
}

/** Sixteen letters in syllables that can be read out, and two digits: about 60 bits. */
function madeUpPassword(): string {
  const consonants = 'bdfghjklmnprstvz';
  const vowels = 'aeiou';
  const pick = (letters: string) => letters.charAt((systemRandom.bytes(1)[0] ?? 0) % letters.length);
  const word = () => pick(consonants) + pick(vowels) + pick(consonants) + pick(vowels);
  return `${[word(), word(), word(), word()].join('-')}-${pick('0123456789')}${pick('0123456789')}`;
}
