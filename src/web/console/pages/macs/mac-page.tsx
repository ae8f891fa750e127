/** One Mac: how far it has come, what it has, and what can be done with it. */
import { Anchor, Button, Tabs } from '@mantine/core';
import { IconStethoscope } from '@tabler/icons-react';
import { Link, useLocation, useParams } from 'wouter';
import { ApiError } from '#api/error.ts';
import type { DeviceDetail } from '#api/devices.ts';
import type { MacDetail } from '#api/macs.ts';
import { EmptyState } from '../../parts/empty-state.tsx';
import { Moment } from '../../parts/moment.tsx';
import { Page } from '../../parts/page.tsx';
import { Problem } from '../../parts/problem.tsx';
import { State } from '../../parts/state.tsx';
import { useOperation } from '../../parts/use-operation.ts';
import { MacActions } from './mac-actions.tsx';
import { CommandsPart } from './commands/commands-part.tsx';
import { MacLoading } from './mac-loading.tsx';
import { RegistrationPart } from './registration-part.tsx';
import { SecurityPart } from './security-part.tsx';
import { SettingsPart } from './settings-part.tsx';
import { stageWords } from './stage-words.ts';
import { TimelinePart } from './timeline-part.tsx';
import css from './mac-page.module.css';

const parts = [
  ['timeline', 'Timeline'],
  ['commands', 'Commands'],
  ['settings', 'Settings'],
  ['security', 'Security'],
  ['registration', 'Registration'],
] as const;

/** The page. */
export default function MacPage() {
  const { serialNumber, part = 'timeline' } = useParams<{ serialNumber: string; part?: string }>();
  const params = { serialNumber };
  const mac = useOperation('getMac', { params }, { live: ['macs'] });
  const registered = mac.data?.registration ?? null;
  const device = useOperation(
    'getDevice',
    { params: { device: params.serialNumber } },
    { live: ['macs'], enabled: registered !== null },
  );
  const above = [{ title: 'Macs', path: '/macs' }];
  if (mac.data === undefined) {
    const isUnknown = mac.error instanceof ApiError && mac.error.code === 'mac_not_found';
    return (
      <Page title={params.serialNumber} above={above}>
        {isUnknown ? (
          <Unknown />
        ) : mac.error ? (
          <Problem of={mac.error} onRetry={() => void mac.refetch()} />
        ) : (
          <MacLoading />
        )}
      </Page>
    );
  }
  return <KnownMac detail={mac.data} device={device.data} part={part} />;
}

function KnownMac({
  detail,
  device,
  part,
}: {
  readonly detail: MacDetail;
  readonly device: DeviceDetail | undefined;
  readonly part: string;
}) {
  const { mac } = detail;
  const { label, tone } = stageWords[mac.stage];
  const [, navigate] = useLocation();
  const base = `/macs/${encodeURIComponent(mac.serialNumber)}`;
  const open = parts.some(([name]) => name === part) ? part : 'timeline';
  return (
    <Page
      title={mac.name ?? mac.serialNumber}
      above={[{ title: 'Macs', path: '/macs' }]}
      mark={<State of={label} tone={tone} />}
      lead={<Lead detail={detail} />}
      actions={
        <>
          <Button
            component={Link}
            href={`/doctor?serial=${encodeURIComponent(mac.serialNumber)}`}
            leftSection={<IconStethoscope size={15} aria-hidden />}
          >
            Ask the doctor
          </Button>
          <MacActions detail={detail} />
        </>
      }
    >
      <div className={css['reason']} data-tone={tone}>
        <p>{mac.reason}</p>
        <NextStep serialNumber={mac.serialNumber} />
      </div>
      <Tabs
        value={open}
        onChange={(next) => navigate(next === 'timeline' ? base : `${base}/${next ?? ''}`)}
        keepMounted={false}
      >
        <Tabs.List className={css['tabs'] ?? ''}>
          {parts.map(([name, title]) => (
            <Tabs.Tab key={name} value={name}>
              {title}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        <Tabs.Panel value="timeline" className={css['panel'] ?? ''}>
          <TimelinePart detail={detail} />
        </Tabs.Panel>
        <Tabs.Panel value="commands" className={css['panel'] ?? ''}>
          <CommandsPart detail={detail} />
        </Tabs.Panel>
        <Tabs.Panel value="settings" className={css['panel'] ?? ''}>
          <SettingsPart detail={detail} />
        </Tabs.Panel>
        <Tabs.Panel value="security" className={css['panel'] ?? ''}>
          <SecurityPart detail={detail} device={device} />
        </Tabs.Panel>
        <Tabs.Panel value="registration" className={css['panel'] ?? ''}>
          <RegistrationPart detail={detail} device={device} />
        </Tabs.Panel>
      </Tabs>
    </Page>
  );
}

/** What to do first, where there is something to do. */
function NextStep({ serialNumber }: { readonly serialNumber: string }) {
  const timeline = useOperation('showMacTimeline', { params: { serialNumber } }, { live: ['macs'] }).data;
  const stages = timeline?.stages ?? [];
  const open = stages.find(({ state }) => state === 'stopped') ?? stages.find(({ state }) => state === 'under-way');
  if (!open?.whatToDo) return null;
  return (
    <p>
      <strong>Next step.</strong> {open.whatToDo}
    </p>
  );
}

function Lead({ detail: { mac } }: { readonly detail: MacDetail }) {
  const facts = [mac.serialNumber, mac.model, mac.osVersion === null ? null : `macOS ${mac.osVersion}`];
  return (
    <span className={css['lead']}>
      {facts
        .filter((fact) => fact !== null)
        .map((fact) => (
          <span key={fact}>{fact}</span>
        ))}
      <span>
        Last seen <Moment at={mac.lastSeenAt} never="never" />
      </span>
    </span>
  );
}

function Unknown() {
  return (
    <EmptyState
      title="Nothing is known of such a Mac"
      text="No feature of this server has heard of the serial number."
      action={
        <Anchor component={Link} href="/macs">
          All Macs
        </Anchor>
      }
    />
  );
}
