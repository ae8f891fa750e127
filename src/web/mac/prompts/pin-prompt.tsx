/** A smart card wants its PIN: digits that nobody sees, from the keyboard or from the pad. */
import { useState } from 'preact/hooks';
import { PushButton } from '../look/controls.tsx';
import { Problem } from '../look/forms.tsx';
import { CardIcon } from '../look/icons.tsx';
import { Alert } from '../look/sheet.tsx';
import type { PromptProps } from './prompt-props.ts';

/** PIV: a PIN has six to eight digits; cards of others take four. */
const shortest = 4;
const longest = 8;
const keys = ['1', '2', '3', '4', '5', '6', '7', '8', '9'];

/** The dialog. */
export function PinPrompt({ prompt, answer, isBusy, wasWrong, problem }: PromptProps<'pin'>) {
  const [pin, setPin] = useState('');
  const close = () => void answer({ kind: 'close' });
  const type = (digit: string) => setPin((before) => (before + digit).slice(0, longest));
  const mayGo = pin.length >= shortest;
  return (
    <Alert
      overScreen
      isShaking={wasWrong}
      title={`Enter the PIN for “${prompt.card}”`}
      text={prompt.text}
      icon={
        <span class="prompt-tile">
          <CardIcon size={32} />
        </span>
      }
      onClose={close}
      onSubmit={() => mayGo && void answer({ kind: 'text', text: pin })}
      actions={
        <>
          <PushButton onPress={close}>Cancel</PushButton>
          <PushButton type="submit" isDefault isBusy={isBusy} isDisabled={!mayGo}>
            OK
          </PushButton>
        </>
      }
    >
      <PinField pin={pin} onInput={setPin} />
      <div class="prompt-pad">
        {keys.map((digit) => (
          <PadKey key={digit} words={digit} onPress={() => type(digit)} />
        ))}
        <span />
        <PadKey words="0" onPress={() => type('0')} />
        <PadKey words="⌫" name="Delete the last digit" onPress={() => setPin(pin.slice(0, -1))} />
      </div>
      <Problem>{problem}</Problem>
    </Alert>
  );
}

function PinField({ pin, onInput }: { readonly pin: string; readonly onInput: (pin: string) => void }) {
  const cells = Array.from({ length: longest }, (_, index) => (index < pin.length ? 'dot full' : 'dot'));
  return (
    <label class="prompt-pin">
      <span class="mac-hidden">PIN</span>
      <span class="dots" aria-hidden="true">
        {cells.map((cell, index) => (
          <span key={`${index}`} class={cell} />
        ))}
      </span>
      <input
        type="password"
        inputMode="numeric"
        autocomplete="off"
        data-first="yes"
        value={pin}
        maxLength={longest}
        onInput={({ currentTarget }) => {
          const digits = currentTarget.value.replaceAll(/\D/g, '').slice(0, longest);
          currentTarget.value = digits;
          onInput(digits);
        }}
      />
    </label>
  );
}

interface KeyProps {
  readonly words: string;
  readonly name?: string;
  readonly onPress: () => void;
}

// The pad is for a mouse; the keyboard has digits of its own, and Tab goes on to the buttons.
function PadKey({ words, name, onPress }: KeyProps) {
  return (
    <button type="button" tabIndex={-1} aria-label={name ?? words} onClick={() => onPress()}>
      {words}
    </button>
  );
}
