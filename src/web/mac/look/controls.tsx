/** The controls of macOS. Every one is a real control of HTML, so that keyboard and screen reader know it. */
import type { ComponentChildren, Ref } from 'preact';
import { useId } from 'preact/hooks';
import { classes } from './class-names.ts';
import { SearchIcon } from './icons.tsx';

interface PushButtonProps {
  readonly children: ComponentChildren;
  readonly onPress?: (() => void) | undefined;
  /** The blue one, which Return presses in a sheet. */
  readonly isDefault?: boolean;
  readonly isDestructive?: boolean;
  readonly isLarge?: boolean;
  /** Words only, as a link. */
  readonly isPlain?: boolean;
  readonly isDisabled?: boolean;
  readonly isBusy?: boolean;
  readonly type?: 'button' | 'submit';
  readonly name?: string;
  readonly class?: string;
}

/** A push button. */
export function PushButton(props: PushButtonProps) {
  const { children, onPress, type = 'button', isBusy = false, isDisabled = false, name } = props;
  const { isDefault, isDestructive, isLarge, isPlain } = props;
  return (
    <button
      type={type}
      class={classes(
        'mac-button',
        isDefault && 'default',
        isDestructive && 'destructive',
        isLarge && 'large',
        isPlain && 'plain',
        props.class,
      )}
      disabled={isDisabled || isBusy}
      aria-label={name}
      onClick={onPress && (() => onPress())}
    >
      {isBusy && <Spinner />}
      {children}
    </button>
  );
}

interface RoundButtonProps {
  readonly label: string;
  readonly onPress: () => void;
  readonly children: ComponentChildren;
  readonly isDisabled?: boolean;
}

/** A small round button with an icon, such as the (i) of Users & Groups. */
export function RoundButton({ label, onPress, children, isDisabled = false }: RoundButtonProps) {
  return (
    <button type="button" class="mac-round" aria-label={label} disabled={isDisabled} onClick={() => onPress()}>
      {children}
    </button>
  );
}

interface SwitchProps {
  readonly label: string;
  readonly isOn: boolean;
  readonly onChange: (isOn: boolean) => void;
  readonly isDisabled?: boolean;
}

/** A switch. */
export function Switch({ label, isOn, onChange, isDisabled = false }: SwitchProps) {
  return (
    <button
      type="button"
      role="switch"
      class="mac-switch"
      aria-checked={isOn}
      aria-label={label}
      disabled={isDisabled}
      onClick={() => onChange(!isOn)}
    />
  );
}

interface FieldProps {
  readonly value: string;
  readonly onInput: (value: string) => void;
  /** What a screen reader says; shown in the field too unless there is a placeholder. */
  readonly label: string;
  readonly placeholder?: string;
  readonly isDisabled?: boolean;
  readonly isLarge?: boolean;
  /** Takes the focus when it is drawn: for sheets and the login window. */
  readonly takesFocus?: boolean;
  readonly problem?: string | undefined;
  readonly numeric?: boolean;
  readonly inputRef?: Ref<HTMLInputElement>;
}

function Field({ type, ...props }: FieldProps & { readonly type: 'text' | 'password' }) {
  const { value, onInput, label, placeholder, isDisabled = false, isLarge, takesFocus, problem, numeric } = props;
  const attributes = {
    ref: props.inputRef ?? null,
    class: classes('mac-field', isLarge && 'large'),
    value,
    'aria-label': label,
    placeholder: placeholder ?? label,
    disabled: isDisabled,
    'aria-invalid': problem !== undefined,
    autocomplete: 'off',
    autocapitalize: 'off' as const,
    spellcheck: false,
    inputMode: numeric === true ? ('numeric' as const) : ('text' as const),
    'data-first': takesFocus === true ? 'yes' : undefined,
    onInput: ({ currentTarget }: { readonly currentTarget: HTMLInputElement }) => onInput(currentTarget.value),
  };
  return type === 'password' ? <input type="password" {...attributes} /> : <input type="text" {...attributes} />;
}

/** A line of text. */
export function TextField(props: FieldProps) {
  return <Field type="text" {...props} />;
}

/** A password or a PIN. */
export function SecureField(props: FieldProps) {
  return <Field type="password" {...props} />;
}

interface SearchProps {
  readonly value: string;
  readonly onInput: (value: string) => void;
  readonly label: string;
}

/** The search field above a sidebar. */
export function SearchField({ value, onInput, label }: SearchProps) {
  return (
    <div class="mac-search">
      <SearchIcon size={14} />
      <input
        class="mac-field"
        type="search"
        value={value}
        placeholder={label}
        aria-label={label}
        onInput={({ currentTarget }) => onInput(currentTarget.value)}
      />
    </div>
  );
}

interface PopUpProps {
  readonly label: string;
  readonly value: string;
  readonly choices: readonly { readonly value: string; readonly words: string }[];
  readonly onChange: (value: string) => void;
}

/** A pop-up button. */
export function PopUp({ label, value, choices, onChange }: PopUpProps) {
  return (
    <select
      class="mac-popup"
      aria-label={label}
      value={value}
      onChange={({ currentTarget }) => onChange(currentTarget.value)}
    >
      {choices.map(({ value: choice, words }) => (
        <option key={choice} value={choice}>
          {words}
        </option>
      ))}
    </select>
  );
}

interface CheckBoxProps {
  readonly isOn: boolean;
  readonly onChange: (isOn: boolean) => void;
  readonly children: ComponentChildren;
}

/** A check box with its words. */
export function CheckBox({ isOn, onChange, children }: CheckBoxProps) {
  const id = useId();
  return (
    <label class="mac-check" for={id}>
      <input id={id} type="checkbox" checked={isOn} onChange={({ currentTarget }) => onChange(currentTarget.checked)} />
      <span>{children}</span>
    </label>
  );
}

/** Something is going on. */
export function Spinner({ isLarge = false }: { readonly isLarge?: boolean }) {
  return (
    <svg class={classes('mac-spinner', isLarge && 'large')} viewBox="0 0 16 16" aria-hidden="true">
      {spokes.map((turn) => (
        <rect
          key={turn}
          x="7.2"
          y="1"
          width="1.6"
          height="4.2"
          rx="0.8"
          fill="currentColor"
          opacity={0.2 + turn / 400}
          transform={`rotate(${turn} 8 8)`}
        />
      ))}
    </svg>
  );
}

const spokes = [0, 45, 90, 135, 180, 225, 270, 315];

/** A person's picture: their initials in a colour that stays theirs. */
export function Avatar({ name, size }: { readonly name: string; readonly size: number }) {
  const letters = Array.from(name.trim()).filter((_, at, all) => at === 0 || all[at - 1] === ' ');
  const initials = [letters[0], letters.length > 1 ? letters.at(-1) : undefined].filter(Boolean).join('').toUpperCase();
  const tone = Array.from(name).reduce((sum, letter) => sum + (letter.codePointAt(0) ?? 0), 0) % 6;
  return (
    <span
      class={`mac-avatar tone-${tone}`}
      style={{ width: `${size}px`, height: `${size}px`, fontSize: `${Math.round(size * 0.38)}px` }}
      aria-hidden="true"
    >
      {initials}
    </span>
  );
}
