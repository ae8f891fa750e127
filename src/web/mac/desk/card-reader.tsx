/** The smart card reader: the card in it, those in the drawer, and new ones. */
import { useState } from 'preact/hooks';
import type { DeskPerson, MacView } from '#api/desk/view.ts';
import { formText } from './form-text.ts';
import type { DoAct } from './do-act.ts';

interface Props {
  readonly mac: MacView;
  readonly people: readonly DeskPerson[];
  readonly onAct: DoAct;
}

/** Draws it. */
export function CardReader({ mac, people, onAct }: Props) {
  const { inserted, known } = mac.cards;
  const [isMaking, setMaking] = useState(false);
  const card = known.find(({ id }) => id === inserted);
  return (
    <section class="desk-part" aria-labelledby="desk-reader">
      <h3 id="desk-reader">Smart card reader</h3>
      <div class={card ? 'desk-reader desk-reader-full' : 'desk-reader'}>
        {card ? (
          <>
            <strong>{card.label}</strong>
            <code class="desk-hash">{card.hash}</code>
            <small>{stateOf(card)}</small>
          </>
        ) : (
          <span>The reader is empty.</span>
        )}
      </div>
      <div class="desk-chips">
        {card && (
          <button type="button" class="desk-button" onClick={() => void onAct({ kind: 'remove-card' })}>
            Take the card out
          </button>
        )}
        {known
          .filter(({ id }) => id !== inserted)
          .map(({ id, label, hash }) => (
            <button
              key={id}
              type="button"
              class="desk-button"
              title={hash}
              onClick={() => void onAct({ kind: 'insert-card', card: id })}
            >
              Insert {label} ({hash.slice(0, 6)}…)
            </button>
          ))}
        <button type="button" class="desk-button" aria-expanded={isMaking} onClick={() => setMaking(!isMaking)}>
          Make a card …
        </button>
      </div>
      {isMaking && <NewCard people={people} onAct={onAct} onDone={() => setMaking(false)} />}
    </section>
  );
}

function stateOf({ isBlocked, pairedWith }: MacView['cards']['known'][number]): string {
  if (isBlocked) return 'Blocked: the PIN was wrong three times.';
  return pairedWith.length === 0
    ? 'Not paired with an account: “sc_auth” in Terminal does that.'
    : `Paired with ${pairedWith.join(', ')}.`;
}

interface NewCardProps {
  readonly people: readonly DeskPerson[];
  readonly onAct: DoAct;
  readonly onDone: () => void;
}

function NewCard({ people, onAct, onDone }: NewCardProps) {
  const [isBusy, setBusy] = useState(false);
  return (
    <form
      class="desk-form desk-sub"
      onSubmit={(event) => {
        event.preventDefault();
        const [userPrincipalName, pin] = [
          formText(event.currentTarget, 'person'),
          formText(event.currentTarget, 'pin'),
        ];
        setBusy(true);
        void onAct({ kind: 'new-card', userPrincipalName, pin }).then(onDone);
      }}
    >
      <label class="desk-field">
        <span>For</span>
        {people.length > 0 ? (
          <select name="person">
            {people.map(({ userPrincipalName, fullName }) => (
              <option key={userPrincipalName} value={userPrincipalName}>
                {fullName}
              </option>
            ))}
          </select>
        ) : (
          <input name="person" required placeholder="ada@example.org" />
        )}
      </label>
      <label class="desk-field">
        <span>PIN, 4 to 8 digits</span>
        <input name="pin" type="password" inputMode="numeric" required pattern="\d{4,8}" autocomplete="off" />
      </label>
      <button type="submit" class="desk-button desk-primary" disabled={isBusy}>
        {isBusy ? 'One moment …' : 'Make it and insert it'}
      </button>
    </form>
  );
}
