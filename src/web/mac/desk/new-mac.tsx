/** A new Mac for the desk: in its box, bought by the organisation or not; or one that somebody has set up already. */
import { useState } from 'preact/hooks';
import type { NewMac as NewMacWish } from '#api/desk/acts.ts';
import type { DeskView } from '#api/desk/view.ts';
import type { DeskClient } from '../desk-client.ts';
import { sentenceOf } from '../mac-actions.ts';
import { Dialog } from './dialog.tsx';
import { formText } from './form-text.ts';

interface Props {
  readonly desk: DeskView;
  readonly client: DeskClient;
  readonly onClose: () => void;
}

/** What each version brought to the story. */
const brought: Readonly<Record<string, string>> = {
  '13': 'Platform SSO with password or Secure Enclave; no page in Settings',
  '14': 'smart cards, shared device keys, accounts at the login window',
  '15': 'FileVault, login and unlock policies',
  '26': 'registration in Setup Assistant',
  '27': 'web sign-in',
};

/** Draws the dialog. */
export function NewMac({ desk, client, onClose }: Props) {
  const versions = newestOfEach(desk.versions);
  const [macos, setMacos] = useState(versions.find((version) => version.startsWith('14')) ?? versions.at(-1) ?? '');
  const [as, setAs] = useState<NewMacWish['as']>('boxed');
  const [isAssigned, setAssigned] = useState(desk.administers);
  const [name, setName] = useState(() => freeName(desk));
  const [problem, setProblem] = useState<string | undefined>(undefined);
  const [isBusy, setBusy] = useState(false);
  const put = async (form: HTMLFormElement) => {
    const text = (field: string) => formText(form, field);
    const account = { shortName: text('short-name'), fullName: text('full-name'), password: text('password') };
    const boxed = { name, macos, as, isAssigned: as === 'boxed' && isAssigned };
    setBusy(true);
    setProblem(undefined);
    try {
      await client.putOnDesk(as === 'set-up' ? { ...boxed, account } : boxed);
      onClose();
    } catch (error) {
      setProblem(sentenceOf(error));
      setBusy(false);
    }
  };
  return (
    <Dialog title="Unbox a Mac" onClose={onClose}>
      <form
        class="desk-form"
        onSubmit={(event) => {
          event.preventDefault();
          void put(event.currentTarget);
        }}
      >
        <fieldset>
          <legend>macOS</legend>
          <div class="desk-versions">
            {versions.map((version) => (
              <label key={version} class="desk-version">
                <input
                  type="radio"
                  name="macos"
                  value={version}
                  checked={version === macos}
                  onChange={() => setMacos(version)}
                />
                <span>{version.replace(/\.\d+$/, '')}</span>
              </label>
            ))}
          </div>
          <p class="desk-faint">New there: {brought[macos.replace(/\.\d+$/, '')]}.</p>
        </fieldset>
        <fieldset>
          <legend>How it stands</legend>
          <label class="desk-choice">
            <input type="radio" name="as" checked={as === 'boxed'} onChange={() => setAs('boxed')} />
            <span>
              In its box
              <small>It says Hello, and is set up on the screen.</small>
            </span>
          </label>
          {as === 'boxed' && (
            <label class="desk-choice desk-under">
              <input
                type="checkbox"
                checked={isAssigned}
                disabled={!desk.administers}
                onChange={({ currentTarget }) => setAssigned(currentTarget.checked)}
              />
              <span>
                Bought by the organisation
                <small>
                  {desk.administers
                    ? 'Apple knows whose it is, and Setup Assistant asks for Remote Management.'
                    : 'This home has no administration token of the server, which would have to know.'}
                </small>
              </span>
            </label>
          )}
          <label class="desk-choice">
            <input type="radio" name="as" checked={as === 'set-up'} onChange={() => setAs('set-up')} />
            <span>
              Set up by somebody
              <small>It has a local account, and belongs to nobody’s organisation yet.</small>
            </span>
          </label>
        </fieldset>
        {as === 'set-up' && <Account />}
        <label class="desk-field">
          <span>Name on the desk</span>
          <input
            value={name}
            required
            pattern="[a-z0-9][a-z0-9._\-]{0,62}"
            title="Lower-case letters, digits, “.”, “_” and “-”"
            onInput={({ currentTarget }) => setName(currentTarget.value)}
          />
        </label>
        {problem !== undefined && (
          <p class="desk-problem" role="alert">
            {problem}
          </p>
        )}
        <div class="desk-buttons">
          <button type="button" class="desk-button" onClick={onClose}>
            Cancel
          </button>
          <button type="submit" class="desk-button desk-primary" disabled={isBusy} autofocus>
            {isBusy ? 'One moment …' : as === 'boxed' ? 'Unbox' : 'Put on the desk'}
          </button>
        </div>
      </form>
    </Dialog>
  );
}

function Account() {
  return (
    <fieldset class="desk-account">
      <legend>Its account</legend>
      <label class="desk-field">
        <span>Full name</span>
        <input name="full-name" required defaultValue="Alice Ball" />
      </label>
      <label class="desk-field">
        <span>Account name</span>
        <input name="short-name" required pattern="[a-z0-9._\-]+" defaultValue="alice" />
      </label>
      <label class="desk-field">
        <span>Password</span>
        <input name="password" type="password" required autocomplete="new-password" />
      </label>
    </fieldset>
  );
}

/** The newest of each major version, oldest first. */
function newestOfEach(versions: readonly string[]): readonly string[] {
  const byMajor = new Map(versions.map((version) => [version.replace(/\..*$/, ''), version]));
  return [...byMajor.values()];
}

function freeName({ macs }: DeskView): string {
  const taken = new Set(macs.map(({ name }) => name));
  for (let number = 1; ; number += 1) {
    const name = `mac-${number}`;
    if (!taken.has(name)) return name;
  }
}
