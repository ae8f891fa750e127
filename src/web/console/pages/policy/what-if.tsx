/** What somebody would be asked: a person, a purpose, a Mac, and what they have, real or only thought of. */
import { Autocomplete, Checkbox, SegmentedControl, Select, Switch } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useState } from 'react';
import { factorMethods, purposes } from '#api/policy.ts';
import type { OperationInput } from '#api/operations.ts';
import { EmptyState } from '../../parts/empty-state.tsx';
import { Card } from '../../parts/page.tsx';
import { Problem } from '../../parts/problem.tsx';
import { useOperation } from '../../parts/use-operation.ts';
import { deviceWords, methodWords, purposeWords } from './policy-words.ts';
import css from './rules.module.css';
import type { PolicyEdit } from './use-policy-edit.ts';
import { WhatIfAnswer } from './what-if-answer.tsx';

type Question = OperationInput<'askPolicy'>['body'];
type Method = (typeof factorMethods)[number];

const nowhere = { registered: false, managed: false, attested: false };

/** Shows it. The answer follows each change; with an edit that is not saved, it is of the edit. */
export function WhatIf({ edit }: { readonly edit: PolicyEdit }) {
  const [user, setUser] = useState('');
  const [purpose, setPurpose] = useState<(typeof purposes)[number]>('application');
  const [place, setPlace] = useState<'none' | 'serial' | 'imagined'>('none');
  const [serial, setSerial] = useState('');
  const [device, setDevice] = useState(nowhere);
  const [has, setHas] = useState<readonly Method[]>();
  const [asked] = useDebouncedValue(user.trim(), 300);
  const [mac] = useDebouncedValue(serial.trim(), 300);
  const question: Question = {
    user: asked,
    purpose,
    ...(place === 'serial' && mac !== '' ? { serialNumber: mac } : {}),
    ...(place === 'imagined' ? { device } : {}),
    ...(has === undefined ? {} : { has: [...has] }),
    ...(edit.isChanged && edit.policy !== undefined ? { policy: edit.policy } : {}),
  };
  const answer = useOperation(
    'askPolicy',
    { body: question },
    { enabled: asked !== '', keep: true, live: ['policy', 'users', 'groups', 'macs'] },
  );
  const real = answer.data?.has ?? [];
  return (
    <div className={css['question']}>
      <Card>
        <div className={css['fields']} style={{ paddingBottom: 0 }}>
          <PersonField value={user} onChange={setUser} />
          <Select
            label="Signs in for"
            data={purposes.map((one) => ({ value: one, label: purposeWords[one].title }))}
            value={purpose}
            onChange={(next) => setPurpose(purposes.find((one) => one === next) ?? 'application')}
          />
          <fieldset className={css['part']}>
            <legend>From</legend>
            <SegmentedControl
              aria-label="From"
              fullWidth
              value={place}
              onChange={(next) => setPlace(next)}
              data={[
                { value: 'none', label: 'Any browser' },
                { value: 'serial', label: 'A Mac' },
                { value: 'imagined', label: 'Imagined' },
              ]}
            />
            {place === 'serial' && <MacField value={serial} onChange={setSerial} />}
            {place === 'imagined' &&
              (['registered', 'managed', 'attested'] as const).map((word) => (
                <Checkbox
                  key={word}
                  label={deviceWords[word].title}
                  checked={device[word]}
                  onChange={({ currentTarget }) => setDevice({ ...device, [word]: currentTarget.checked })}
                />
              ))}
          </fieldset>
          <fieldset className={css['part']}>
            <legend>Has</legend>
            <Switch
              checked={has !== undefined}
              label="Suppose something else than what they have"
              onChange={({ currentTarget }) => setHas(currentTarget.checked ? real : undefined)}
            />
            {has !== undefined && (
              <div className={css['grid']}>
                {factorMethods.map((method) => (
                  <Checkbox
                    key={method}
                    label={methodWords[method].title}
                    checked={has.includes(method)}
                    onChange={({ currentTarget }) =>
                      setHas(currentTarget.checked ? [...has, method] : has.filter((one) => one !== method))
                    }
                  />
                ))}
              </div>
            )}
          </fieldset>
        </div>
      </Card>
      <div className={css['answer']} aria-live="polite">
        {asked === '' ? (
          <EmptyState
            title="Who signs in?"
            text="Name a person, and see which rule decides, what they are asked, and why no other rule does."
          />
        ) : answer.error !== null && !answer.isFetching ? (
          <Problem of={answer.error} onRetry={() => void answer.refetch()} />
        ) : (
          answer.data !== undefined && <WhatIfAnswer answer={answer.data} isOfEdit={edit.isChanged} />
        )}
      </div>
    </div>
  );
}

interface FieldProps {
  readonly value: string;
  readonly onChange: (text: string) => void;
}

function PersonField({ value, onChange }: FieldProps) {
  const [search] = useDebouncedValue(value.trim(), 200);
  const found = useOperation(
    'listUsers',
    { query: { limit: 10, ...(search === '' ? {} : { search }) } },
    { keep: true },
  );
  return (
    <Autocomplete
      label="Person"
      placeholder="Name or address"
      value={value}
      maxLength={320}
      onChange={onChange}
      // The server has searched already, also by what is not shown.
      filter={({ options }) => options}
      data={(found.data?.items ?? []).map(({ userPrincipalName }) => userPrincipalName)}
    />
  );
}

function MacField({ value, onChange }: FieldProps) {
  const [search] = useDebouncedValue(value.trim(), 200);
  const found = useOperation(
    'listMacs',
    { query: { limit: 10, ...(search === '' ? {} : { search }) } },
    { keep: true },
  );
  return (
    <Autocomplete
      aria-label="Serial number"
      placeholder="Serial number"
      value={value}
      maxLength={64}
      onChange={onChange}
      filter={({ options }) => options}
      data={(found.data?.items ?? []).map(({ serialNumber }) => serialNumber)}
    />
  );
}
