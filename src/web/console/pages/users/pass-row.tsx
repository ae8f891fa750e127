/** The temporary access pass: for who has no factor yet, or none any more. */
import { Button, Modal, NumberInput, Select, Stack } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import type { TemporaryPass } from '#api/temporary-pass.ts';
import type { User } from '#api/users.ts';
import { ChangeButton } from '../../parts/change-button.tsx';
import { Moment } from '../../parts/moment.tsx';
import { Problem } from '../../parts/problem.tsx';
import { usePerform } from '../../parts/use-operation.ts';
import { MethodRow } from './method-row.tsx';
import { SecretDialog } from './secret-button.tsx';

const states = {
  waiting: ['Counts later', 'busy'],
  usable: ['Can be used', 'warn'],
  'used-up': ['Used up', 'still'],
  expired: ['Ended', 'still'],
} as const;
const invalidates = ['showSignInMethods'] as const;

/** The row. */
export function PassRow({ user, pass }: { readonly user: User; readonly pass: TemporaryPass | null }) {
  const [isOpen, setOpen] = useState(false);
  const [secret, setSecret] = useState<string>();
  const revoke = usePerform('revokeTemporaryPass', { invalidates, done: 'The pass counts no more.' });
  const [words, tone] = pass === null ? (['None', 'still'] as const) : states[pass.state];
  const isLive = pass?.state === 'usable' || pass?.state === 'waiting';
  return (
    <MethodRow
      name="Temporary pass"
      text={
        pass === null ? (
          'A password for a day, for who has lost everything else.'
        ) : (
          <>
            Used {pass.used} of {pass.uses}, from <Moment at={pass.startsAt} /> until <Moment at={pass.endsAt} />
          </>
        )
      }
      state={words}
      isSet={isLive}
      tone={tone}
    >
      {isLive && (
        <ChangeButton loading={revoke.isPending} onClick={() => void revoke.perform({ params: { user: user.id } })}>
          Revoke
        </ChangeButton>
      )}
      <ChangeButton onClick={() => setOpen(true)}>{isLive ? 'Give another' : 'Give a pass'}</ChangeButton>
      <Modal opened={isOpen} onClose={() => setOpen(false)} title="Give a temporary pass" size="sm">
        {isOpen && (
          <PassForm
            user={user}
            onClose={() => setOpen(false)}
            onGiven={(given) => {
              setOpen(false);
              setSecret(given);
            }}
          />
        )}
      </Modal>
      <SecretDialog
        {...(secret === undefined ? {} : { secrets: [secret] })}
        title="Temporary pass"
        text={`Tell it to ${user.fullName} in person or by telephone, once you are sure who it is. It is shown this once.`}
        onClose={() => setSecret(undefined)}
      />
    </MethodRow>
  );
}

function PassForm({
  user,
  onClose,
  onGiven,
}: {
  readonly user: User;
  readonly onClose: () => void;
  readonly onGiven: (pass: string) => void;
}) {
  const [uses, setUses] = useState<number | string>(1);
  const [minutes, setMinutes] = useState('480');
  const give = usePerform('giveTemporaryPass', { invalidates, quiet: true });
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    const body = { uses: Number(uses), minutes: Number(minutes) };
    const given = await give.perform({ params: { user: user.id }, body });
    if (given) onGiven(given.pass);
  };
  return (
    <form onSubmit={(event) => void submit(event)}>
      <Stack gap="sm">
        <NumberInput
          label="Sign-ins"
          description="How many times it may be used."
          min={1}
          max={10}
          value={uses}
          onChange={setUses}
          size="xs"
          error={give.problem?.members['uses']}
        />
        <Select
          label="For how long"
          value={minutes}
          onChange={(value) => setMinutes(value ?? '480')}
          data={[
            { value: '60', label: 'One hour' },
            { value: '480', label: 'Eight hours' },
            { value: '1440', label: 'One day' },
            { value: '10080', label: 'One week' },
          ]}
        />
        <Problem of={give.problem} />
        <div style={{ display: 'flex', gap: 8, justifyContent: 'flex-end' }}>
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" variant="filled" loading={give.isPending}>
            Give the pass
          </Button>
        </div>
      </Stack>
    </form>
  );
}
