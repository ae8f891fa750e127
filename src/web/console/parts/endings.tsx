/** What would end and what has ended: counts with names before, measured moments after. */
import type { Ended, Ending, EndingKind, EndingResult } from '#api/endings.ts';
import css from './endings.module.css';
import { State } from './state.tsx';

const words: Readonly<Record<EndingKind, readonly [one: string, many: string]>> = {
  macs: ['Mac to sign in on', 'Macs to sign in on'],
  people: ['person on the Mac', 'people on the Mac'],
  'unlock-keys': ['unlock key', 'unlock keys'],
  'mac-sign-ins': ['sign-in of a Mac (refresh tokens)', 'sign-ins of Macs (refresh tokens)'],
  browsers: ['browser signed in', 'browsers signed in'],
  'application-tokens': ['token of applications', 'tokens of applications'],
  'admin-tokens': ['token for administration', 'tokens for administration'],
  authenticators: ['authenticator', 'authenticators'],
  passkeys: ['passkey', 'passkeys'],
  'one-time-codes': ['set of one-time codes', 'sets of one-time codes'],
  'recovery-codes': ['recovery code', 'recovery codes'],
  'temporary-pass': ['temporary pass', 'temporary passes'],
  'smart-cards': ['smart card', 'smart cards'],
};

/** The count with its noun. */
function counted({ kind, count }: Ending): string {
  return `${count.toLocaleString('en')} ${words[kind][count === 1 ? 0 : 1]}`;
}

/** What would end. */
export function EndingList({
  endings,
  isKept = true,
}: {
  readonly endings: readonly Ending[];
  readonly isKept?: boolean;
}) {
  if (endings.length === 0)
    return <p className={css['nothing']}>Nothing is signed in or set up, so nothing else ends.</p>;
  return (
    <ul className={css['list']} aria-label="What ends">
      {endings.map((ending) => (
        <li key={ending.kind}>
          <div className={css['head']}>
            <strong>{counted(ending)}</strong>
            <span className={css['how']}>
              {ending.how === 'removed' || !isKept ? 'Ends for good' : 'Refused, kept'}
            </span>
          </div>
          {ending.names.length > 0 && <Names {...ending} />}
        </li>
      ))}
    </ul>
  );
}

/** What has ended, and when the server first refused it. */
export function EndedList({ result }: { readonly result: EndingResult }) {
  const { ended, confirmedAt } = result;
  return (
    <div>
      {ended.length > 0 && (
        <ul className={css['list']} aria-label="What ended">
          {ended.map((one) => (
            <li key={one.kind}>
              <div className={css['head']}>
                <strong>{counted(one)}</strong>
                <Outcome of={one} />
              </div>
              <p className={css['moments']}>{momentsOf(one)}</p>
            </li>
          ))}
        </ul>
      )}
      <p className={css['nothing']}>
        {ended.length === 0 && 'There was nothing else to end. '}
        The server looked again at {exactly(confirmedAt)}. Tokens that applications check by themselves count until they
        run out, one hour at most.
      </p>
    </div>
  );
}

function Outcome({ of }: { readonly of: Ended }) {
  if (of.how === 'refused') return <State of="Refused" tone="good" />;
  return of.left === 0 ? <State of="Ended" tone="good" /> : <State of={`${of.left} new since`} tone="warn" />;
}

function momentsOf({ refusedFrom, removedAt }: Ended): string {
  const refused =
    refusedFrom === null ? 'Was refused before.' : `Refused from ${exactly(refusedFrom)} on, at every request.`;
  return removedAt === null ? refused : `${refused} Removed by ${exactly(removedAt)}.`;
}

function Names({ names, count }: Ending) {
  return (
    <p className={css['names']}>
      {names.join(', ')}
      {count > names.length && ` and ${count - names.length} more`}
    </p>
  );
}

/** To the millisecond, as the server measured it: here it matters. */
function exactly(time: string): string {
  return exactFormat.format(new Date(time));
}

const exactFormat = new Intl.DateTimeFormat('en-GB', {
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
  fractionalSecondDigits: 3,
});
