/** Causes on the way to an enrolled Mac: Apple's list, the answer at Remote Management, and management that ended. */
import type { Findings } from '../findings.ts';
import { byRefusals, certain, known, likely, refusalsOf, rule, type Rule, type RuleText } from '../rule.ts';

const enrolledSince = /^(?:management\.enrollment\.authenticated|enrollment\.profile\.delivered)$/;

/** A cause that the refusals of enrollment tell. */
function refusedAtEnrollment(codes: readonly string[], text: Omit<RuleText, 'look' | 'stage' | 'needs'>): Rule {
  return rule({
    ...text,
    stage: 'enrolled',
    needs: ['audit'],
    look: (findings) => byRefusals(refusalsOf(findings, codes, enrolledSince)),
  });
}

const isEnrolled = ({ mac }: Findings) => mac?.management !== undefined;

/** The rules. */
export const enrollmentRules: readonly Rule[] = [
  rule({
    code: 'not_assigned_at_apple',
    stage: 'assigned',
    title: 'Apple has no enrollment profile for the Mac',
    cause:
      'Apple lists the Mac as yours, but no enrollment profile is assigned to it, so Setup Assistant shows no Remote Management.',
    needs: ['mac'],
    admin: [
      'See that there is a sign-in plan, then sync with Apple. $ porchlight ade sync',
      'See what Apple answered for the Mac. $ porchlight ade devices',
      'Restart the Mac in Setup Assistant; one that is past it has to be erased.',
    ],
    user: ['Wait until your administrator says so, then restart the Mac.'],
    look: (findings) => {
      const { mac } = findings;
      if (isEnrolled(findings) || mac?.assignment === undefined) return undefined;
      const { status, code } = mac.assignment;
      if (status !== 'empty') return undefined;
      return certain(known('mac', `profile at Apple: ${status}${code === undefined ? '' : `, last answer ${code}`}`));
    },
  }),
  rule({
    code: 'released_at_apple',
    stage: 'assigned',
    title: 'The Mac is not on this server’s list at Apple any more',
    cause: 'The Mac was released at Apple, or given to another device management server.',
    needs: ['mac', 'audit'],
    admin: ['Assign the Mac to this server in Apple Business Manager.', 'Then sync. $ porchlight ade sync'],
    look: (findings) => {
      const refused = byRefusals(refusalsOf(findings, ['device_disowned'], enrolledSince));
      const { assignment, management } = findings.mac ?? {};
      const isGone = assignment?.status === 'removed' && management?.state !== 'enabled';
      return refused ?? (isGone ? certain(known('mac', 'profile at Apple: removed')) : undefined);
    },
  }),
  refusedAtEnrollment(['push_certificate_missing'], {
    code: 'push_certificate_missing',
    title: 'There is no push certificate',
    cause: 'Without a push certificate of Apple no Mac can be managed, so Remote Management is refused.',
    docs: 'operations/push-certificate.md',
    admin: ['Get one at identity.apple.com/pushcert and import it. $ porchlight push-certificate import FILE'],
    user: ['Try Remote Management again once your administrator says so.'],
  }),
  refusedAtEnrollment(['package_missing'], {
    code: 'package_missing_at_enrollment',
    title: 'The app of the plan is not on this server',
    cause: 'The plan asks for a sign-in before enrollment, and the package of the app that does it was not imported.',
    docs: 'operations/app-and-plan.md',
    admin: ['Import the package. $ porchlight application import FILE'],
  }),
  refusedAtEnrollment(['macos_too_old'], {
    code: 'macos_below_minimum',
    title: 'The Mac’s macOS is older than the plan lets in',
    cause: 'The plan names a minimum macOS, and this Mac cannot be told to update during enrollment.',
    admin: ['Update the Mac before it enrolls, or lower minimumMacos in the plan. $ porchlight plan show'],
    user: ['Update macOS on this Mac, then set it up again.'],
  }),
  refusedAtEnrollment(['attestation_impossible'], {
    code: 'hardware_cannot_be_proven',
    title: 'The plan lets in only Macs that prove their hardware',
    cause: 'The Mac has an Intel processor, is virtual, or runs a macOS before 14, and cannot attest its hardware.',
    admin: [
      'Set deviceIdentity of the plan to "attested" or "scep" if such Macs are to be let in. $ porchlight plan show',
    ],
  }),
  refusedAtEnrollment(['serial_number_foreign', 'enrollment_url_unknown'], {
    code: 'enrollment_address_foreign',
    title: 'The Mac asks at an address that belongs to another Mac',
    cause:
      'The enrollment address was copied, the logic board was changed, or the address is from before the store was made anew.',
    admin: ['Assign the Mac anew at Apple, then sync. $ porchlight ade sync'],
  }),
  refusedAtEnrollment(
    ['access_token_expired', 'access_token_used', 'sign_in_expired', 'sign_in_missing', 'sign_in_cancelled'],
    {
      code: 'sign_in_before_enrollment_ended',
      title: 'The sign-in before enrollment was not finished',
      cause:
        'The person cancelled, took longer than an hour, or the proof of the sign-in was used or had ended when the Mac came back.',
      admin: ['Nothing, unless it happens again; then look for what holds the sign-in up.'],
      user: ['Go back to Remote Management and sign in again.'],
    },
  ),
  rule({
    code: 'left_management',
    stage: 'enrolled',
    title: 'The Mac has left management',
    cause:
      'Somebody removed the management, or the Mac was erased; with it the profile of Platform SSO went, and the registration.',
    needs: ['mac', 'text'],
    admin: [
      'Enroll the Mac again: erase it, or let it ask anew. $ sudo profiles renew -type enrollment',
      'Set "removable" of the plan to false if people are not to remove the management.',
    ],
    look: (findings) => {
      const ended = findings.mac?.management?.state === 'ended';
      const says = findings.text?.lines.find(({ text }) => /^\s*MDM enrollment\s*:\s*No\b/.test(text));
      if (says) {
        return certain({ source: 'text', line: says.number, event: null, quote: says.text.trim() });
      }
      return ended ? certain(known('mac', 'management: ended')) : undefined;
    },
  }),
  rule({
    code: 'management_identity_ended',
    stage: 'renewal',
    title: 'The Mac’s management identity has ended',
    cause:
      'The certificate by which the Mac is managed expired, was revoked or replaced, so it gets no profile and no command.',
    needs: ['mac', 'audit'],
    admin: [
      'See the certificates of the Mac. $ porchlight identity list --search SERIAL',
      'Enroll the Mac again, by its profile or by erasing it.',
    ],
    look: (findings) => {
      const { now, mac } = findings;
      const codes = ['identity_expired', 'identity_revoked', 'identity_replaced', 'identity_not_pinned'];
      const refused = byRefusals(refusalsOf(findings, codes, enrolledSince));
      const end = mac?.management?.state === 'enabled' ? mac.management.identityEndsAt : undefined;
      if (refused || end === undefined || end > now) return refused;
      return certain(known('mac', `identity ended ${new Date(end).toISOString()}`));
    },
  }),
  rule({
    code: 'mac_silent',
    stage: 'enrolled',
    title: 'The Mac has not been heard of for long',
    cause: 'The Mac is off, has no network, or cannot be pushed to, so nothing that was meant for it has reached it.',
    needs: ['mac'],
    isLastResort: true,
    admin: [
      'Have it switched on with a network, then ring it. $ porchlight enrollment push SERIAL',
      'See that the push certificate works. $ porchlight push-certificate show',
    ],
    user: ['Connect the Mac to the internet and leave it on for a few minutes.'],
    look: ({ mac, now }) => {
      const { management, plan } = mac ?? {};
      if (management?.state !== 'enabled') return undefined;
      const days = Math.floor((now - (management.lastSeenAt ?? now)) / 86_400_000);
      if (!management.isReachable) return likely(known('mac', 'push token: none that works'));
      return days >= 14 && (plan?.waiting ?? 0) > 0
        ? likely(known('mac', `last seen ${days} days ago, ${plan?.waiting ?? 0} commands wait`))
        : undefined;
    },
  }),
];
