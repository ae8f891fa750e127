/**
 * Recovery codes: ten on paper, for the day the telephone is lost. Each counts once; new ones end the old. Whoever reads the
 * database learns none of them, and shown they are once.
 */
import { appendAudit } from '#server/audit/audit.ts';
import { type FactorPorts, personOf } from '../factor-ports.ts';
import { codeDigest, digestKeyLength, makeCode } from '../readable-code.ts';
import { countUnused, findKey, replaceSet, useCode } from './store.ts';

/** New codes. They are shown once, and are secrets. */
export type MakeCodesOutcome =
  | { readonly kind: 'made'; readonly codes: readonly string[] }
  | { readonly kind: 'not-found' };

/** Recovery codes of people. */
export interface RecoveryCodes {
  /** Checks a code, and uses it up. The caller has asked its budgets. */
  check(userId: string, code: string): Promise<'accepted' | 'wrong'>;
  /** How many codes a person has left. */
  left(userId: string): Promise<number>;
  /** Makes codes for a person, by id or name, and ends those that there were. */
  make(user: string, actor: string): Promise<MakeCodesOutcome>;
}

const codesOfSet = 10;
/** 49.5 bits. */
const shape = { groups: 2, lettersOfGroup: 5 };

/** Puts the factor together. */
export function createRecoveryCodes(ports: FactorPorts): RecoveryCodes {
  return {
    check: (userId, code) => checkCode(ports, userId, code),
    left: (userId) => countUnused(ports.database, userId),
    make: (user, actor) => makeCodes(ports, user, actor),
  };
}

async function checkCode(
  { database, sealer, clock }: FactorPorts,
  userId: string,
  code: string,
): Promise<'accepted' | 'wrong'> {
  const key = await findKey(database, sealer, userId);
  const digest = key && codeDigest(key, code);
  if (!digest) return 'wrong';
  return database.write(async (writer) => {
    const now = clock.now();
    if (!(await useCode(writer, { userId, digest, now }))) return 'wrong';
    const left = await countUnused(writer, userId);
    appendAudit(writer, now, [{ type: 'factors.recovery-codes.used', outcome: 'changed', userId, detail: { left } }]);
    return 'accepted';
  });
}

async function makeCodes(ports: FactorPorts, name: string, actor: string): Promise<MakeCodesOutcome> {
  const { database, sealer, clock, random } = ports;
  const user = await personOf(ports, name);
  if (!user) return { kind: 'not-found' };
  const key = random.bytes(digestKeyLength);
  const made = new Map<string, Uint8Array>();
  while (made.size < codesOfSet) {
    const code = makeCode(random, shape);
    const digest = codeDigest(key, code);
    if (digest) made.set(code, digest);
  }
  const now = clock.now();
  await database.write(async (writer) => {
    await replaceSet(writer, sealer, { userId: user.id, key, digests: [...made.values()], now });
    const event = { type: 'factors.recovery-codes.made', outcome: 'changed', actor, userId: user.id } as const;
    appendAudit(writer, now, [{ ...event, detail: { codes: made.size } }]);
  });
  return { kind: 'made', codes: [...made.keys()] };
}
