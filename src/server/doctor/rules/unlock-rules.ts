/** Causes at the login window, the lock screen and FileVault, and of renewals that fail. */
import { numberBehind, stateMember } from '../reading/state-values.ts';
import { isPersonRegistered } from '../standing.ts';
import { byRefusals, certain, likely, linesLike, quoted, refusalsOf, rule, type Rule } from '../rule.ts';

const signedInSince = /^platform-sso\.(?:login|refresh|user\.registered)$/;

/** The rules. */
export const unlockRules: readonly Rule[] = [
  rule({
    code: 'screensaver_rule_replaced',
    stage: 'unlock',
    title: 'The rule for unlocking the screen was overwritten',
    cause:
      'A security baseline or another program replaced macOS’s authorization rule system.login.screensaver, so the screen does not ask Platform SSO.',
    needs: ['text'],
    admin: [
      'Read the rule. $ security authorizationdb read system.login.screensaver',
      'Take that setting out of the baseline, and put the rule back. $ sudo security authorizationdb write system.login.screensaver use-login-window-ui',
    ],
    user: ['Restart the Mac if the lock screen does not take your password.'],
    look: (findings) =>
      likely(
        ...linesLike(
          findings,
          /<string>(?:authenticate-session-owner(?:-or-admin)?|is-admin|use-smartcard-only)<\/string>/,
        ),
        ...linesLike(
          findings,
          /psso-screensaver.{0,60}(?:missing|overwritten|not found|replaced)|system\.login\.screensaver.{0,80}(?:modified|overwritten|replaced)/i,
        ),
      ),
  }),
  rule({
    code: 'unlock_key_missing',
    stage: 'unlock',
    title: 'The Mac has no unlock key of the person',
    cause:
      'The method Password unlocks by a key that the server keeps; the Mac never asked for it, so only the local password opens the Mac.',
    needs: ['text'],
    yieldsTo: ['app_built_for_macos_13', 'shared_keys_changed'],
    admin: ['See that the app was built for macOS 14 or later and the plan shares device keys. $ porchlight plan show'],
    user: ['Open System Settings > Users & Groups > Network Account Server > Edit > Repair.'],
    look: (findings) => {
      const type = stateMember(findings, 'user', 'loginType');
      const shared = stateMember(findings, 'device', 'sharedDeviceKeys')?.value === 'true';
      const user = findings.text?.state?.user;
      const isWhole = user?.kind === 'present' && user.members.has('version');
      const hasKey =
        user?.members.has('userUnlockCertificate') === true || user?.members.has('userUnlockHash') === true;
      const isRegistered = isPersonRegistered(findings) === true;
      return type && numberBehind(type) === 1 && shared && isWhole && isRegistered && !hasKey
        ? likely(...quoted([type.line]))
        : undefined;
    },
  }),
  rule({
    code: 'unlock_key_gone_here',
    stage: 'unlock',
    title: 'The server does not have the unlock key any more',
    cause:
      'The key was ended with a registration or belongs to another person; the Mac makes a new key request by itself, or after a repair.',
    needs: ['audit'],
    admin: ['See the registrations on the Mac. $ porchlight device show SERIAL'],
    user: [
      'Unlock with the local password, then open System Settings > Users & Groups > Network Account Server > Edit > Repair.',
    ],
    look: (findings) =>
      byRefusals(
        refusalsOf(
          findings,
          ['unlock_key_unknown', 'key_context_invalid'],
          /^platform-sso\.(?:key-request|key-exchange|user\.registered)$/,
        ),
      ),
  }),
  rule({
    code: 'offline_grace_over',
    stage: 'unlock',
    title: 'The Mac wants the server, and has been without it for too long',
    cause:
      'A policy of the plan requires a sign-in, and the grace period without a network is over or was never given.',
    needs: ['text'],
    docs: 'sign-in-plan.md',
    admin: [
      'Give AllowOfflineGracePeriod and a length in the plan’s policies, and keep one account that is not under them. $ porchlight plan show',
    ],
    user: ['Connect to a network at the login window, then type your organisation’s password.'],
    look: (findings) =>
      likely(
        ...linesLike(
          findings,
          /(?:offline|authentication) grace period.{0,60}(?:expired|over|exceeded|ended)|grace period .{0,30}has (?:expired|ended)|RequireAuthentication.{0,80}(?:denied|not allowed|offline)/i,
        ),
      ),
  }),
  rule({
    code: 'refresh_token_reused',
    stage: 'renewal',
    title: 'An old token was used again',
    cause:
      'A token that was replaced long before came once more, and its whole family was ended: two Macs with one disk, a restored copy, or somebody who took it.',
    needs: ['audit'],
    admin: [
      'Find out whether the disk was copied. $ porchlight audit list --device SERIAL',
      'If nobody restored it, revoke the Mac. $ porchlight device revoke SERIAL',
    ],
    user: ['Answer “Authentication Required” and sign in again.'],
    look: (findings) =>
      byRefusals(refusalsOf(findings, ['refresh_token_reused'], /^platform-sso\.(?:login|user\.registered)$/)),
  }),
  rule({
    code: 'refresh_refused',
    stage: 'renewal',
    title: 'The Mac’s token is not good any more',
    cause:
      'The Mac renews with a token that was ended by an administrator or a new password, or that has outlived its time; the person signs in once.',
    needs: ['audit'],
    yieldsTo: ['refresh_token_reused', 'account_disabled', 'mac_revoked'],
    admin: ['See what ended it. $ porchlight audit list --device SERIAL'],
    user: ['Answer “Authentication Required” and sign in again.'],
    look: (findings) => {
      const codes = [
        'refresh_token_expired',
        'refresh_token_revoked',
        'refresh_token_unknown',
        'refresh_token_foreign',
      ];
      return byRefusals(refusalsOf(findings, codes, signedInSince));
    },
  }),
  rule({
    code: 'login_refused_with_predicate',
    stage: 'renewal',
    title: 'The Mac takes every failure for a wrong password',
    cause:
      'The login configuration has an invalidCredentialPredicate that fits other errors too, so the Mac asks for the password without end.',
    needs: ['text'],
    yieldsTo: ['login_configuration_stale', 'other_extension'],
    admin: [
      'This server’s own login configuration has none: let the Mac register again. $ porchlight device repair SERIAL',
    ],
    user: ['Choose Cancel, and ask your administrator.'],
    look: (findings) => {
      const predicate = stateMember(findings, 'login', 'invalidCredentialPredicate');
      const own = findings.plan !== undefined;
      return predicate !== undefined && own ? certain(...quoted([predicate.line])) : undefined;
    },
  }),
];
