/** A phone on the desk, with the organisation's authenticator on it: the real web app, from an address of its own. */
import { useState } from 'preact/hooks';
import type { DeskPerson, DeskView } from '#api/desk/view.ts';
import type { DeskClient } from '../desk-client.ts';
import { sentenceOf } from '../mac-actions.ts';

interface Props {
  readonly desk: DeskView;
  readonly client: DeskClient;
}

const home = '/authenticator/';

/** Draws it. */
export function Phone({ desk, client }: Props) {
  const [address, setAddress] = useState(home);
  const setUp = async (person: string) => {
    try {
      const offer = new URL(await client.phoneOffer(person));
      // The same app stands at this origin, for the server that the offer names.
      setAddress(`${home}${offer.hash}`);
    } catch (error) {
      client.tell(sentenceOf(error));
    }
  };
  return (
    <div class="desk-phone-place">
      <div class="desk-phone">
        <div class="desk-phone-top" aria-hidden="true" />
        <div class="desk-phone-glass">
          <iframe class="desk-phone-screen" title="Phone: authenticator" src={address} />
        </div>
      </div>
      <SetUp people={desk.people} administers={desk.administers} onSetUp={setUp} />
    </div>
  );
}

interface SetUpProps {
  readonly people: readonly DeskPerson[];
  readonly administers: boolean;
  readonly onSetUp: (userPrincipalName: string) => Promise<void>;
}

function SetUp({ people, administers, onSetUp }: SetUpProps) {
  const [chosen, setChosen] = useState<string | undefined>(undefined);
  const [isBusy, setBusy] = useState(false);
  if (people.length === 0) {
    return (
      <p class="desk-faint">
        {administers
          ? 'Nobody is in the organisation yet, or its server does not answer.'
          : 'This desk may not make offers for people. Open “Your account” of the organisation, choose to add an authenticator, and paste its address into the phone.'}
      </p>
    );
  }
  const person =
    people.find(({ userPrincipalName }) => userPrincipalName === chosen) ??
    people.find((one) => !one.hasPhone) ??
    people[0];
  return (
    <form
      class="desk-set-up"
      onSubmit={(event) => {
        event.preventDefault();
        if (!person) return;
        setBusy(true);
        void onSetUp(person.userPrincipalName).finally(() => setBusy(false));
      }}
    >
      <label for="desk-phone-person">Set up the phone for</label>
      <div class="desk-row">
        <select
          id="desk-phone-person"
          value={person?.userPrincipalName}
          onChange={({ currentTarget }) => setChosen(currentTarget.value)}
        >
          {people.map(({ userPrincipalName, fullName, hasPhone }) => (
            <option key={userPrincipalName} value={userPrincipalName}>
              {fullName}
              {hasPhone ? ' (has a phone)' : ''}
            </option>
          ))}
        </select>
        <button type="submit" class="desk-button" disabled={isBusy}>
          Set up
        </button>
      </div>
    </form>
  );
}
