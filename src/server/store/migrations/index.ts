import { migration0001 } from './0001-audit-and-meta.ts';
import { migration0002 } from './0002-directory.ts';
import { migration0003 } from './0003-platform-sso.ts';
import { migration0004 } from './0004-admin.ts';
import { migration0005 } from './0005-device-identities.ts';
import { migration0006 } from './0006-refresh-siblings.ts';
import { migration0007 } from './0007-sign-in-plan.ts';
import { migration0008 } from './0008-management.ts';
import { migration0009 } from './0009-ade.ts';
import { migration0010 } from './0010-enrollment.ts';
import { migration0011 } from './0011-applications.ts';
import { migration0012 } from './0012-setup-sign-ins.ts';
import { migration0013 } from './0013-one-time-codes.ts';
import { migration0014 } from './0014-setup.ts';
import { migration0015 } from './0015-manual-challenges.ts';
import { migration0016 } from './0016-identity-renewal.ts';
import { migration0017 } from './0017-enrollment-person.ts';
import { migration0018 } from './0018-command-order.ts';
import { migration0019 } from './0019-ade-failing-since.ts';
import { migration0020 } from './0020-unproven-serial-numbers.ts';
import { migration0021 } from './0021-declared-sign-in.ts';
import { migration0022 } from './0022-replaced-identities.ts';
import { migration0023 } from './0023-device-attestations.ts';
import { migration0024 } from './0024-plan-rollout.ts';
import { migration0025 } from './0025-openid.ts';
import { migration0026 } from './0026-recovery-codes-and-passes.ts';
import { migration0027 } from './0027-web-sign-in.ts';
import { migration0028 } from './0028-sign-in.ts';
import { migration0029 } from './0029-sign-in-policy.ts';
import { migration0030 } from './0030-passkeys.ts';
import { migration0031 } from './0031-registration-window.ts';
import { migration0032 } from './0032-openid-macs.ts';
import { migration0033 } from './0033-account.ts';
import { migration0034 } from './0034-certificate-sign-in.ts';
import { migration0035 } from './0035-authenticator.ts';
import { migration0036 } from './0036-mac-applications.ts';
import { migration0037 } from './0037-branding.ts';
import { migration0038 } from './0038-console.ts';
import { migration0039 } from './0039-mac-summaries.ts';
import { migration0040 } from './0040-lists-of-people-and-sessions.ts';
import type { Migration } from './migration.ts';

/** Every migration, oldest first. A feature adds its file and its line at the end. */
export const migrations: readonly Migration[] = [
  migration0001,
  migration0002,
  migration0003,
  migration0004,
  migration0005,
  migration0006,
  migration0007,
  migration0008,
  migration0009,
  migration0010,
  migration0011,
  migration0012,
  migration0013,
  migration0014,
  migration0015,
  migration0016,
  migration0017,
  migration0018,
  migration0019,
  migration0020,
  migration0021,
  migration0022,
  migration0023,
  migration0024,
  migration0025,
  migration0026,
  migration0027,
  migration0028,
  migration0029,
  migration0030,
  migration0031,
  migration0032,
  migration0033,
  migration0034,
  migration0035,
  migration0036,
  migration0037,
  migration0038,
  migration0039,
  migration0040,
];
