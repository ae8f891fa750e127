/** Causes around the local account. */
import { isBefore } from '../macos-version.ts';
import { macosOf } from '../reading/state-values.ts';
import { byRefusals, certain, known, likely, linesLike, possible, refusalsOf, rule, type Rule } from '../rule.ts';

/** The rules. */
export const accountRules: readonly Rule[] = [
  rule({
    code: 'first_login_not_allowed',
    stage: 'account',
    title: 'New people may not get an account on this Mac',
    cause:
      'Somebody without a registration logged in at the login window, and the settings let only others get an account that way.',
    needs: ['audit'],
    admin: ['Say who may: PORCHLIGHT_FIRST_LOGIN_ACCOUNTS=everyone, or groups:NAMES; then restart the server.'],
    user: ['Ask your administrator for access to this Mac.'],
    look: (findings) => byRefusals(refusalsOf(findings, ['first_login_not_allowed'], /^platform-sso\.login$/)),
  }),
  rule({
    code: 'account_claim_missing',
    stage: 'account',
    title: 'The account name comes from a claim that tokens do not have',
    cause: 'TokenToUserMapping names a claim that this server does not put into its tokens, so no account can be made.',
    needs: ['plan', 'text'],
    docs: 'sign-in-plan.md',
    admin: ['Use preferred_username and name in tokenToUserMapping, and save the plan. $ porchlight plan set FILE'],
    look: (findings) => {
      const found = findings.plan?.findings.find(({ code }) => code === 'mapping_claim_unknown');
      const lines = linesLike(
        findings,
        /(?:claim|mapping).{0,60}(?:AccountName|account name|short ?name).{0,60}(?:missing|not found|empty|nil)|missing claim .{0,40}for account/i,
      );
      return certain(...lines, ...(found ? [known('plan', `${found.member}: ${found.message}`)] : []));
    },
  }),
  rule({
    code: 'short_name_mapping_needs_newer_macos',
    stage: 'account',
    title: 'The short account name needs macOS 15.4',
    cause:
      'com.apple.PlatformSSO.AccountShortName came with macOS 15.4; earlier ones find no such claim and make no account.',
    needs: ['plan'],
    docs: 'sign-in-plan.md',
    admin: ['Map the account name from preferred_username while Macs before 15.4 are about. $ porchlight plan show'],
    look: (findings) => {
      const mapping = findings.plan?.plan.accounts.tokenToUserMapping;
      const { version } = macosOf(findings);
      if (mapping?.accountName !== 'com.apple.PlatformSSO.AccountShortName' || version === undefined) return undefined;
      return isBefore(version, '15.4')
        ? certain(known('plan', `accountName: ${mapping.accountName}; the Mac runs macOS ${version}`))
        : undefined;
    },
  }),
  rule({
    code: 'account_name_taken',
    stage: 'account',
    title: 'A local account has the name already',
    cause: 'The account that was to be made or linked has the short name of another local account on the Mac.',
    needs: ['text'],
    admin: [
      'See whose account it is, and rename it or link it by a registration from within it. $ dscl . -read /Users/NAME AltSecurityIdentities RealName',
    ],
    user: ['Log in to the account that is there, and register from it.'],
    look: (findings) =>
      likely(
        ...linesLike(
          findings,
          /(?:account|user)(?: name)? .{0,60}already (?:exists|in use|taken)|a user with th(?:at|is) (?:name|short name) exists/i,
        ),
      ),
  }),
  rule({
    code: 'account_not_made_in_setup',
    stage: 'account',
    title: 'The Mac came out of setup without an account',
    cause:
      'Setup ended and the Mac tells of no account of a person, so nobody can log in but an administrator of yours.',
    needs: ['mac'],
    yieldsTo: ['app_missing_at_release', 'app_not_hosted', 'app_install_failed'],
    admin: [
      'Look at the plan: createFirstUserDuringSetup, and a method for new accounts. $ porchlight plan show',
      'Erase the Mac and let it begin again.',
    ],
    look: ({ mac, plan }) => {
      const { setup } = mac ?? {};
      if (setup?.lane !== 'setup-assistant' || setup.state !== 'released' || setup.accounts?.length !== 0)
        return undefined;
      const wanted =
        plan?.plan.accounts.createFirstUserDuringSetup === true && plan.plan.setup.primaryAccount.skip === false;
      return wanted && plan.plan.setup.autoAdvance === false ? possible(known('mac', 'accounts: none')) : undefined;
    },
  }),
];
