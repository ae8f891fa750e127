/** How a person can sign in: each way with what it is worth, and what an administrator can do about it. */
import type { SignInMethods, User } from '#api/users.ts';
import { Loader } from '@mantine/core';
import { ChangeButton } from '../../parts/change-button.tsx';
import { Card, Section } from '../../parts/page.tsx';
import { Problem } from '../../parts/problem.tsx';
import { useOperation, usePerform } from '../../parts/use-operation.ts';
import { AuthenticatorRow } from './authenticator-row.tsx';
import { MethodRow } from './method-row.tsx';
import { PasskeyRow } from './passkey-row.tsx';
import { PasswordRow } from './password-row.tsx';
import { PassRow } from './pass-row.tsx';
import { SecretButton } from './secret-button.tsx';
import css from './users.module.css';

/** The section. */
export function MethodsSection({ user }: { readonly user: User }) {
  const params = { user: user.id };
  const found = useOperation('showSignInMethods', { params }, { live: ['users', 'passkeys'] });
  return (
    <Section title="Sign-in methods" lead="A second factor is what a stolen password is not enough against.">
      <Card flush>
        {found.data ? (
          <Methods user={user} methods={found.data} />
        ) : found.error ? (
          <Problem of={found.error} onRetry={() => void found.refetch()} />
        ) : (
          <div className={css['row']}>
            <Loader size="sm" aria-label="Looking" />
          </div>
        )}
      </Card>
    </Section>
  );
}

function Methods({ user, methods }: { readonly user: User; readonly methods: SignInMethods }) {
  return (
    <ul className={css['rows']} aria-label="Sign-in methods">
      <PasswordRow user={user} state={methods.password} />
      <AuthenticatorRow user={user} count={methods.authenticators} />
      <PasskeyRow user={user} count={methods.passkeys} />
      <OneTimeCodesRow user={user} isSetUp={methods.oneTimeCodes} />
      <RecoveryRow user={user} left={methods.recoveryCodes} />
      <PassRow user={user} pass={methods.temporaryPass} />
    </ul>
  );
}

function OneTimeCodesRow({ user, isSetUp }: { readonly user: User; readonly isSetUp: boolean }) {
  const params = { user: user.id };
  const invalidates = ['showSignInMethods'] as const;
  const add = usePerform('addOneTimeCodes', { invalidates });
  const remove = usePerform('removeOneTimeCodes', { invalidates, done: 'The one-time codes count no more.' });
  return (
    <MethodRow
      name="One-time codes"
      text="Six digits of an authenticator app of any maker."
      state={isSetUp ? 'Set up' : 'None'}
      isSet={isSetUp}
    >
      {isSetUp ? (
        <ChangeButton loading={remove.isPending} onClick={() => void remove.perform({ params })}>
          Remove
        </ChangeButton>
      ) : (
        <SecretButton
          label="Add"
          title="One-time codes"
          text={`${user.fullName} scans this with an authenticator app. It is a secret, and shown this once.`}
          isQr
          make={async () => {
            const made = await add.perform({ params });
            return made && [made.uri];
          }}
        />
      )}
    </MethodRow>
  );
}

function RecoveryRow({ user, left }: { readonly user: User; readonly left: number }) {
  const params = { user: user.id };
  const make = usePerform('makeRecoveryCodes', { invalidates: ['showSignInMethods'] });
  return (
    <MethodRow
      name="Recovery codes"
      text="For paper: each stands in once for a lost phone."
      state={left === 0 ? 'None' : `${left} left`}
      isSet={left > 0}
    >
      <SecretButton
        label={left === 0 ? 'Make codes' : 'Make new codes'}
        title="Recovery codes"
        text={`Hand these to ${user.fullName} on paper, or in person. Codes that there were count no more, and these are shown this once.`}
        make={async () => (await make.perform({ params }))?.codes}
      />
    </MethodRow>
  );
}
