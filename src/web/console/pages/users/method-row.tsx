/** One way to sign in. */
import type { ReactNode } from 'react';
import { State, type Tone } from '../../parts/state.tsx';
import css from './users.module.css';

/** Shows it, with what can be done at the end of the line and details below. */
export function MethodRow({
  name,
  text,
  state,
  isSet,
  tone,
  children,
  below,
}: {
  readonly name: string;
  readonly text: ReactNode;
  readonly state: ReactNode;
  readonly isSet: boolean;
  readonly tone?: Tone;
  readonly children?: ReactNode;
  readonly below?: ReactNode;
}) {
  return (
    <li>
      <div className={css['method']}>
        <div className={css['name']}>
          <strong>{name}</strong>
          <span>{text}</span>
        </div>
        <div>
          <State of={state} tone={tone ?? (isSet ? 'good' : 'still')} />
        </div>
        <div className={css['acts']}>{children}</div>
      </div>
      {below}
    </li>
  );
}
