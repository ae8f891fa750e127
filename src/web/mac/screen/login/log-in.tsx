/** Choosing a person and typing their secret: what pre-boot and the login window have in common. */
import { useState } from 'preact/hooks';
import type { LoginWay, MacView } from '#api/desk/view.ts';
import { Avatar, PushButton, TextField } from '../../look/controls.tsx';
import { PersonIcon } from '../../look/icons.tsx';
import type { MacActions } from '../../mac-actions.ts';
import { useAct } from '../use-act.ts';
import { otherPerson, People } from './people.tsx';
import { SecretEntry } from './secret-entry.tsx';

interface Props {
  readonly mac: MacView;
  readonly desk: MacActions;
  readonly ways: readonly LoginWay[];
  /** Whether somebody without an account here may log in. */
  readonly hasOther: boolean;
  readonly size: number;
}

/** The circles, and the field of the one that was chosen. A Mac with one person chooses them. */
export function LogIn({ mac, desk, ways, hasOther, size }: Props) {
  const people = mac.accounts.filter(({ isHidden }) => !isHidden);
  const only = people.length === 1 && !hasOther ? people[0]?.shortName : undefined;
  const [chosen, choose] = useState(only);
  const [name, setName] = useState('');
  const acting = useAct(desk);
  const account = people.find(({ shortName }) => shortName === chosen);
  if (account === undefined && chosen !== otherPerson) {
    return <People accounts={people} hasOther={hasOther} size={size} onChoose={choose} />;
  }
  const back = () => {
    acting.forget();
    choose(undefined);
  };
  const attempt = (way: LoginWay, secret: string) =>
    acting.run({ kind: 'log-in', user: account?.shortName ?? name.trim(), way, secret });
  return (
    <div
      class="mac-login"
      onKeyDown={(event) => {
        if (event.key === 'Escape' && only === undefined) back();
      }}
    >
      {account ? (
        <Avatar name={account.fullName} size={size} />
      ) : (
        <span class="mac-login-other" style={{ width: `${size}px`, height: `${size}px` }}>
          <PersonIcon size={Math.round(size * 0.5)} />
        </span>
      )}
      {account ? (
        <h1>{account.fullName}</h1>
      ) : (
        <div class="mac-entry">
          <h1 class="mac-hidden">Other user</h1>
          <TextField label="Name or e-mail address" value={name} onInput={setName} isLarge takesFocus />
        </div>
      )}
      <SecretEntry mac={mac} ways={ways} isBusy={acting.isBusy} problem={acting.problem} onTry={attempt} />
      {only === undefined && (
        <PushButton isPlain onPress={back}>
          Show all users
        </PushButton>
      )}
    </div>
  );
}
