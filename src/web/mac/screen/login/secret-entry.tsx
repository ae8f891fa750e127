/** The field for a password or a PIN below a person's picture: shakes when it is wrong, and says why. */
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import type { ActAnswer } from '#api/desk/acts.ts';
import type { LoginWay, MacView } from '#api/desk/view.ts';
import { classes } from '../../look/class-names.ts';
import { PushButton, SecureField, Spinner } from '../../look/controls.tsx';
import { ArrowIcon, CardIcon, GlobeIcon } from '../../look/icons.tsx';

interface Props {
  readonly mac: MacView;
  readonly ways: readonly LoginWay[];
  readonly takesTouchId?: boolean;
  readonly isBusy: boolean;
  readonly problem: string | undefined;
  readonly onTry: (way: LoginWay, secret: string) => Promise<ActAnswer['outcome'] | undefined>;
}

/** Asks for what the ways and the reader allow. */
export function SecretEntry({ mac, ways, takesTouchId = false, isBusy, problem, onTry }: Props) {
  const card = mac.cards.known.find(({ id }) => id === mac.cards.inserted);
  const takesCard = card !== undefined && ways.includes('smart-card');
  const [wantsPassword, setWantsPassword] = useState(false);
  const asksPin = takesCard && !(wantsPassword && ways.includes('password'));
  const [secret, setSecret] = useState('');
  const [isShaking, shake] = useShaking();
  const field = useRef<HTMLInputElement>(null);
  useLayoutEffect(() => field.current?.focus(), [asksPin]);
  const send = async (way: LoginWay, text: string) => {
    if (isBusy) return;
    const outcome = await onTry(way, text);
    setSecret('');
    if (outcome?.kind === 'unlocked') return;
    shake();
    field.current?.focus();
  };
  const way: LoginWay = asksPin ? 'smart-card' : 'password';
  const wanted = asksPin ? 'Enter PIN' : 'Enter Password';
  const label = takesTouchId ? `Touch ID or ${wanted}` : wanted;
  return (
    <div class="mac-entry">
      {(ways.includes('password') || asksPin) && (
        <form
          class={classes('line', isShaking && 'mac-shake')}
          onSubmit={(event) => {
            event.preventDefault();
            void send(way, secret);
          }}
        >
          <SecureField
            label={label}
            value={secret}
            onInput={setSecret}
            problem={problem}
            numeric={asksPin}
            inputRef={field}
            isLarge
          />
          <button type="submit" class="go" aria-label="Log in" disabled={isBusy || secret === ''}>
            {isBusy ? <Spinner /> : <ArrowIcon size={14} />}
          </button>
        </form>
      )}
      {asksPin && (
        <p class="hint">
          <CardIcon size={14} /> {card.label}
        </p>
      )}
      {takesCard && ways.includes('password') && (
        <PushButton isPlain onPress={() => setWantsPassword(!wantsPassword)}>
          {asksPin ? 'Use password instead' : 'Use smart card'}
        </PushButton>
      )}
      {ways.includes('web') && (
        <PushButton isLarge isBusy={isBusy} onPress={() => void send('web', '')}>
          <GlobeIcon size={14} /> Sign In on the Web
        </PushButton>
      )}
      <div class="said" role="alert">
        {problem !== undefined && <p>{problem}</p>}
      </div>
      <div role="status">{isBusy && mac.underWay !== undefined && <p class="hint">{mac.underWay}</p>}</div>
    </div>
  );
}

const shakeTime = 450;

function useShaking(): [boolean, () => void] {
  const [isShaking, setShaking] = useState(false);
  useEffect(() => {
    if (!isShaking) return undefined;
    const over = setTimeout(() => setShaking(false), shakeTime);
    return () => clearTimeout(over);
  }, [isShaking]);
  return [isShaking, () => setShaking(true)];
}
