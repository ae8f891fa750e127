/** Makes a token for a program, and shows it once. */
import { Button, Modal, Radio, Select, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { Code } from '../../parts/code.tsx';
import { Problem } from '../../parts/problem.tsx';
import { usePerform } from '../../parts/use-operation.ts';
import css from './settings.module.css';

const day = 86_400;
const lives = [
  { value: String(7 * day), label: '7 days' },
  { value: String(30 * day), label: '30 days' },
  { value: String(90 * day), label: '90 days' },
  { value: String(365 * day), label: 'A year' },
];

/** Asks for what it is for. */
export function NewToken({ isOpen, onClose }: { readonly isOpen: boolean; readonly onClose: () => void }) {
  const make = usePerform('createAdminToken', { invalidates: ['listAdminTokens'], quiet: true });
  const [token, setToken] = useState<string>();
  const close = () => {
    setToken(undefined);
    make.reset();
    onClose();
  };
  return (
    // A token that is shown once is not closed by a click beside it.
    <Modal
      opened={isOpen}
      onClose={close}
      title={token === undefined ? 'New token' : 'The token'}
      closeOnClickOutside={token === undefined}
    >
      {token === undefined ? (
        <Wish
          isPending={make.isPending}
          problem={make.problem}
          onWish={async (body) => setToken((await make.perform({ body }))?.token)}
          onCancel={close}
        />
      ) : (
        <div className={css['form']}>
          <p className={css['text']}>Copy it now, and give it to the program as a secret: it is not shown again.</p>
          <Code block copyable label="Copy the token">
            {token}
          </Code>
          <div className={css['buttons']}>
            <Button variant="filled" onClick={close}>
              I have copied it
            </Button>
          </div>
        </div>
      )}
    </Modal>
  );
}

interface Body {
  readonly name: string;
  readonly role: 'admin' | 'auditor';
  readonly lifeSeconds: number;
}

function Wish({
  isPending,
  problem,
  onWish,
  onCancel,
}: {
  readonly isPending: boolean;
  readonly problem: unknown;
  readonly onWish: (body: Body) => Promise<void>;
  readonly onCancel: () => void;
}) {
  const [name, setName] = useState('');
  const [role, setRole] = useState<Body['role']>('auditor');
  const [life, setLife] = useState(String(90 * day));
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (name.trim() !== '') void onWish({ name: name.trim(), role, lifeSeconds: Number(life) });
  };
  return (
    <form onSubmit={submit} className={css['form']}>
      <TextInput
        label="Name"
        description="The program that will use it."
        placeholder="Inventory export"
        maxLength={100}
        required
        value={name}
        onChange={({ currentTarget: { value } }) => setName(value)}
        data-autofocus
      />
      <Radio.Group label="Role" value={role} onChange={(next) => setRole(next)}>
        <div className={css['choices']}>
          <Radio value="auditor" label="Auditor: may look, and change nothing" />
          <Radio value="admin" label="Administrator: may do everything" />
        </div>
      </Radio.Group>
      <Select label="Lasts" data={lives} value={life} onChange={(next) => setLife(next ?? life)} />
      <Problem of={problem} />
      <div className={css['buttons']}>
        <Button onClick={onCancel}>Cancel</Button>
        <Button type="submit" variant="filled" disabled={name.trim() === ''} loading={isPending}>
          Make the token
        </Button>
      </div>
    </form>
  );
}
