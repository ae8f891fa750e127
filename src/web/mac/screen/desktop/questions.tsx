/** What macOS asks before a session ends, and what it says when something did not work. */
import { AppIcon, type IconName } from '../../look/app-icons.tsx';
import { PushButton } from '../../look/controls.tsx';
import { Alert } from '../../look/sheet.tsx';

interface QuestionProps {
  readonly question: 'restart' | 'log-out';
  readonly isBusy: boolean;
  readonly onYes: () => void;
  readonly onNo: () => void;
}

const questions = {
  restart: {
    title: 'Are you sure you want to restart your computer now?',
    text: 'Open applications end. After a restart FileVault asks for the password of this account.',
    yes: 'Restart',
  },
  'log-out': {
    title: 'Are you sure you want to quit all applications and log out now?',
    text: 'The login window comes next.',
    yes: 'Log Out',
  },
} as const;

/** "Are you sure". */
export function Question({ question, isBusy, onYes, onNo }: QuestionProps) {
  const { title, text, yes } = questions[question];
  return (
    <Alert
      title={title}
      text={text}
      overScreen
      onClose={onNo}
      onSubmit={onYes}
      icon={<AppIcon name="setup" size={52} />}
      actions={
        <>
          <PushButton onPress={onNo}>Cancel</PushButton>
          <PushButton isDefault type="submit" isBusy={isBusy}>
            {yes}
          </PushButton>
        </>
      }
    />
  );
}

interface SaidProps {
  readonly title: string;
  readonly text: string;
  readonly icon: IconName;
  readonly onClose: () => void;
}

/** What an act led to, with OK. */
export function Said({ title, text, icon, onClose }: SaidProps) {
  return (
    <Alert
      title={title}
      text={text}
      overScreen
      onClose={onClose}
      onSubmit={onClose}
      icon={<AppIcon name={icon} size={52} />}
      actions={
        <PushButton isDefault type="submit">
          OK
        </PushButton>
      }
    />
  );
}
