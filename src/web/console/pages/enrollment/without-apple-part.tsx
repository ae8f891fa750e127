/** A Mac that Apple does not know as ours: an address, or a profile that is installed by hand. */
import { NumberInput } from '@mantine/core';
import { useState } from 'react';
import { fromBase64 } from '#protocol/encoding/base64.ts';
import type { ExportedProfile } from '#api/enrollment-profile.ts';
import { ChangeButton } from '../../parts/change-button.tsx';
import { Code } from '../../parts/code.tsx';
import { ConfirmAction } from '../../parts/confirm-action.tsx';
import { Moment } from '../../parts/moment.tsx';
import { Card, Section } from '../../parts/page.tsx';
import { Problem } from '../../parts/problem.tsx';
import { State } from '../../parts/state.tsx';
import { useMayChange, useOperation, usePerform } from '../../parts/use-operation.ts';
import { now } from '../../surroundings.ts';
import { NothingYet } from '../macs/nothing-yet.tsx';
import css from './enrollment.module.css';
import { saveFile } from './save-file.ts';

/** Shows it. */
export function WithoutApplePart() {
  return (
    <>
      <Section
        title="Make an enrollment profile"
        lead="Send it to whoever has the Mac. They open it, then install it under System Settings > General > Device Management (macOS 14 and older: Privacy & Security > Profiles)."
      >
        <Card>
          <ExportForm />
        </Card>
      </Section>
      <Exported />
      <Address />
    </>
  );
}

function ExportForm() {
  const [macs, setMacs] = useState<number | string>(1);
  const [days, setDays] = useState<number | string>(7);
  const { perform, isPending, problem } = usePerform('exportEnrollmentProfile', {
    quiet: true,
    invalidates: ['listEnrollmentProfiles'],
    done: 'The profile was made',
  });
  const make = async () => {
    const file = await perform({ body: { macs: Number(macs), days: Number(days) } });
    const bytes = file === undefined ? undefined : fromBase64(file.content);
    if (file !== undefined && bytes !== undefined) saveFile(file.fileName, bytes, file.contentType);
  };
  return (
    <div className={css['step']}>
      <div className={css['form']}>
        <NumberInput
          label="Macs that may enroll with it"
          min={1}
          max={100_000}
          allowDecimal={false}
          value={macs}
          onChange={setMacs}
        />
        <NumberInput
          label="Days that it lasts"
          min={1}
          max={365}
          allowDecimal={false}
          value={days}
          onChange={setDays}
        />
        <ChangeButton variant="filled" loading={isPending} onClick={() => void make()}>
          Make and download
        </ChangeButton>
      </div>
      <p>
        It holds a secret: whoever has the file may enroll a Mac, under any serial number. Such a Mac says its serial
        number, and nothing proves it.
      </p>
      <Problem of={problem} />
    </div>
  );
}

function Exported() {
  const found = useOperation('listEnrollmentProfiles', {}, { live: ['enrollment', 'macs'] });
  const [ending, setEnding] = useState<ExportedProfile>();
  const { perform, isPending, problem } = usePerform('revokeEnrollmentProfile', {
    invalidates: ['listEnrollmentProfiles'],
    done: 'The profile was revoked',
    quiet: true,
    onDone: () => setEnding(undefined),
  });
  const items = found.data?.items ?? [];
  return (
    <Section title="Profiles that were made">
      {found.error && <Problem of={found.error} onRetry={() => void found.refetch()} />}
      {found.data !== undefined && items.length === 0 && (
        <NothingYet
          title="None yet"
          text="A profile that you make stands here until it ends, with how many Macs have used it."
        />
      )}
      {items.length > 0 && (
        <Card flush>
          <ul className={css['lines']}>
            {items.map((profile) => (
              <Line key={profile.id} profile={profile} onRevoke={() => setEnding(profile)} />
            ))}
          </ul>
        </Card>
      )}
      {ending !== undefined && (
        <ConfirmAction
          opened
          onClose={() => setEnding(undefined)}
          title="Revoke this enrollment profile?"
          text={`No further Mac enrolls with it. ${ending.macs - ending.macsLeft === 0 ? 'None has so far.' : `${ending.macs - ending.macsLeft} did, and stay enrolled.`}`}
          action="Revoke"
          isPending={isPending}
          problem={problem}
          onConfirm={() => perform({ params: { profile: ending.id } })}
        />
      )}
    </Section>
  );
}

function Line({ profile, onRevoke }: { readonly profile: ExportedProfile; readonly onRevoke: () => void }) {
  const { id, macs, macsLeft, createdBy, createdAt, expiresAt, revokedAt } = profile;
  const isOver = Date.parse(expiresAt) < now();
  const maker = useOperation('getUser', { params: { user: createdBy } }).data;
  return (
    <li>
      <div className={css['words']}>
        <code>{id}</code>
        <p>
          Made by {maker?.user.fullName ?? createdBy}, <Moment at={createdAt} /> · {isOver ? 'ended' : 'ends'}{' '}
          <Moment at={expiresAt} /> · used by {macs - macsLeft} of {macs}
        </p>
      </div>
      {revokedAt === null ? (
        <State
          of={isOver ? 'Ended' : macsLeft === 0 ? 'Used up' : 'May be used'}
          tone={isOver || macsLeft === 0 ? 'still' : 'good'}
        />
      ) : (
        <State of="Revoked" tone="bad" />
      )}
      {revokedAt === null && !isOver && (
        <ChangeButton onClick={onRevoke}>
          Revoke<span className="visually-hidden"> {id}</span>
        </ChangeButton>
      )}
    </li>
  );
}

function Address() {
  const mayChange = useMayChange();
  const { data, error } = useOperation('getEnrollmentAddress', {}, { enabled: mayChange });
  return (
    <Section
      title="Enrollment address"
      lead="Where a Mac posts its machine information: for another device management server, or a profile of your own. It cannot be guessed, and never changes."
    >
      {!mayChange && (
        <NothingYet title="For administrators" text="An auditor does not see the address, since it lets a Mac in." />
      )}
      {error && <Problem of={error} />}
      {data !== undefined && (
        <Code block copyable label="Copy the address">
          {data.url}
        </Code>
      )}
    </Section>
  );
}
