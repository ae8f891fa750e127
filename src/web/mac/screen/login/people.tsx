/** Who can log in, as circles with names. */
import type { AccountView } from '#api/desk/view.ts';
import { Avatar } from '../../look/controls.tsx';
import { PersonIcon } from '../../look/icons.tsx';

interface Props {
  readonly accounts: readonly AccountView[];
  /** Somebody without an account here may log in. */
  readonly hasOther: boolean;
  readonly onChoose: (shortName: string) => void;
  readonly size: number;
}

/** What stands for somebody who is not in the list. A short name has no blank. */
export const otherPerson = 'other person';

/** The circles. */
export function People({ accounts, hasOther, onChoose, size }: Props) {
  return (
    <ul class="mac-people" aria-label="Accounts">
      {accounts.map(({ shortName, fullName }) => (
        <li key={shortName}>
          <button type="button" onClick={() => onChoose(shortName)}>
            <Avatar name={fullName} size={size} />
            <span class="name">{fullName}</span>
          </button>
        </li>
      ))}
      {hasOther && (
        <li>
          <button type="button" onClick={() => onChoose(otherPerson)}>
            <span class="other" style={{ width: `${size}px`, height: `${size}px` }}>
              <PersonIcon size={Math.round(size * 0.5)} />
            </span>
            <span class="name">Other…</span>
          </button>
        </li>
      )}
    </ul>
  );
}
