/** Causes around the app and its extension. */
import { numberBehind, stateMember } from '../reading/state-values.ts';
import { certain, known, likely, linesLike, quoted, rule, type Rule, unlessMended } from '../rule.ts';

const isAppCommand = (type: string) => /^Install(?:Enterprise)?Application$/.test(type);
const notReady =
  /extension.{0,60}(?:not (?:yet )?(?:ready|available|loaded|running)|unavailable|interrupted|could not be (?:found|started|launched))|(?:issue|problem) with the extension while registering|connection to (?:the )?extension.{0,30}(?:interrupted|invalid)/i;

/** The rules. */
export const appRules: readonly Rule[] = [
  rule({
    code: 'app_not_hosted',
    stage: 'app',
    title: 'The plan’s app is not on this server',
    cause:
      'The plan names a package that was not imported here, so Macs are told of no app, and without its extension nothing registers.',
    needs: ['mac'],
    docs: 'operations/app-and-plan.md',
    admin: [
      'Import the package. $ porchlight application import FILE',
      'Send the Mac its commands again by saving the plan, or restart it in Setup Assistant.',
    ],
    look: ({ mac }) => {
      const alert = mac?.alerts.find(({ code }) => code === 'setup_application_not_hosted');
      if (alert) return certain(known('mac', `alert ${alert.code}: ${alert.detail}`));
      return mac?.isPackageHosted === false && mac.setup?.release !== 'ready'
        ? likely(known('plan', 'the plan’s package: not imported'))
        : undefined;
    },
  }),
  rule({
    code: 'app_install_failed',
    stage: 'app',
    title: 'The Mac refused to install the app',
    cause:
      'The Mac answered the command to install the app with an error: the package is not signed for it, or cannot be fetched.',
    needs: ['mac'],
    docs: 'operations/app-and-plan.md',
    admin: [
      'Read the Mac’s reason. $ porchlight command list SERIAL',
      'See that the package is signed, and that the Mac reaches this server. $ porchlight application list',
    ],
    look: ({ mac }) => {
      const failed = mac?.commands.filter(
        ({ requestType, status }) => isAppCommand(requestType) && /Error/.test(status),
      );
      const [latest] = failed ?? [];
      if (latest === undefined || mac?.setup?.release === 'ready') return undefined;
      return certain(known('mac', `${latest.requestType} ${latest.status}: ${latest.error ?? 'without a reason'}`));
    },
  }),
  rule({
    code: 'app_missing_at_release',
    stage: 'app',
    title: 'The Mac was let go before the app was there',
    cause:
      'Setup waited fifteen minutes for the app and let the Mac go without it, so nothing could register during setup.',
    needs: ['mac'],
    docs: 'operations/when-something-is-wrong.md#awaiting-final-configuration',
    yieldsTo: ['app_install_failed', 'app_not_hosted'],
    admin: [
      'See what was missing. $ porchlight device show SERIAL',
      'Once the app is there the person can register from the notification; erase the Mac where the account has to come from the directory.',
    ],
    user: ['Open System Settings > Users & Groups > Network Account Server > Edit, and register there.'],
    look: ({ mac }) => {
      const alert = mac?.alerts.find(({ code }) => code === 'setup_released_by_watchdog');
      if (mac?.setup?.release !== 'watchdog' || mac.people.length > 0) return undefined;
      return certain(
        known(
          'mac',
          alert?.detail ?? `released by the watchdog; ${mac.setup.missing.join(', ') || 'something'} was missing`,
        ),
      );
    },
  }),
  rule({
    code: 'extension_not_ready',
    stage: 'app',
    title: 'The extension was not ready yet',
    cause:
      'For some ten seconds after the app was installed or updated its extension does not answer, and the registration fails once or twice.',
    needs: ['text'],
    admin: [
      'Nothing; if it stays so after several minutes, have the Mac restarted. $ pluginkit -m -i EXTENSION-IDENTIFIER',
    ],
    user: ['Wait half a minute and choose Try again.'],
    look: (findings) => {
      const lines = linesLike(findings, notReady);
      // A refusal of ours means that the extension was ready, and got a no.
      const refused = findings.events.some(({ type, outcome }) => outcome === 'refused' && /registration/.test(type));
      return refused ? undefined : unlessMended(findings, lines);
    },
  }),
  rule({
    code: 'extension_not_registered_with_macos',
    stage: 'app',
    title: 'macOS does not know the extension',
    cause:
      'The app is not in the Applications folder, is damaged, or came another way than its package, so macOS has no such extension.',
    needs: ['text'],
    yieldsTo: ['extension_not_ready'],
    admin: [
      'See whether macOS lists it. $ pluginkit -m -v -p com.apple.AppSSO.idp-extension',
      'Install the package again: an app from the App Store (VPP) in place of the package is often too old.',
    ],
    look: (findings) =>
      likely(
        ...linesLike(
          findings,
          /no (?:SSO |idp )?extension (?:with|for|matching) (?:identifier|bundle)|extension .{0,80}is not installed|failed to find extension/i,
        ),
      ),
  }),
  rule({
    code: 'app_built_for_macos_13',
    stage: 'app',
    title: 'The app was built for macOS 13',
    cause:
      'An extension that was built with an SDK before macOS 14 speaks Platform SSO 1.0: no shared device keys, smart cards, unlock or new accounts.',
    needs: ['text'],
    docs: 'operations/app-and-plan.md',
    admin: [
      'Import a newer version of the app; people are asked to register again once. $ porchlight application import FILE',
    ],
    look: (findings) => {
      const sdk = stateMember(findings, 'device', 'sdkVersionString');
      const version = Number.parseFloat(sdk?.value ?? '');
      const shared = stateMember(findings, 'device', 'sharedDeviceKeys');
      const method = numberBehind(stateMember(findings, 'device', 'loginType'));
      const wantsMore = findings.plan?.plan.useSharedDeviceKeys === true || shared?.value === 'true' || method === 3;
      return sdk !== undefined && version > 0 && version < 14 && wantsMore ? certain(...quoted([sdk.line])) : undefined;
    },
  }),
  rule({
    code: 'other_extension',
    stage: 'app',
    title: 'Platform SSO of the Mac belongs to another extension',
    cause:
      'A Mac has one Platform SSO registration, and this Mac’s is held by the extension of another identity provider.',
    needs: ['text'],
    admin: [
      'Take the other profile off the Mac where it comes from; its person then registers anew.',
      'See which profiles the Mac has. $ sudo profiles list',
    ],
    look: (findings) => {
      const own = findings.plan?.plan.application.extensionIdentifier;
      const found = stateMember(findings, 'device', 'extensionIdentifier');
      if (found === undefined || own === undefined || found.value === own) return undefined;
      return certain(...quoted([found.line]), known('plan', `the plan’s extension: ${own}`));
    },
  }),
];
