import { associatedDomainsTable } from './payloads/associated-domains.ts';
import { commonPayloadKeysTable } from './payloads/common-payload-keys.ts';
import { extensibleSsoTable } from './payloads/extensible-sso.ts';
import { mdmTable } from './payloads/mdm.ts';
import { securityAcmeTable } from './payloads/security-acme.ts';
import { fdeRecoveryKeyEscrowTable } from './payloads/fde-recovery-key-escrow.ts';
import { securityPemTable } from './payloads/security-pem.ts';
import { securityPkcs1Table } from './payloads/security-pkcs1.ts';
import { securityRootTable } from './payloads/security-root.ts';
import { securityScepTable } from './payloads/security-scep.ts';
import { topLevelTable } from './payloads/top-level.ts';
import type { MessageTable } from './message-table.ts';

/** The outside of configuration profiles, the keys that all payloads share, and the payloads that this product makes. */
export const payloadTables: readonly MessageTable[] = [
  topLevelTable,
  commonPayloadKeysTable,
  mdmTable,
  securityScepTable,
  securityAcmeTable,
  securityRootTable,
  securityPemTable,
  securityPkcs1Table,
  extensibleSsoTable,
  associatedDomainsTable,
  fdeRecoveryKeyEscrowTable,
];
