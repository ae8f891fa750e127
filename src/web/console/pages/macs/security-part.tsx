/** How far Apple and the Mac vouch for it: attestation, and who holds which rights. */
import type { DeviceDetail } from '#api/devices.ts';
import type { MacDetail } from '#api/macs.ts';
import { ChangeButton } from '../../parts/change-button.tsx';
import { Facts, type FactRow } from '../../parts/facts.tsx';
import { Moment } from '../../parts/moment.tsx';
import { Card, Section } from '../../parts/page.tsx';
import { State } from '../../parts/state.tsx';
import { useOperation, usePerform } from '../../parts/use-operation.ts';
import { NothingYet } from './nothing-yet.tsx';
import { CommandAnswer } from './commands/command-answer.tsx';

/** Shows it. */
export function SecurityPart({
  detail,
  device,
}: {
  readonly detail: MacDetail;
  readonly device: DeviceDetail | undefined;
}) {
  const { serialNumber } = detail.mac;
  const { perform, isPending } = usePerform('attestMac', {
    invalidates: ['getMac', 'listCommands'],
    done: 'The Mac was asked; its answer comes when it connects',
  });
  const isManaged = detail.management !== null && detail.management.state !== 'ended';
  return (
    <>
      <Section
        title="Attestation"
        lead="What Apple states of this Mac, signed for a question of this server."
        actions={
          <ChangeButton
            loading={isPending}
            disabled={!isManaged}
            onClick={() => void perform({ params: { serialNumber } })}
          >
            Ask now
          </ChangeButton>
        }
      >
        <Attestation of={detail.attestation} />
      </Section>
      <Section title="Management">
        <Management detail={detail} />
      </Section>
      {device !== undefined && (
        <Section title="Device key">
          <Card>
            <Facts rows={[['Vouched for by', vouched[device.device.attestation ?? 'none']]]} />
          </Card>
        </Section>
      )}
      {isManaged && <Protection serialNumber={serialNumber} />}
    </>
  );
}

const vouched = {
  none: 'Nobody: the key is as the Mac says',
  apple: 'Apple: the key was made in the Secure Enclave of this Mac',
  simulated: 'Simulated Apple, as in a laboratory',
} as const;

function Attestation({ of }: { readonly of: MacDetail['attestation'] }) {
  if (of === null) {
    return (
      <NothingYet title="Nobody has asked yet" text="Ask, and the Mac brings Apple’s word with its next connection." />
    );
  }
  const { outcome, code, message, by, security, askedAt, answeredAt, madeForQuestionOf } = of;
  const rows: FactRow[] = [
    ['Outcome', <Outcome key="outcome" of={outcome} />],
    ['Why', message],
    ['Code', code],
    ['Stated by', by === null ? undefined : by === 'apple' ? 'Apple' : 'Simulated Apple'],
    ['Asked', <Moment key="asked" at={askedAt} />],
    ['Answered', answeredAt === null ? undefined : <Moment key="answered" at={answeredAt} />],
    [
      'Made for the question of',
      madeForQuestionOf === null || madeForQuestionOf === askedAt ? undefined : (
        <Moment key="made" at={madeForQuestionOf} exact />
      ),
    ],
    ...(security === null ? [] : securityRows(security)),
  ];
  return (
    <Card>
      <Facts rows={rows} />
    </Card>
  );
}

function Outcome({ of }: { readonly of: NonNullable<MacDetail['attestation']>['outcome'] }) {
  if (of === 'accepted') return <State of="Accepted" tone="good" />;
  return of === 'refused' ? <State of="Refused" tone="bad" /> : <State of="Waits for the Mac" tone="busy" />;
}

/** Apple's values, each with what it means. */
function securityRows({
  osVersion,
  systemIntegrityProtection,
  secureBoot,
  thirdPartyKernelExtensions,
}: NonNullable<NonNullable<MacDetail['attestation']>['security']>): FactRow[] {
  return [
    ['macOS', osVersion ?? 'Not stated'],
    [
      'System Integrity Protection',
      systemIntegrityProtection ? 'On: nobody changes macOS itself' : 'Off, or not stated: macOS may have been changed',
    ],
    ['Secure boot', boots[secureBoot]],
    [
      'Kernel extensions of others',
      thirdPartyKernelExtensions ? 'Allowed, or not stated: other makers’ code may run in the kernel' : 'Not allowed',
    ],
  ];
}

const boots = {
  full: 'Full: only the newest trusted macOS starts',
  reduced: 'Reduced: any macOS that Apple has ever signed starts',
  permissive: 'Permissive: anything starts',
  'not stated': 'Not stated: taken for permissive',
} as const;

function Management({ detail: { management, mac } }: { readonly detail: MacDetail }) {
  const found = useOperation(
    'getEnrollment',
    { params: { enrollment: mac.serialNumber } },
    { live: ['macs'], enabled: management !== null },
  ).data;
  if (management === null)
    return <NothingYet title="Not under management" text="Erase, lock and commands need an enrollment." />;
  return (
    <Card>
      <Facts
        rows={[
          ['State', states[management.state]],
          ['Enrollment', <code key="id">{management.enrollmentId}</code>],
          ['Enabled', <Moment key="enabled" at={management.enabledAt} exact />],
          ['Left', management.endedAt === null ? undefined : <Moment key="ended" at={management.endedAt} exact />],
          [
            'Serial number',
            found === undefined
              ? undefined
              : found.serialNumberProven
                ? 'Proven at enrollment'
                : 'By the Mac’s word alone: it came by an exported profile',
          ],
          [
            'Push',
            found === undefined
              ? undefined
              : found.reachable
                ? 'Apple takes its push token'
                : 'No push token that Apple takes',
          ],
          [
            'Bootstrap token',
            found === undefined ? undefined : found.bootstrapToken ? 'Escrowed here' : 'Not escrowed',
          ],
        ]}
      />
    </Card>
  );
}

const states = { enrolling: 'Enrolling', enabled: 'Under management', ended: 'Left management' } as const;

/** What the Mac itself says of its protection. */
function Protection({ serialNumber }: { readonly serialNumber: string }) {
  const commands = useOperation(
    'listCommands',
    { params: { enrollment: serialNumber }, query: { limit: 200 } },
    { live: ['macs'] },
  );
  const newest = commands.data?.items.find(
    ({ requestType, status }) => requestType === 'SecurityInfo' && status === 'Acknowledged',
  );
  return (
    <Section
      title="As the Mac says"
      lead={
        newest === undefined ? undefined : (
          <>
            SecurityInfo, <Moment at={newest.finishedAt} />. A Mac that lies can say anything here.
          </>
        )
      }
    >
      {newest === undefined ? (
        <NothingYet title="The Mac has not told yet" text="Send SecurityInfo under Commands to ask." />
      ) : (
        <CommandAnswer serialNumber={serialNumber} command={newest.id} requestType="SecurityInfo" />
      )}
    </Section>
  );
}
