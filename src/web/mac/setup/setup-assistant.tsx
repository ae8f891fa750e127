/** Setup Assistant, from the greeting to the home screen: the pane that the Mac stands at, and its alert over it. */
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { MacView, SetupScreen } from '#api/desk/view.ts';
import { PushButton } from '../look/controls.tsx';
import { WarningIcon } from '../look/icons.tsx';
import { Alert } from '../look/sheet.tsx';
import type { MacActions } from '../mac-actions.ts';
import { AccountPane } from './account-pane.tsx';
import { AwaitingPane } from './awaiting-pane.tsx';
import { CountryPane } from './country-pane.tsx';
import { Hello } from './hello.tsx';
import { LanguagePane } from './language-pane.tsx';
import { ManagementPane } from './management-pane.tsx';
import { NetworkPane } from './network-pane.tsx';
import { PagePane } from './page-pane.tsx';
import type { PaneProps } from './pane-props.ts';
import { PlainPane } from './plain-pane.tsx';
import { wordsOf } from './setup-words.ts';
import { SsoPane } from './sso-pane.tsx';
import { UpdatePane } from './update-pane.tsx';
import { type Answer, useAnswer } from './use-answer.ts';
import './setup.css';

interface Props {
  readonly mac: MacView;
  readonly desk: MacActions;
}

const panes: Readonly<Record<string, (props: PaneProps) => JSX.Element>> = {
  country: CountryPane,
  network: NetworkPane,
  'remote-management': ManagementPane,
  'web-sign-in': PagePane,
  'software-update': UpdatePane,
  'awaiting-configuration': AwaitingPane,
  'platform-sso': SsoPane,
  account: AccountPane,
};

/** What "Try Again" does where the pane itself asks for nothing. */
const again: Readonly<Record<string, Answer>> = {
  'remote-management': { kind: 'continue' },
  'awaiting-configuration': { kind: 'continue' },
  'platform-sso': { kind: 'register' },
};

/** Draws it. */
export function SetupAssistant({ mac, desk }: Props) {
  const { screen } = mac;
  const answering = useAnswer(desk, screen.kind === 'setup-assistant' ? screen.setup.pane : undefined);
  const [hasBegun, setBegun] = useState(false);
  if (screen.kind !== 'setup-assistant') return null;
  const { setup } = screen;
  const props: PaneProps = { mac, setup, desk, answering, words: wordsOf(setup.language) };
  if (setup.pane === 'hello') {
    return (
      <div class="setup" lang={setup.language}>
        {hasBegun ? (
          <LanguagePane {...props} onBack={() => setBegun(false)} />
        ) : (
          <Hello onBegin={() => setBegun(true)} />
        )}
      </div>
    );
  }
  const Pane = panes[setup.pane] ?? PlainPane;
  return (
    <div class="setup blurred" lang={setup.language}>
      <Pane key={setup.pane} {...props} />
      <SetupAlert setup={setup} words={props.words} answering={answering} />
    </div>
  );
}

/** What went wrong. It stays read until the next answer is over. */
function SetupAlert({
  setup,
  words,
  answering,
}: Pick<PaneProps, 'words' | 'answering'> & { readonly setup: SetupScreen }) {
  const [readAt, setReadAt] = useState<number>();
  if (setup.alert === undefined || answering.isBusy || readAt === answering.count) return null;
  const retry = again[setup.pane];
  const close = () => setReadAt(answering.count);
  const tryAgain = () => {
    close();
    if (retry) void answering.answer(retry);
  };
  return (
    <Alert
      overScreen
      isWide
      title={headOf(setup.pane)}
      text={setup.alert}
      icon={
        <span class="setup-alert-icon">
          <WarningIcon size={40} />
        </span>
      }
      onClose={close}
      onSubmit={retry ? tryAgain : close}
      actions={
        <>
          {retry && setup.pane !== 'awaiting-configuration' && <PushButton onPress={close}>Cancel</PushButton>}
          <PushButton type="submit" isDefault>
            {retry ? words.tryAgain : 'OK'}
          </PushButton>
        </>
      }
    />
  );
}

function headOf(pane: string): string {
  const heads: Readonly<Record<string, string>> = {
    network: 'This Mac cannot be activated',
    'remote-management': 'Unable to configure your Mac',
    'awaiting-configuration': 'Unable to configure your Mac',
    'platform-sso': 'Unable to sign in',
    account: 'This account cannot be created',
  };
  return heads[pane] ?? 'That did not work';
}
