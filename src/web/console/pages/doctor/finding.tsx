/** A cause that was found, with its evidence and the fix. */
import type { DoctorFinding } from '#api/doctor.ts';
import { Card } from '../../parts/page.tsx';
import { State } from '../../parts/state.tsx';
import css from './doctor.module.css';
import { Evidence } from './evidence.tsx';
import { AdminSteps, UserSteps } from './steps.tsx';
import { confidences, stageNames } from './words.ts';

interface FindingProps {
  readonly of: DoctorFinding;
  readonly onShow?: ((line: number) => void) | undefined;
}

/** The one that explains most, open. */
export function MainFinding({ of, onShow }: FindingProps) {
  return (
    <Card>
      <div className={css['finding']} data-code={of.code}>
        <header className={css['finding-head']}>
          <h3>{of.title}</h3>
          <Marks of={of} />
        </header>
        <Body of={of} onShow={onShow} />
      </div>
    </Card>
  );
}

/** Another that may be, closed. */
export function OtherFinding({ of, onShow }: FindingProps) {
  return (
    <details className={css['other']} data-code={of.code}>
      <summary>
        <span className={css['other-title']}>{of.title}</span>
        <Marks of={of} />
      </summary>
      <div className={css['other-body']}>
        <Body of={of} onShow={onShow} />
      </div>
    </details>
  );
}

function Marks({ of: { confidence, stage } }: Pick<FindingProps, 'of'>) {
  const [tone, word] = confidences[confidence];
  return (
    <span className={css['marks']}>
      <State of={word} tone={tone} />
      <span className={css['at']}>{stageNames[stage]}</span>
    </span>
  );
}

function Body({ of, onShow }: FindingProps) {
  return (
    <>
      <p className={css['cause']}>{of.cause}</p>
      <h4>Evidence</h4>
      <Evidence of={of.evidence} onShow={onShow} />
      <div className={css['fix']} data-alone={of.userSteps.length === 0 || undefined}>
        <div>
          <h4>You</h4>
          <AdminSteps of={of.adminSteps} label="What you do" />
        </div>
        {of.userSteps.length > 0 && <UserSteps of={of.userSteps} />}
      </div>
      <p className={css['more']}>
        <code>{of.code}</code>
        <span>
          More in <code>docs/{of.docs}</code>
        </span>
      </p>
    </>
  );
}
