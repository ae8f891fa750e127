/** A new version of the master key, and every secret sealed again under it. */
import type { Audit } from './audit/audit.ts';
import type { MasterKeys } from './keys/master-keys.ts';

/** A feature that keeps sealed secrets. */
export interface Sealed {
  reseal(): Promise<number>;
}

/** Adds a version and seals everything again. */
export async function rotateMasterKey(keys: MasterKeys, features: readonly Sealed[], audit: Audit, actor: string) {
  const version = keys.addVersion();
  let resealed = 0;
  for (const feature of features) resealed += await feature.reseal();
  audit.record({ type: 'keys.master-key.rotated', outcome: 'changed', actor, detail: { version, resealed } });
  return { version, resealed };
}
