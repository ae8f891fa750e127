/** What was looked at besides, fine or not. */
import type { DoctorCheck } from '#api/doctor.ts';
import { Card } from '../../parts/page.tsx';
import { State } from '../../parts/state.tsx';
import css from './doctor.module.css';
import { checkNames, checkTones } from './words.ts';

/** Shows the table. */
export function Checks({ of }: { readonly of: readonly DoctorCheck[] }) {
  return (
    <Card flush>
      <table className={css['checks']}>
        <thead>
          <tr>
            <th scope="col">Check</th>
            <th scope="col">State</th>
            <th scope="col">What was found</th>
          </tr>
        </thead>
        <tbody>
          {of.map(({ check, state, sentence, subject }) => (
            <tr key={`${check} ${subject ?? ''}`} data-check={check} data-state={state}>
              <th scope="row">
                {checkNames[check]}
                {subject !== null && <span className={css['subject']}>{subject}</span>}
              </th>
              <td>
                <State of={checkTones[state][1]} tone={checkTones[state][0]} />
              </td>
              <td>{sentence}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </Card>
  );
}
