/** Phones that approve sign-ins: those that there are, and the offer for one more as a QR code. */
import type { AuthenticatorItem } from '#api/authenticators.ts';
import type { User } from '#api/users.ts';
import { ChangeButton } from '../../parts/change-button.tsx';
import { Moment } from '../../parts/moment.tsx';
import { State } from '../../parts/state.tsx';
import { useOperation, usePerform } from '../../parts/use-operation.ts';
import { MethodRow } from './method-row.tsx';
import { SecretButton } from './secret-button.tsx';
import css from './users.module.css';

const invalidates = ['showSignInMethods', 'listAuthenticators'] as const;

/** The row. */
export function AuthenticatorRow({ user, count }: { readonly user: User; readonly count: number }) {
  const params = { user: user.id };
  const list = useOperation('listAuthenticators', { params }, { live: ['users'] });
  const offer = usePerform('offerAuthenticator', { invalidates });
  const clear = usePerform('clearAuthenticatorAlarm', { invalidates, done: 'The person can be asked again.' });
  const { items = [], alarmedAt = null } = list.data ?? {};
  return (
    <MethodRow
      name="Authenticator"
      text={
        alarmedAt === null ? (
          'A phone that approves sign-ins by typing a number.'
        ) : (
          <>
            Said “that was not me” <Moment at={alarmedAt} />: nobody is asked until you end the alarm.
          </>
        )
      }
      state={alarmedAt === null ? (count === 0 ? 'None' : count === 1 ? '1 phone' : `${count} phones`) : 'Alarm'}
      isSet={count > 0}
      {...(alarmedAt === null ? {} : { tone: 'bad' as const })}
      below={
        items.length > 0 && (
          <ul className={css['sub']} aria-label="Phones">
            {items.map((phone) => (
              <Phone key={phone.id} user={user} phone={phone} />
            ))}
          </ul>
        )
      }
    >
      {alarmedAt !== null && (
        <ChangeButton loading={clear.isPending} onClick={() => void clear.perform({ params })}>
          End the alarm
        </ChangeButton>
      )}
      <SecretButton
        label="Add a phone"
        title="Add a phone"
        text={`${user.fullName} points the phone's camera at this code, or opens the address there. It is good once, for ten minutes.`}
        isQr
        make={async () => {
          const made = await offer.perform({ params, body: {} });
          return made && [made.address];
        }}
      />
    </MethodRow>
  );
}

function Phone({ user, phone }: { readonly user: User; readonly phone: AuthenticatorItem }) {
  const remove = usePerform('removeAuthenticator', { invalidates, done: `${phone.name} was removed.` });
  return (
    <li className={css['row']}>
      <div className={css['name']}>
        <strong>
          <bdi>{phone.name}</bdi>
        </strong>
        <span>
          Added <Moment at={phone.createdAt} />, last seen <Moment at={phone.lastSeenAt} />
        </span>
      </div>
      {phone.state === 'locked' && <State of="Locked: its key seems to be copied" tone="bad" />}
      <ChangeButton
        size="compact-xs"
        loading={remove.isPending}
        onClick={() => void remove.perform({ params: { user: user.id, authenticator: phone.id } })}
      >
        Remove <span className={css['spoken']}>{phone.name}</span>
      </ChangeButton>
    </li>
  );
}
