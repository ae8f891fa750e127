/**
 * Factors beside the password: one-time codes of an authenticator, recovery codes, temporary access passes. The feature owns
 * their secrets, and that each counts as often as it may. It does not own when one is asked for, nor the budget of guesses:
 * whoever asks does.
 */
import type { FactorPorts } from './factor-ports.ts';
import { createOneTimeCodes, type OneTimeCodes } from './one-time-codes/one-time-codes.ts';
import { sealedSecrets } from './one-time-codes/store.ts';
import { createRecoveryCodes, type RecoveryCodes } from './recovery-codes/recovery-codes.ts';
import { removeSet, sealedKeys } from './recovery-codes/store.ts';
import { resealRows } from './sealed-rows.ts';
import { removeEndedPasses, removePass, sealedPassKeys } from './temporary-passes/store.ts';
import { createTemporaryPasses, type TemporaryPasses } from './temporary-passes/temporary-passes.ts';

/** The feature at work. */
export interface Factors {
  readonly oneTimeCodes: OneTimeCodes;
  readonly recoveryCodes: RecoveryCodes;
  readonly temporaryPasses: TemporaryPasses;
  /** Takes everything away from a person who is deleted. */
  forget(userId: string, actor: string): Promise<void>;
  /** Removes what ended long ago. To be called now and then. */
  keepHouse(): Promise<void>;
  /** Seals every secret under the newest master key. Returns how many were sealed again. */
  reseal(): Promise<number>;
}

/** How long a pass that ended is still listed, in milliseconds: a week. */
const keptAfterEnd = 604_800_000;

/** Puts the feature together. */
export function createFactors(ports: FactorPorts): Factors {
  const { database, sealer, clock } = ports;
  const oneTimeCodes = createOneTimeCodes(ports);
  return {
    oneTimeCodes,
    recoveryCodes: createRecoveryCodes(ports),
    temporaryPasses: createTemporaryPasses(ports),
    forget: async (userId, actor) => {
      await oneTimeCodes.removeOneTimeCodes(userId, actor);
      await database.write(async (writer) => {
        await removeSet(writer, userId);
        await removePass(writer, userId);
      });
    },
    keepHouse: () => database.write((writer) => removeEndedPasses(writer, clock.now() - keptAfterEnd)),
    reseal: async () => {
      let resealed = 0;
      for (const rows of [sealedSecrets, sealedKeys, sealedPassKeys])
        resealed += await resealRows(database, sealer, rows);
      return resealed;
    },
  };
}

export type { FactorPorts } from './factor-ports.ts';
export type { ProposeOutcome, OneTimeCodes } from './one-time-codes/one-time-codes.ts';
export type { RecoveryCodes } from './recovery-codes/recovery-codes.ts';
export type { GivePassOutcome, TemporaryPass, TemporaryPasses } from './temporary-passes/temporary-passes.ts';
