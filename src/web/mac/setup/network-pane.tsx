/** "Select Your Wi-Fi Network". What network it is makes no difference here; whether the Mac's is plugged in on the desk does. */
import { useState } from 'preact/hooks';
import { CheckBox, PushButton, TextField } from '../look/controls.tsx';
import { LockIcon, WarningIcon, WifiIcon } from '../look/icons.tsx';
import { Sheet } from '../look/sheet.tsx';
import { ChoiceList } from './choice-list.tsx';
import type { PaneProps } from './pane-props.ts';
import { SetupIcon } from './setup-icon.tsx';
import { SetupPane } from './setup-pane.tsx';

const networks = ['Office', 'Office Guests', 'Café am Eck', 'Ada’s iPhone'];
const wired = 'Ethernet';

/** The pane. */
export function NetworkPane({ mac, setup, words, answering }: PaneProps) {
  const [name, setName] = useState(networks[0] ?? wired);
  const [seesOthers, setSeesOthers] = useState(false);
  const join = (network: string) => void answering.answer({ kind: 'network', network });
  const choices = networks.map((network, index) => ({
    id: network,
    words: network,
    sign: <Signs isOpen={index === 1} />,
  }));
  return (
    <>
      <SetupPane
        title={setup.title}
        words={words}
        icon={<SetupIcon sign="network" />}
        onBack={() => void answering.answer({ kind: 'back' })}
        onContinue={() => join(name)}
        isBusy={answering.isBusy}
        problem={answering.problem}
        status={answering.isBusy ? 'Asking Apple whose Mac this is…' : undefined}
        other={
          <PushButton isLarge onPress={() => setSeesOthers(true)}>
            Other Network Options…
          </PushButton>
        }
      >
        {!mac.isOnline && (
          <p class="setup-warning" role="alert">
            <WarningIcon size={16} />
            <span>No network is in reach. Plug the network of this Mac in on the desk, then continue.</span>
          </p>
        )}
        <ChoiceList
          label={setup.title}
          choices={choices}
          chosen={name}
          onChoose={setName}
          onTake={() => join(name)}
          takesFocus
        />
      </SetupPane>
      {seesOthers && <OtherNetworks onClose={() => setSeesOthers(false)} onJoin={join} />}
    </>
  );
}

function Signs({ isOpen }: { readonly isOpen: boolean }) {
  return (
    <span class="setup-signs">
      {!isOpen && <LockIcon size={12} />}
      <WifiIcon size={15} />
    </span>
  );
}

interface OtherProps {
  readonly onClose: () => void;
  readonly onJoin: (network: string) => void;
}

function OtherNetworks({ onClose, onJoin }: OtherProps) {
  const [isWired, setWired] = useState(true);
  const [name, setName] = useState('');
  const network = isWired ? wired : name.trim();
  const join = () => {
    if (network === '') return;
    onClose();
    onJoin(network);
  };
  return (
    <Sheet
      title="How does this Mac connect?"
      onClose={onClose}
      onSubmit={join}
      actions={
        <>
          <PushButton onPress={onClose}>Cancel</PushButton>
          <PushButton type="submit" isDefault isDisabled={network === ''}>
            Join
          </PushButton>
        </>
      }
    >
      <div class="setup-others">
        <CheckBox isOn={isWired} onChange={setWired}>
          Local network (Ethernet)
        </CheckBox>
        <TextField label="Name of a Wi-Fi network" value={name} onInput={setName} isDisabled={isWired} />
      </div>
    </Sheet>
  );
}
