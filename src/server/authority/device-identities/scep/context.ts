import type { CmsSigner } from '#protocol/cms/signed-data.ts';
import type { ScepOpener, ScepSealer } from '#protocol/scep/envelope.ts';
import type { Budget } from '#server/http/budget.ts';
import type { AuthorityKeys } from '../authority-keys.ts';
import type { DeviceIdentityPorts } from '../identity-ports.ts';
import type { IdentityIssuer } from '../issuer.ts';
import type { IdentityVerifier } from '../verifier.ts';

/** Everything that the SCEP endpoint works with. */
export interface ScepContext {
  readonly ports: DeviceIdentityPorts;
  readonly keys: AuthorityKeys;
  readonly issuer: IdentityIssuer;
  readonly verifier: IdentityVerifier;
  /** Failures by network address. */
  readonly budget: Budget;
  readonly opener: ScepOpener;
  readonly sealer: ScepSealer;
  readonly signer: CmsSigner;
}
