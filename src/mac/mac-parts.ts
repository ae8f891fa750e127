/** The parts of one Mac wired together, as the acts use them. */
import type { Crypto } from '#protocol/crypto.ts';
import { uuidFrom } from '#protocol/encoding/uuid.ts';
import { nodeCrypto } from '#runtime/crypto.ts';
import { type EvidenceLog, evidenceLog } from './evidence-log.ts';
import type { KeychainTools } from './keychain/login-keychain.ts';
import type { MacState } from './mac-state.ts';
import { type MacosTraits, traitsOf } from './macos/versions.ts';
import type { MacPorts } from './ports.ts';
import { type QuirkBox, quirkBox } from './quirks/quirk-box.ts';
import { type Sealer, uidSealer } from './secure-enclave/seal.ts';
import { type SecureEnclave, secureEnclave } from './secure-enclave/secure-enclave.ts';

/** One Mac inside. `state` is changed in place by the acts. */
export interface MacParts {
  readonly state: MacState;
  readonly ports: MacPorts;
  readonly crypto: Crypto;
  readonly sealer: Sealer;
  readonly enclave: SecureEnclave;
  readonly log: EvidenceLog;
  readonly quirks: QuirkBox;
  readonly keychains: KeychainTools;
  /** What commands leave to be done once their reports are delivered. */
  readonly afterConnection: (() => void | Promise<void>)[];
  traits(): MacosTraits;
  /** Milliseconds since 1970 as the Mac remembers time. */
  now(): number;
  /** Milliseconds since 1970 as messages carry it. */
  wireNow(): number;
  /** An upper-case UUID. */
  uuid(): string;
}

/** Wires a state to its ports. @throws {MacError} `uid_key_malformed` */
export function assemble(state: MacState, ports: MacPorts): MacParts {
  const { random } = ports;
  const sealer = uidSealer(ports.uidKey, random, nodeCrypto);
  const wireNow = () => ports.clock.now() + state.clock.skew;
  const now = () => wireNow() + state.clock.advancedBy;
  return {
    state,
    ports,
    crypto: nodeCrypto,
    sealer,
    enclave: secureEnclave({ storage: state.secureEnclave, sealer, random, now, attestation: ports.attestation }),
    log: evidenceLog(ports.watch),
    quirks: quirkBox({ state, sealer, random, crypto: nodeCrypto, wireNow }),
    keychains: { random, aead: nodeCrypto, sealer, now },
    afterConnection: [],
    traits: () => traitsOf(state.macos),
    now,
    wireNow,
    uuid: () => uuidFrom(random.bytes(16)),
  };
}
