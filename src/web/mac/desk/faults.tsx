/** Faults on request: what a server must refuse, or bear. */
import { useState } from 'preact/hooks';
import type { DeskFault, MacView } from '#api/desk/view.ts';
import type { DoAct } from './do-act.ts';

interface Props {
  readonly mac: MacView;
  readonly faults: readonly DeskFault[];
  readonly onAct: DoAct;
}

/** Draws them. */
export function Faults({ mac, faults, onAct }: Props) {
  const [name, setName] = useState(faults[0]?.name ?? '');
  const [value, setValue] = useState('');
  const fault = faults.find((one) => one.name === name);
  const needsValue = fault?.needsValue ?? false;
  return (
    <section class="desk-part" aria-labelledby="desk-faults">
      <h3 id="desk-faults">Faults</h3>
      {mac.quirks.length > 0 && (
        <>
          <ul class="desk-faults">
            {[...new Set(mac.quirks)].map((quirk) => (
              <li key={quirk}>
                <strong>{quirk}</strong>
                <small>{faults.find((one) => one.name === quirk)?.description}</small>
              </li>
            ))}
          </ul>
          <button type="button" class="desk-button" onClick={() => void onAct({ kind: 'behave' })}>
            Behave again
          </button>
        </>
      )}
      <form
        class="desk-form desk-sub"
        onSubmit={(event) => {
          event.preventDefault();
          void onAct({ kind: 'misbehave', quirk: name, ...(needsValue ? { value } : {}) });
        }}
      >
        <label class="desk-field">
          <span>Let the next messages misbehave</span>
          <select value={name} onChange={({ currentTarget }) => setName(currentTarget.value)}>
            {faults.map((one) => (
              <option key={one.name} value={one.name}>
                {one.name}
              </option>
            ))}
          </select>
        </label>
        <p class="desk-faint">{fault?.description}</p>
        {needsValue && (
          <label class="desk-field">
            <span>Value in place of the right one</span>
            <input
              value={value}
              required
              maxLength={500}
              onInput={({ currentTarget }) => setValue(currentTarget.value)}
            />
          </label>
        )}
        <button type="submit" class="desk-button">
          Misbehave
        </button>
      </form>
    </section>
  );
}
