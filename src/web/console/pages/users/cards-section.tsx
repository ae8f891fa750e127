/** Certificates on smart cards that are tied to a person. */
import { Button, FileInput, Modal, Select, Stack, TextInput } from '@mantine/core';
import { IconId } from '@tabler/icons-react';
import { type FormEvent, useState } from 'react';
import type { CardBinding } from '#api/smart-cards.ts';
import type { User } from '#api/users.ts';
import { ChangeButton } from '../../parts/change-button.tsx';
import { Code } from '../../parts/code.tsx';
import { ConfirmAction } from '../../parts/confirm-action.tsx';
import { EmptyState } from '../../parts/empty-state.tsx';
import { Moment } from '../../parts/moment.tsx';
import { Card, Section } from '../../parts/page.tsx';
import { Problem } from '../../parts/problem.tsx';
import { useOperation, usePerform } from '../../parts/use-operation.ts';
import { certificateText } from '../certificates/certificate-file.ts';
import { ruleNames } from '../certificates/rule-names.ts';
import css from './users.module.css';

const invalidates = ['listCardBindings', 'showSignInMethods'] as const;

/** The section. */
export function CardsSection({ user }: { readonly user: User }) {
  const [isOpen, setOpen] = useState(false);
  const found = useOperation('listCardBindings', { params: { user: user.id } }, { live: ['users', 'certificates'] });
  const bind = <ChangeButton onClick={() => setOpen(true)}>Bind a card</ChangeButton>;
  const items = found.data?.items ?? [];
  return (
    <Section
      title="Smart cards"
      lead="A certificate that names the user name finds its person by itself; others are bound here."
      actions={items.length > 0 && bind}
    >
      <Problem of={found.error} />
      {found.data && items.length === 0 && (
        <Card>
          <EmptyState
            icon={<IconId size={22} aria-hidden />}
            title="No card is bound"
            text="Bind the certificate of a card, or what stands in it."
            action={bind}
          />
        </Card>
      )}
      {items.length > 0 && (
        <Card flush>
          <ul className={css['rows']} aria-label="Smart cards">
            {items.map((binding) => (
              <Binding key={binding.id} binding={binding} />
            ))}
          </ul>
        </Card>
      )}
      <Modal opened={isOpen} onClose={() => setOpen(false)} title="Bind a card" size="md">
        {isOpen && <BindForm user={user} onClose={() => setOpen(false)} />}
      </Modal>
    </Section>
  );
}

function Binding({ binding }: { readonly binding: CardBinding }) {
  const [isAsked, setAsked] = useState(false);
  const remove = usePerform('removeCardBinding', { invalidates, done: 'The card is unbound.', quiet: true });
  return (
    <li className={css['row']}>
      <div className={css['name']}>
        <strong>{ruleNames[binding.rule]}</strong>
        <span>
          <Code>{binding.value}</Code>
        </span>
      </div>
      <span className={css['name']}>
        <span>
          Bound <Moment at={binding.createdAt} />
        </span>
      </span>
      <ChangeButton size="compact-xs" onClick={() => setAsked(true)}>
        Unbind
      </ChangeButton>
      <ConfirmAction
        opened={isAsked}
        onClose={() => setAsked(false)}
        title="Unbind this card?"
        text="From the next request on the certificate is nobody's. Sign-ins that it began go on until they end by themselves."
        action="Unbind"
        isPending={remove.isPending}
        problem={remove.problem}
        onConfirm={async () => {
          await remove.perform({ params: { binding: binding.id } });
        }}
      />
    </li>
  );
}

function BindForm({ user, onClose }: { readonly user: User; readonly onClose: () => void }) {
  const [rule, setRule] = useState<CardBinding['rule']>('certificate');
  const [file, setFile] = useState<File | null>(null);
  const [value, setValue] = useState('');
  const bind = usePerform('bindCard', {
    invalidates,
    done: ({ outcome }) => (outcome === 'already' ? 'It was bound already.' : 'The card is bound.'),
    quiet: true,
    onDone: onClose,
  });
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    const what = file === null ? { value } : { certificate: await certificateText(file) };
    await bind.perform({ params: { user: user.id }, body: { rule, ...what } });
  };
  return (
    <form onSubmit={(event) => void submit(event)}>
      <Stack gap="sm">
        <Select
          label="By"
          value={rule}
          onChange={(next) => setRule((next ?? 'certificate') as CardBinding['rule'])}
          data={Object.entries(ruleNames).map(([key, label]) => ({ value: key, label }))}
        />
        <FileInput
          label="Certificate"
          description="Of the card, PEM or DER. What the rule needs is read from it."
          placeholder="Choose a file"
          clearable
          value={file}
          onChange={setFile}
        />
        {rule !== 'certificate' && (
          <TextInput
            label="Or the value itself"
            disabled={file !== null}
            value={value}
            onChange={({ currentTarget }) => setValue(currentTarget.value)}
            error={bind.problem?.members['value']}
          />
        )}
        <Problem of={bind.problem} />
        <div style={{ display: 'flex', gap: 8, justifyContent: 'flex-end' }}>
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" variant="filled" loading={bind.isPending} disabled={file === null && value === ''}>
            Bind
          </Button>
        </div>
      </Stack>
    </form>
  );
}
