/** Causes at signing in: who, by what, and what stands between. */
import { stateMember, stateOf } from '../reading/state-values.ts';
import {
  byRefusals,
  certain,
  known,
  likely,
  linesLike,
  quoted,
  refusalsOf,
  rule,
  type Rule,
  type RuleText,
} from '../rule.ts';

const signedInSince = /^platform-sso\.(?:login|refresh)$/;

function refusedAtSignIn(codes: readonly string[], text: Omit<RuleText, 'look' | 'needs' | 'stage'>): Rule {
  return rule({
    ...text,
    stage: 'signed-in',
    needs: ['audit'],
    look: (findings) => byRefusals(refusalsOf(findings, codes, signedInSince)),
  });
}

const sameHost = (left: string, right: string) => {
  if (!URL.canParse(left) || !URL.canParse(right)) return left === right;
  return new URL(left).host === new URL(right).host;
};

/** The rules. */
export const signInRules: readonly Rule[] = [
  rule({
    code: 'account_disabled',
    stage: 'signed-in',
    title: 'The person is disabled',
    cause: 'The person is disabled in the directory, so neither login nor unlock nor refresh is answered.',
    needs: ['mac', 'audit'],
    admin: ['Where that is a mistake, enable them. $ porchlight user enable USER'],
    user: ['Ask your administrator.'],
    look: (findings) => {
      const disabled = findings.mac?.people.filter(({ isDisabled }) => isDisabled) ?? [];
      const refused = refusalsOf(findings, ['user_disabled', 'person_gone', 'person_disabled'], signedInSince);
      const byReason = refusalsOf(findings, ['wrong_credential'], signedInSince).filter(
        ({ reason }) => reason === 'disabled',
      );
      if (disabled.length > 0)
        return certain(...disabled.slice(0, 3).map(({ name }) => known('mac', `${name}: disabled`)));
      return byRefusals([...refused, ...byReason]);
    },
  }),
  rule({
    code: 'password_must_change',
    stage: 'signed-in',
    title: 'The password is temporary or has to be changed',
    cause:
      'A temporary password, or one that has to be changed, does not sign a Mac in and cannot become the local password.',
    needs: ['audit', 'mac'],
    admin: ['Send the person to their page to choose a password: /account on this server.'],
    user: ['Change your password on your organisation’s page, then sign in on the Mac with the new one.'],
    look: (findings) => {
      const people =
        findings.mac?.people.filter(({ mustChangePassword, method }) => mustChangePassword && method === 'Password') ??
        [];
      const refused = byRefusals(refusalsOf(findings, ['password_must_change'], signedInSince));
      return (
        refused ??
        certain(...people.slice(0, 3).map(({ name }) => known('mac', `${name}: the password must be changed`)))
      );
    },
  }),
  refusedAtSignIn(['too_many_attempts'], {
    code: 'attempts_used_up',
    title: 'There were too many wrong attempts',
    cause:
      'The budget for wrong credentials of the person, the Mac or the address is used up; it fills again in minutes.',
    docs: 'operations/when-something-is-wrong.md#the-server',
    admin: [
      'See who tries what. $ porchlight audit list --device SERIAL',
      'Ten wrong passwords in five minutes are a person’s, sixty in ten minutes a Mac’s budget.',
    ],
    user: ['Wait five minutes, then try once with care.'],
  }),
  rule({
    code: 'password_not_the_organisations',
    stage: 'signed-in',
    title: 'The name or the password is wrong',
    cause:
      'The Mac reached the server, and the name or the password was not right; the reason in the event says which.',
    needs: ['audit'],
    yieldsTo: ['account_disabled', 'password_must_change', 'enclave_key_lost', 'password_changed_elsewhere'],
    admin: ['Set another password where the person has lost theirs. $ porchlight user set-password USER'],
    user: ['Type the password of your organisation, not an old one of this Mac.'],
    look: (findings) => byRefusals(refusalsOf(findings, ['wrong_credential'], signedInSince)),
  }),
  rule({
    code: 'password_changed_elsewhere',
    stage: 'signed-in',
    title: 'The password was changed elsewhere, and the Mac has the old one',
    cause:
      'After a change of the password a Mac learns the new one when its person next locks and unlocks it with a network; until then the old one counts on the Mac.',
    needs: ['audit', 'mac', 'text'],
    admin: ['Ring the Mac, so that it renews sooner. $ porchlight enrollment push SERIAL'],
    user: ['Lock the Mac and unlock it with the new password while it has a network.'],
    look: (findings) => {
      const changes = findings.events.filter(({ type }) => /^directory\.password\.(?:changed|set)$/.test(type));
      const pending = changes.filter(({ userId, time }) =>
        findings.mac?.people.some(
          (person) =>
            person.userId === userId &&
            person.method === 'Password' &&
            person.lastLoginAt !== undefined &&
            person.lastLoginAt < time &&
            findings.now - time > 3_600_000,
        ),
      );
      if (pending.length === 0) return undefined;
      return likely(
        ...pending.slice(0, 2).map(({ sequence, type }) => ({
          source: 'audit' as const,
          line: null,
          event: sequence,
          quote: `${type}, after the last login on this Mac`,
        })),
      );
    },
  }),
  rule({
    code: 'local_password_rules_stricter',
    stage: 'signed-in',
    title: 'The Mac’s own password rules refuse the organisation’s password',
    cause:
      'A passcode policy on the Mac is stricter than the rules of the directory, or lets passwords expire, so the new password cannot become the local one, and the Mac asks again.',
    needs: ['text', 'plan'],
    docs: 'sign-in-plan.md',
    admin: [
      'Take the passcode payload off these Macs, or make it no stricter than the directory. $ pwpolicy -getaccountpolicies',
    ],
    user: ['Choose a longer password on your organisation’s page.'],
    look: (findings) => {
      const found = findings.plan?.findings.filter(({ code }) => code.startsWith('local_passcode_')) ?? [];
      const lines = linesLike(
        findings,
        /password (?:does not|doesn['’]t) (?:meet|satisfy)|PasswordQuality(?:Check)?Failed|-14165\b|password policy .{0,40}(?:not satisfied|violat|fail)/i,
      );
      const lint = found.map(({ code, message }) => known('plan', `${code}: ${message}`));
      return lines.length > 0
        ? certain(...lines, ...lint)
        : findings.plan?.method === 'Password'
          ? likely(...lint)
          : undefined;
    },
  }),
  rule({
    code: 'sign_in_policy_refuses',
    stage: 'signed-in',
    title: 'A rule of the policy refuses the sign-in',
    cause: 'A rule asks for a factor that the person has none of, or refuses the Mac or the purpose.',
    needs: ['audit'],
    docs: 'policy.md',
    admin: [
      'See which rule decides. $ porchlight policy what-if --user USER --purpose login --device SERIAL',
      'Give a temporary pass so that the person adds a factor. $ porchlight temporary-pass give USER',
    ],
    user: ['Add another way to sign in on your organisation’s page, or ask for a temporary access pass.'],
    look: (findings) => {
      const refused = refusalsOf(findings, ['policy_refused', 'factor_missing'], signedInSince);
      return byRefusals(
        refused.filter(({ purpose }) => purpose !== 'mac-registration' && purpose !== 'setup-assistant'),
      );
    },
  }),
  refusedAtSignIn(['nonce_foreign', 'nonce_malformed', 'signature_invalid', 'party_info_wrong_nonce'], {
    code: 'request_changed_on_the_way',
    title: 'Something between Mac and server changes requests',
    cause:
      'The nonce came back under another client-request-id, or the signature does not fit: a proxy changes headers or bodies.',
    admin: [
      'Let client-request-id and bodies through unchanged at whatever stands before the server.',
      'Try without it, from inside its network.',
    ],
    user: ['Try once with another network, such as that of a phone.'],
  }),
  refusedAtSignIn(['nonce_replayed', 'nonce_expired'], {
    code: 'nonce_not_fresh',
    title: 'A request came twice, or too late',
    cause: 'A proxy repeats requests, or the connection is so slow that the nonce ended on the way.',
    admin: ['Turn off retries of POST requests at whatever stands before the server.'],
    user: ['Try again.'],
  }),
  rule({
    code: 'login_configuration_stale',
    stage: 'signed-in',
    title: 'The Mac has the login configuration of another time or server',
    cause:
      'The addresses or keys that the Mac keeps are not this server’s: it registered elsewhere, or before the server was moved or made anew.',
    needs: ['text', 'audit'],
    docs: 'operations/moving-and-backups.md',
    yieldsTo: ['other_extension'],
    admin: ['Let the Mac register again. $ porchlight device repair SERIAL'],
    user: ['Open System Settings > Users & Groups > Network Account Server > Edit > Repair.'],
    look: (findings) => {
      const names = ['issuer', 'tokenEndpointURL'] as const;
      const foreign = names.flatMap((name) => {
        const found = stateMember(findings, 'login', name);
        return found === undefined || sameHost(found.value, findings.issuer) ? [] : quoted([found.line]);
      });
      if (foreign.length > 0) return certain(...foreign, known('mac', `this server: ${findings.issuer}`));
      const codes = [
        'audience_mismatch',
        'client_mismatch',
        'issuer_mismatch',
        'assertion_undecryptable',
        'assertion_audience_mismatch',
      ];
      return byRefusals(refusalsOf(findings, codes, signedInSince));
    },
  }),
  rule({
    code: 'server_too_busy',
    stage: 'signed-in',
    title: 'The server took no more work',
    cause: 'More passwords came at once than can be checked, and Macs were told to come back (503); they do.',
    needs: ['audit', 'text'],
    docs: 'performance.md',
    admin: [
      'Look at the figures when it happens again; more processors, or more nodes, help. $ porchlight server status',
    ],
    user: ['Try again in a minute.'],
    look: (findings) => {
      const refused = byRefusals(refusalsOf(findings, ['busy', 'directory_busy'], signedInSince), 'likely');
      return (
        refused ?? likely(...linesLike(findings, /Received \w[\w ]* response, status 503\b|HTTP(?: status)? 503\b/))
      );
    },
  }),
  rule({
    code: 'kerberos_ticket_not_imported',
    stage: 'signed-in',
    title: 'A Kerberos ticket was not taken',
    cause: 'The tokens name a Kerberos ticket, and the Mac could not import it or not reach the realm.',
    needs: ['text'],
    admin: [
      'See what the Mac says of the realm. $ app-sso -i REALM',
      'With the Kerberos extension beside it, set syncLocalPassword to false.',
    ],
    look: (findings) => likely(...linesLike(findings, /"importSuccessful"\s*:\s*false|"failedToConnect"\s*:\s*true/)),
  }),
  rule({
    code: 'browser_host_missing',
    stage: 'signed-in',
    title: 'A browser does not find the extension',
    cause:
      'Chrome and others reach the extension by a native-messaging file of the app, which is missing; Brave, Zen and some more look elsewhere.',
    needs: ['text'],
    admin: [
      'See whether the file is there. $ ls "/Library/Google/Chrome/NativeMessagingHosts"',
      'Install the app’s package again; Safari needs none of it.',
    ],
    user: ['Use Safari meanwhile.'],
    look: (findings) =>
      likely(
        ...linesLike(
          findings,
          /native messaging host (?:\S+ )?(?:is )?not found|NativeMessagingHosts.{0,80}(?:No such file|not found)/i,
        ),
      ),
  }),
  rule({
    code: 'tokens_ended',
    stage: 'signed-in',
    title: 'The Mac’s tokens have ended',
    cause:
      'The Mac has not renewed its tokens in time: it was off or without a network for longer than they live, or every renewal was refused.',
    needs: ['text'],
    isLastResort: true,
    admin: ['See what was refused last. $ porchlight audit list --device SERIAL'],
    user: ['Answer “Authentication Required”, or lock and unlock the Mac with a network.'],
    look: (findings) => {
      const expired = stateOf(findings)?.tokens?.expired;
      return expired === undefined ? undefined : certain(...quoted([expired.line]));
    },
  }),
];
