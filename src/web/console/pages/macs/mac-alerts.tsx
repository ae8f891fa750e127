/** What went wrong with a Mac and nobody has cleared. */
import type { SetupAlert } from '#api/macs.ts';
import { ChangeButton } from '../../parts/change-button.tsx';
import { Moment } from '../../parts/moment.tsx';
import { usePerform } from '../../parts/use-operation.ts';
import css from './mac-alerts.module.css';

/** Shows them; nothing where there are none. */
export function MacAlerts({ alerts }: { readonly alerts: readonly SetupAlert[] }) {
  const { perform, isPending } = usePerform('clearSetupAlert', {
    invalidates: ['getMac', 'listMacs'],
    done: 'Alert cleared',
  });
  if (alerts.length === 0) return null;
  return (
    <ul className={css['alerts']} aria-label="Alerts">
      {alerts.map(({ id, code, detail, raisedAt }) => (
        <li key={id}>
          <div className={css['words']}>
            <p>{detail}</p>
            <p className={css['code']}>
              {code} · <Moment at={raisedAt} />
            </p>
          </div>
          <ChangeButton loading={isPending} onClick={() => void perform({ params: { alert: id } })}>
            Clear
          </ChangeButton>
        </li>
      ))}
    </ul>
  );
}
