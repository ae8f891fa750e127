/** What the Mac has of the sign-in plan: its version, its profiles and declarations, and the course of its setup. */
import { Anchor } from '@mantine/core';
import { Link } from 'wouter';
import type { MacDetail } from '#api/macs.ts';
import { Facts } from '../../parts/facts.tsx';
import { Moment } from '../../parts/moment.tsx';
import { Card, Section } from '../../parts/page.tsx';
import { State, type Tone } from '../../parts/state.tsx';
import { useOperation } from '../../parts/use-operation.ts';
import { CommandAnswer } from './commands/command-answer.tsx';
import { NothingYet } from './nothing-yet.tsx';
import css from './mac-page.module.css';

/** Shows it. */
export function SettingsPart({ detail }: { readonly detail: MacDetail }) {
  return (
    <>
      <Section
        title="Sign-in plan"
        actions={
          <Anchor component={Link} href="/plan">
            Open the plan
          </Anchor>
        }
      >
        <Plan plan={detail.plan} />
      </Section>
      <Section title="Declarations" lead="What the Mac says of each, by declarative management.">
        <Declarations of={detail.declarations} />
      </Section>
      {detail.setup !== null && (
        <Section title="Setup">
          <Card>
            <Facts rows={setupFacts(detail.setup)} />
          </Card>
        </Section>
      )}
      {detail.management !== null && <Profiles serialNumber={detail.mac.serialNumber} />}
    </>
  );
}

function Plan({ plan }: { readonly plan: MacDetail['plan'] }) {
  if (plan === null) {
    return <NothingYet title="It was given no plan yet" text="A Mac gets the sign-in plan once it is enrolled." />;
  }
  const { version, givenVersion, waiting, error } = plan;
  const [words, tone] = standingOf(plan);
  return (
    <Card>
      <Facts
        rows={[
          ['Standing', <State key="standing" of={words} tone={tone} />],
          ['Version that it has', version === 0 ? 'None yet' : String(version)],
          ['Version that it was given', givenVersion === 0 ? 'None yet' : String(givenVersion)],
          ['Commands not answered', waiting === 0 ? undefined : String(waiting)],
          ['What it refused', error],
        ]}
      />
    </Card>
  );
}

function standingOf({ version, givenVersion, waiting, error }: NonNullable<MacDetail['plan']>): [string, Tone] {
  if (error !== null) return [`Version ${givenVersion} failed`, 'bad'];
  if (waiting > 0) return [`Waits for version ${givenVersion}`, 'busy'];
  return version === 0 ? ['Waits for its first version', 'busy'] : [`Has version ${version}`, 'good'];
}

const validity: Readonly<Record<MacDetail['declarations'][number]['valid'], readonly [string, Tone]>> = {
  valid: ['Valid', 'good'],
  invalid: ['Invalid', 'bad'],
  unknown: ['Not judged yet', 'busy'],
};

function Declarations({ of }: { readonly of: MacDetail['declarations'] }) {
  if (of.length === 0)
    return (
      <NothingYet title="The Mac has told of none" text="Macs with macOS 26 and older have the plan as a profile." />
    );
  return (
    <Card flush>
      <ul className={css['lines']}>
        {of.map(({ identifier, active, valid, reasons }) => (
          <li key={identifier}>
            <div className={css['line-words']}>
              <code>{identifier}</code>
              {reasons.map((reason) => (
                <p key={reason}>{reason}</p>
              ))}
            </div>
            <State of={validity[valid][0]} tone={validity[valid][1]} />
            <State of={active ? 'Active' : 'Not active'} tone={active ? 'good' : 'still'} />
          </li>
        ))}
      </ul>
    </Card>
  );
}

function setupFacts({
  lane,
  state,
  tries,
  waitingFor,
  begunAt,
  releasedAt,
  release,
  accounts,
}: NonNullable<MacDetail['setup']>) {
  return [
    ['Way in', lane === 'setup-assistant' ? 'Held in Setup Assistant' : 'Enrolled by hand, or past Setup Assistant'],
    ['State', courses[state] ?? state],
    ['Waits for', waitingFor.join(', ')],
    ['Tries', tries === 0 ? undefined : String(tries)],
    ['Begun', <Moment key="begun" at={begunAt} exact />],
    ['Let go', <Moment key="released" at={releasedAt} never="Not yet" exact />],
    ['Why it was let go', release === null ? undefined : releases[release]],
    ['Accounts', accounts === null ? 'The Mac has not told' : accounts.join(', ') || 'None'],
  ] as const;
}

const courses: Readonly<Record<string, string>> = {
  enrolling: 'Enrolling',
  due: 'Its commands are about to be made',
  preparing: 'Its commands are being made',
  installing: 'Under way',
  releasing: 'Told to go on',
  released: 'Over: the Mac is its person’s',
  ended: 'The Mac left management',
};

const releases = {
  ready: 'Everything was there',
  watchdog: 'Time was over, with something missing',
  refused: 'The Mac refused to be let go by command',
} as const;

/** The newest list of profiles that the Mac has sent. */
function Profiles({ serialNumber }: { readonly serialNumber: string }) {
  const commands = useOperation(
    'listCommands',
    { params: { enrollment: serialNumber }, query: { limit: 200 } },
    { live: ['macs'] },
  );
  const newest = commands.data?.items.find(
    ({ requestType, status }) => requestType === 'ProfileList' && status === 'Acknowledged',
  );
  return (
    <Section
      title="Profiles on the Mac"
      lead={
        newest === undefined ? undefined : (
          <>
            As it told <Moment at={newest.finishedAt} />.
          </>
        )
      }
    >
      {newest === undefined ? (
        <NothingYet title="The Mac has told of no profiles yet" text="Send ProfileList under Commands to ask." />
      ) : (
        <CommandAnswer serialNumber={serialNumber} command={newest.id} requestType="ProfileList" />
      )}
    </Section>
  );
}
