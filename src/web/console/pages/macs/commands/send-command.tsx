/** Sends a command: one of the usual ones with a click, any other by its keys. */
import { Button, Textarea, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { ChangeButton } from '../../../parts/change-button.tsx';
import { Card, Section } from '../../../parts/page.tsx';
import { Problem } from '../../../parts/problem.tsx';
import { usePerform } from '../../../parts/use-operation.ts';
import { commandPlist } from '../actions/command-plist.ts';
import { commandForms } from './command-forms.ts';
import css from './commands.module.css';
import { keysOf } from './raw-keys.ts';

/** Shows it. */
export function SendCommand({ serialNumber }: { readonly serialNumber: string }) {
  const { perform, isPending } = usePerform('sendCommand', {
    invalidates: ['listCommands', 'getMac'],
    done: 'In the queue: the Mac is woken and answers when it connects',
  });
  const [isRaw, setRaw] = useState(false);
  return (
    <Section
      title="Ask the Mac"
      lead="Locking, erasing and restarting are under Actions."
      actions={
        <Button onClick={() => setRaw(!isRaw)} aria-expanded={isRaw}>
          {isRaw ? 'Close the editor' : 'Another command'}
        </Button>
      }
    >
      <div className={css['forms']}>
        {commandForms.map(({ requestType, title, text, keys }) => (
          <div key={requestType} className={css['form']}>
            <div>
              <h3>{title}</h3>
              <p>{text}</p>
            </div>
            <ChangeButton
              disabled={isPending}
              onClick={() =>
                void perform({
                  params: { enrollment: serialNumber },
                  body: { requestType, ...(keys === undefined ? {} : { plist: commandPlist(keys) }) },
                })
              }
            >
              Ask<span className="visually-hidden"> for {title.toLowerCase()}</span>
            </ChangeButton>
          </div>
        ))}
      </div>
      {isRaw && <RawCommand serialNumber={serialNumber} onSent={() => setRaw(false)} />}
    </Section>
  );
}

/** Any command by its keys, as JSON or as a property list. The server reads the keys of commands that it knows. */
function RawCommand({ serialNumber, onSent }: { readonly serialNumber: string; readonly onSent: () => void }) {
  const [requestType, setRequestType] = useState('');
  const [text, setText] = useState('');
  const read = keysOf(text);
  const { perform, isPending, problem } = usePerform('sendCommand', {
    invalidates: ['listCommands', 'getMac'],
    done: 'In the queue',
    quiet: true,
    onDone: onSent,
  });
  const send = (event: FormEvent) => {
    event.preventDefault();
    if (read.kind === 'wrong') return;
    const plist = read.kind === 'keys' ? { plist: read.plist } : {};
    void perform({ params: { enrollment: serialNumber }, body: { requestType: requestType.trim(), ...plist } });
  };
  return (
    <Card>
      <form className={css['raw']} onSubmit={send}>
        <TextInput
          label="RequestType"
          description="Apple’s name of the command, such as RotateFileVaultKey."
          required
          maxLength={100}
          spellCheck={false}
          value={requestType}
          onChange={({ currentTarget }) => setRequestType(currentTarget.value)}
        />
        <Textarea
          label="Keys"
          description="The other keys of the command: a JSON object, or a property list whose dictionary holds them."
          autosize
          minRows={6}
          maxRows={20}
          spellCheck={false}
          classNames={{ input: css['code'] ?? '' }}
          value={text}
          onChange={({ currentTarget }) => setText(currentTarget.value)}
          error={read.kind === 'wrong' ? read.why : undefined}
        />
        <Problem of={problem} />
        <div className={css['buttons']}>
          <ChangeButton
            type="submit"
            variant="filled"
            loading={isPending}
            disabled={requestType.trim() === '' || read.kind === 'wrong'}
          >
            Send
          </ChangeButton>
        </div>
      </form>
    </Card>
  );
}
