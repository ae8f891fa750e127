/** Authorities whose smart cards are trusted: how a card finds its person, and what has been revoked. */
import { Modal } from '@mantine/core';
import { IconShieldCheck } from '@tabler/icons-react';
import { useState } from 'react';
import type { CardAuthority } from '#api/smart-cards.ts';
import { ChangeButton } from '../../parts/change-button.tsx';
import { Code } from '../../parts/code.tsx';
import { ConfirmAction } from '../../parts/confirm-action.tsx';
import { EmptyState } from '../../parts/empty-state.tsx';
import { Facts } from '../../parts/facts.tsx';
import { Moment } from '../../parts/moment.tsx';
import { Card } from '../../parts/page.tsx';
import { Problem } from '../../parts/problem.tsx';
import { State } from '../../parts/state.tsx';
import { useOperation, usePerform } from '../../parts/use-operation.ts';
import { now } from '../../surroundings.ts';
import { AuthorityForm } from './authority-form.tsx';
import css from './certificates.module.css';
import { RevocationListActions } from './revocation-list-actions.tsx';
import { ruleNames } from './rule-names.ts';

/** The section. */
export function AuthoritiesSection() {
  const [isOpen, setOpen] = useState(false);
  const found = useOperation('listCardAuthorities', undefined, { live: ['certificates'] });
  const trust = (
    <ChangeButton variant="filled" onClick={() => setOpen(true)}>
      Trust an authority
    </ChangeButton>
  );
  const items = (found.data?.items ?? []).toSorted((a, b) => Date.parse(a.notAfter) - Date.parse(b.notAfter));
  return (
    <>
      <Problem of={found.error} />
      {items.length > 0 && <div className={css['controls']}>{trust}</div>}
      {found.data && items.length === 0 && (
        <EmptyState
          icon={<IconShieldCheck size={22} aria-hidden />}
          title="No card is trusted yet"
          text="Trust the authority that issues the organisation's smart cards; its cards sign in on Macs from then on."
          action={trust}
        />
      )}
      <div className={css['authorities']}>
        {items.map((authority) => (
          <Authority key={authority.id} authority={authority} />
        ))}
      </div>
      <Modal opened={isOpen} onClose={() => setOpen(false)} title="Trust an authority" size="md">
        {isOpen && <AuthorityForm onClose={() => setOpen(false)} />}
      </Modal>
    </>
  );
}

function Authority({ authority }: { readonly authority: CardAuthority }) {
  const [open, setOpen] = useState<'edit' | 'remove'>();
  const remove = usePerform('removeCardAuthority', {
    invalidates: ['listCardAuthorities'],
    done: 'Its cards are trusted no longer.',
    quiet: true,
  });
  const { id, subject, fingerprint, notAfter, rules, staleRevocation, revocationListUrl } = authority;
  return (
    <Card>
      <div className={css['head']}>
        <h3>
          <bdi>{subject}</bdi>
        </h3>
        <ListState authority={authority} />
      </div>
      <Facts
        rows={[
          ['Ends', <Moment key="n" at={notAfter} />],
          [
            'A card finds its person by',
            <ol key="r" className={css['list']}>
              {rules.map((rule) => (
                <li key={rule}>{ruleNames[rule]}</li>
              ))}
            </ol>,
          ],
          ['Without a list up to date', staleRevocation === 'refuse' ? 'Cards are refused' : 'Cards are accepted'],
          ['List is fetched from', revocationListUrl === null ? undefined : <Code key="u">{revocationListUrl}</Code>],
          ['List in force', <ListFacts key="l" authority={authority} />],
          [
            'SHA-256',
            <Code key="f" copyable label="Copy the fingerprint">
              {fingerprint}
            </Code>,
          ],
        ]}
      />
      <div className={css['acts']}>
        <RevocationListActions authority={authority} />
        <ChangeButton onClick={() => setOpen('edit')}>Edit</ChangeButton>
        <ChangeButton onClick={() => setOpen('remove')}>Trust no longer</ChangeButton>
      </div>
      <Modal opened={open === 'edit'} onClose={() => setOpen(undefined)} title="Edit the authority" size="md">
        {open === 'edit' && <AuthorityForm authority={authority} onClose={() => setOpen(undefined)} />}
      </Modal>
      <ConfirmAction
        opened={open === 'remove'}
        onClose={() => setOpen(undefined)}
        title="Trust this authority no longer?"
        text="No card of it signs anybody in from the next request on. Bindings of its cards are kept, and count again when you trust it again."
        confirmWord="trust no longer"
        action="Trust no longer"
        isPending={remove.isPending}
        problem={remove.problem}
        onConfirm={async () => {
          await remove.perform({ params: { authority: id } });
        }}
      />
    </Card>
  );
}

function ListState({ authority: { revocationList: list, staleRevocation } }: { readonly authority: CardAuthority }) {
  const isRefusing = staleRevocation === 'refuse';
  const tone = isRefusing ? 'bad' : 'warn';
  if (list === null) return <State of={isRefusing ? 'No list: cards are refused' : 'No list'} tone={tone} />;
  const isStale = list.nextUpdate !== null && Date.parse(list.nextUpdate) < now();
  if (isStale) return <State of={isRefusing ? 'List is old: cards are refused' : 'List is old'} tone={tone} />;
  return <State of="List up to date" tone="good" />;
}

function ListFacts({ authority: { revocationList: list } }: { readonly authority: CardAuthority }) {
  if (list === null) return 'None';
  return (
    <>
      {list.revoked === 1 ? 'One card is revoked' : `${list.revoked.toLocaleString('en')} cards are revoked`}. Of{' '}
      <Moment at={list.thisUpdate} />, next <Moment at={list.nextUpdate} never="unknown" />
    </>
  );
}
