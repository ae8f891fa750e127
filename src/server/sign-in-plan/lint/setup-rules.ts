/** Rules about setup: Automated Device Enrollment, registration in Setup Assistant, Macs with nobody at them. */
import { skipSetupItems } from '#protocol/ade/skip-setup-items.ts';
import { mayBeOlderThan, type Rule, when } from './rule.ts';

/** The rules. */
export const setupRules: readonly Rule[] = [registration, delivery, unattended, primaryAccount, deviceIdentity, panes];

function registration(plan: Parameters<Rule>[0]): ReturnType<Rule> {
  const { setup, registration: wish } = plan;
  return [
    ...when(
      setup.requirePlatformSso && !wish.duringSetup,
      'registration_during_setup_needed',
      'registration.duringSetup',
    ),
    ...when(setup.requirePlatformSso && setup.signInPage, 'sign_in_page_excludes_platform_sso', 'setup.signInPage'),
    ...when(setup.autoAdvance && setup.signInPage, 'auto_advance_with_sign_in_page', 'setup.signInPage'),
    ...when(
      wish.duringSetup && mayBeOlderThan(plan, [26, 0, 0]),
      'registration_during_setup_needs_macos_26',
      'setup.minimumMacos',
    ),
    ...when(
      wish.duringSetup && !setup.awaitConfigured && !setup.requirePlatformSso,
      'await_configured_needed',
      'setup.awaitConfigured',
    ),
  ];
}

function delivery(plan: Parameters<Rule>[0]): ReturnType<Rule> {
  const isDeclared = plan.delivery === 'declaration';
  const isDuringSetup = plan.registration.duringSetup || plan.setup.requirePlatformSso;
  return [
    ...when(isDeclared && isDuringSetup, 'declaration_not_during_setup', 'delivery'),
    ...when(isDeclared && !isDuringSetup && mayBeOlderThan(plan, [27, 0, 0]), 'declaration_needs_macos_27', 'delivery'),
  ];
}

function unattended({ setup, registration: wish, accounts }: Parameters<Rule>[0]): ReturnType<Rule> {
  if (!setup.autoAdvance) return [];
  const knowsPlace = setup.language !== undefined && setup.region !== undefined;
  return [
    ...when(!wish.tokenPerMac, 'registration_token_needed', 'registration.tokenPerMac'),
    ...when(
      setup.managedAdministrator === undefined,
      'auto_advance_without_administrator',
      'setup.managedAdministrator',
    ),
    ...when(!knowsPlace, 'auto_advance_without_language', 'setup.language'),
    ...when(
      accounts.createFirstUserDuringSetup && wish.duringSetup,
      'auto_advance_with_first_user',
      'accounts.createFirstUserDuringSetup',
    ),
    ...when(!accounts.createUserAtLogin, 'auto_advance_without_accounts', 'accounts.createUserAtLogin'),
  ];
}

function primaryAccount({ setup }: Parameters<Rule>[0]): ReturnType<Rule> {
  const { skip, regularUser } = setup.primaryAccount;
  const isAlone = setup.managedAdministrator === undefined;
  return when((skip || regularUser) && isAlone, 'primary_account_needs_administrator', 'setup.managedAdministrator');
}

function deviceIdentity(plan: Parameters<Rule>[0]): ReturnType<Rule> {
  const { deviceIdentity: wish } = plan.setup;
  const isStrict = wish === 'attested-only';
  const member = 'setup.deviceIdentity';
  return [
    ...when(isStrict && mayBeOlderThan(plan, [14, 0, 0]), 'attested_only_refuses_older_macos', 'setup.minimumMacos'),
    ...when(isStrict, 'attested_only_refuses_intel', member),
    ...when(wish === 'attested', 'attested_where_possible', member),
  ];
}

function panes({ setup }: Parameters<Rule>[0]): ReturnType<Rule> {
  return setup.skipPanes.flatMap((pane, index) =>
    when(!Object.hasOwn(skipSetupItems, pane), 'skip_pane_unknown', `setup.skipPanes.${index}`),
  );
}
