/** Passkeys of a person. They are added by the person alone, on their own page. */
import type { Passkey } from '#api/passkeys.ts';
import type { User } from '#api/users.ts';
import { ChangeButton } from '../../parts/change-button.tsx';
import { Moment } from '../../parts/moment.tsx';
import { State } from '../../parts/state.tsx';
import { useOperation, usePerform } from '../../parts/use-operation.ts';
import { MethodRow } from './method-row.tsx';
import css from './users.module.css';

/** The row. */
export function PasskeyRow({ user, count }: { readonly user: User; readonly count: number }) {
  const list = useOperation('listPasskeys', { params: { user: user.id } }, { live: ['passkeys'], enabled: count > 0 });
  return (
    <MethodRow
      name="Passkeys"
      text="Sign in by fingerprint, and to no false page. The person adds them at /account."
      state={count === 0 ? 'None' : count === 1 ? '1 passkey' : `${count} passkeys`}
      isSet={count > 0}
      below={
        list.data &&
        list.data.items.length > 0 && (
          <ul className={css['sub']} aria-label="Passkeys">
            {list.data.items.map((passkey) => (
              <OnePasskey key={passkey.id} user={user} passkey={passkey} />
            ))}
          </ul>
        )
      }
    />
  );
}

function OnePasskey({ user, passkey }: { readonly user: User; readonly passkey: Passkey }) {
  const { id, name, model, createdAt, lastUsedAt, lockedAt } = passkey;
  const remove = usePerform('removePasskey', {
    invalidates: ['showSignInMethods', 'listPasskeys'],
    done: `${name} was removed.`,
  });
  return (
    <li className={css['row']}>
      <div className={css['name']}>
        <strong>
          <bdi>{name}</bdi>
        </strong>
        <span>
          {model ?? 'Unknown model'}, added <Moment at={createdAt} />, last used{' '}
          <Moment at={lastUsedAt} never="never" />
        </span>
      </div>
      {lockedAt !== null && <State of="Locked: its counter went back" tone="bad" />}
      <ChangeButton
        size="compact-xs"
        loading={remove.isPending}
        onClick={() => void remove.perform({ params: { user: user.id, passkey: id } })}
      >
        Remove <span className={css['spoken']}>{name}</span>
      </ChangeButton>
    </li>
  );
}
