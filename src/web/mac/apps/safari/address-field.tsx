/** The address bar: the host with its lock while one reads, the whole address while one types. */
import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import { LockIcon, SearchIcon } from '../../look/icons.tsx';
import { hostOf } from '../../page-window/host-line.tsx';

interface Props {
  /** Of the page; undefined on the start page. */
  readonly address: string | undefined;
  readonly onOpen: (address: string) => void;
  readonly isBusy: boolean;
}

/** The field. */
export function AddressField({ address, onOpen, isBusy }: Props) {
  const field = useRef<HTMLInputElement>(null);
  const [typed, setTyped] = useState<string>();
  const isTyping = typed !== undefined;
  // What is typed takes the place of the address, from the first letter.
  useLayoutEffect(() => {
    if (isTyping) field.current?.select();
  }, [isTyping]);
  const selectAgain = () => {
    // A press with the mouse puts the caret somewhere after it has given the focus. Whoever is elsewhere by now stays there:
    // to select is to take the focus.
    const { current } = field;
    if (current === document.activeElement && current?.value === (address ?? '')) current.select();
  };
  const { host, isPrivate } = hostOf(address ?? '');
  const submit = (event: Event) => {
    event.preventDefault();
    const wanted = (typed ?? '').trim();
    if (wanted === '') return;
    field.current?.blur();
    onOpen(wanted);
  };
  return (
    <form class="safari-address" onSubmit={submit} aria-busy={isBusy}>
      <span class="sign">
        {address === undefined ? <SearchIcon size={12} /> : isPrivate ? <LockIcon size={11} /> : null}
      </span>
      <input
        ref={field}
        class="mac-field"
        type="text"
        aria-label="Address"
        placeholder="Enter a website address"
        autocomplete="off"
        autocapitalize="off"
        spellcheck={false}
        value={isTyping ? typed : host}
        onFocus={() => {
          setTyped(address ?? '');
          setTimeout(selectAgain);
        }}
        onBlur={() => setTyped(undefined)}
        onInput={({ currentTarget }) => setTyped(currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key === 'Escape') field.current?.blur();
        }}
      />
      {!isTyping && address !== undefined && !isPrivate && <span class="warning">Not secure</span>}
    </form>
  );
}
