/** Which models of authenticators may be passkeys here. */
import { Radio, Select, Skeleton, Switch, TagsInput, Textarea } from '@mantine/core';
import type { FormEvent } from 'react';
import type { PasskeyRules } from '#api/passkeys.ts';
import { aaguidNames, isAaguid } from '#protocol/webauthn/aaguids.ts';
import { ChangeButton } from '../../parts/change-button.tsx';
import { Moment } from '../../parts/moment.tsx';
import { Outdated } from '../../parts/outdated.tsx';
import { Card, Section } from '../../parts/page.tsx';
import { Problem } from '../../parts/problem.tsx';
import { useDraft } from '../../parts/use-draft.ts';
import { useMayChange, useOperation, usePerform } from '../../parts/use-operation.ts';
import css from './settings.module.css';

/** Shows it. */
export function PasskeysSection() {
  const { data, error, refetch } = useOperation('getPasskeyPolicy', {}, { live: ['passkeys'] });
  return (
    <Section
      title="Passkeys"
      lead="Which models of authenticators people may use. It counts for new passkeys, and at each sign-in."
    >
      {error && <Problem of={error} onRetry={() => void refetch()} />}
      {!data && !error && <Skeleton height={300} radius="lg" />}
      {data && (
        <Card>
          <RulesForm rules={data.policy} />
          {data.changedAt !== null && (
            <p className={css['faint']}>
              Changed <Moment at={data.changedAt} />
            </p>
          )}
        </Card>
      )}
    </Section>
  );
}

const models = [...aaguidNames].map(([aaguid, name]) => ({ aaguid, label: `${name} (${aaguid})` }));

function RulesForm({ rules }: { readonly rules: PasskeyRules }) {
  const mayChange = useMayChange();
  const { draft, setDraft, isChanged, isOutdated, settle } = useDraft(rules);
  const save = usePerform('setPasskeyPolicy', {
    done: 'The rules for passkeys count from now on.',
    invalidates: ['getPasskeyPolicy'],
    onDone: ({ policy }) => settle(policy),
    quiet: true,
  });
  const unfit = draft.aaguids.filter((one) => !isAaguid(one));
  const isListMissing = draft.mode !== 'any' && draft.aaguids.length === 0;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    void save.perform({ body: draft });
  };
  return (
    <form onSubmit={submit} className={css['form']}>
      <fieldset disabled={!mayChange} className={css['form']}>
        <Radio.Group label="Models" value={draft.mode} onChange={(mode) => setDraft({ ...draft, mode })}>
          <div className={css['choices']}>
            <Radio value="any" label="Every model" />
            <Radio
              value="allow"
              label="Only models of the list"
              description="Passkeys of others do not sign anybody in any more."
            />
            <Radio value="deny" label="Every model but those of the list" />
          </div>
        </Radio.Group>
        {draft.mode !== 'any' && (
          <TagsInput
            label="List"
            description="Names of common models, or AAGUIDs as their makers publish them."
            placeholder="Type a name or an AAGUID"
            data={models.map(({ label }) => label)}
            value={draft.aaguids.map((aaguid) => models.find((model) => model.aaguid === aaguid)?.label ?? aaguid)}
            onChange={(labels) => setDraft({ ...draft, aaguids: labels.map(aaguidOf) })}
            error={unfit.length > 0 ? `Not an AAGUID: ${unfit.join(', ')}` : isListMissing && 'The list is empty.'}
            maxTags={200}
            disabled={!mayChange}
          />
        )}
        <Switch
          label="New passkeys need an attestation of their maker"
          description="Passkeys that are synced between devices have none, so people cannot add those any more."
          checked={draft.attestation === 'required'}
          onChange={({ currentTarget: { checked } }) =>
            setDraft({ ...draft, attestation: checked ? 'required' : 'optional' })
          }
        />
        {draft.attestation === 'required' && (
          <Roots roots={draft.roots} onChange={(roots) => setDraft({ ...draft, roots })} />
        )}
      </fieldset>
      <Outdated when={isOutdated} onTake={() => settle()} />
      <Problem of={save.problem} />
      <div className={css['buttons']}>
        <ChangeButton disabled={!isChanged} onClick={() => settle()}>
          Discard
        </ChangeButton>
        <ChangeButton
          type="submit"
          variant="filled"
          disabled={!isChanged || unfit.length > 0 || isListMissing}
          loading={save.isPending}
        >
          Save
        </ChangeButton>
      </div>
    </form>
  );
}

function aaguidOf(text: string): string {
  return models.find(({ label }) => label === text)?.aaguid ?? text.trim().toLowerCase();
}

type Root = PasskeyRules['roots'][number];

/** Certificates that attestations must lead to, beside what is built in. */
function Roots({ roots, onChange }: { readonly roots: readonly Root[]; readonly onChange: (roots: Root[]) => void }) {
  const change = (place: number, part: Partial<Root>) =>
    onChange(roots.map((root, at) => (at === place ? { ...root, ...part } : root)));
  return (
    <fieldset className={css['roots']}>
      <legend className={css['label']}>Roots of makers</legend>
      <p className={css['faint']}>Apple’s is built in. Those of a format stand in place of what is built in for it.</p>
      {roots.map((root, place) => (
        // Roots have no names; their places are what tells them apart.
        // oxlint-disable-next-line react/no-array-index-key
        <div key={place} className={css['root']}>
          <Select
            aria-label="Format"
            data={['packed', 'tpm', 'apple']}
            value={root.format}
            onChange={(format) => change(place, { format: format ?? 'packed' })}
            w={110}
          />
          <Textarea
            aria-label="Certificates as PEM"
            placeholder="-----BEGIN CERTIFICATE-----"
            autosize
            minRows={2}
            maxRows={8}
            value={root.certificate}
            onChange={({ currentTarget: { value } }) => change(place, { certificate: value })}
          />
          <ChangeButton onClick={() => onChange(roots.filter((_, at) => at !== place))}>Remove</ChangeButton>
        </div>
      ))}
      <ChangeButton onClick={() => onChange([...roots, { format: 'packed', certificate: '' }])}>
        Add a root
      </ChangeButton>
    </fieldset>
  );
}
