/** Preferences > Deregister: ends the registration of this person on this Mac, after a question. */
import { useState } from 'preact/hooks';
import type { ActAnswer } from '#api/desk/acts.ts';
import { AppIcon } from '../../look/app-icons.tsx';
import { PushButton } from '../../look/controls.tsx';
import { Group, Problem, Row } from '../../look/forms.tsx';
import { Alert } from '../../look/sheet.tsx';
import type { AppProps } from '../../screen/desktop/app-props.ts';
import { useAct } from '../../screen/use-act.ts';

/** The page. */
export function PreferencesPage({ mac, desk, person }: AppProps) {
  const [isAsking, setAsking] = useState(false);
  const [done, setDone] = useState<string>();
  const { run, isBusy, problem } = useAct(desk);
  const account = mac.accounts.find(({ shortName }) => shortName === person)?.platformSso;
  const close = () => setAsking(false);
  const deregister = async () => {
    close();
    setDone(undefined);
    const outcome = await run({ kind: 'app', step: 'deregister' });
    if (outcome?.kind === 'deregistered') setDone(doneWords(outcome));
  };
  return (
    <>
      <Group>
        <Row label="Registration" about={account === undefined ? 'Nobody is registered here.' : account.loginUserName}>
          <PushButton isDisabled={account === undefined} isBusy={isBusy} onPress={() => setAsking(true)}>
            Deregister…
          </PushButton>
        </Row>
      </Group>
      <Problem>{problem}</Problem>
      <p class="mac-porch-done" role="status">
        {done}
      </p>
      {isAsking && (
        <Alert
          title="Deregister this Mac?"
          text="You will have to sign in to websites and applications again. This Mac’s keys are given up."
          icon={<AppIcon name="porchlight" size={52} />}
          onClose={close}
          onSubmit={() => void deregister()}
          actions={
            <>
              <PushButton isDefault onPress={close}>
                Cancel
              </PushButton>
              <PushButton isDestructive type="submit">
                Deregister
              </PushButton>
            </>
          }
        />
      )}
    </>
  );
}

function doneWords(outcome: ActAnswer['outcome']): string {
  const server =
    outcome['serverKnows'] === true
      ? 'Your organisation knows.'
      : 'Your organisation could not be told: its administrators can remove this Mac.';
  const device = outcome['deviceRegistered'] === true ? ' This Mac stays registered for other people on it.' : '';
  return `You are deregistered. ${server}${device}`;
}
