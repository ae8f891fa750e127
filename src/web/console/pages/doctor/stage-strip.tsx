/** The way to a signed-in Mac, with where it stopped. */
import { IconAlertTriangleFilled, IconCheck, IconPoint, IconX } from '@tabler/icons-react';
import type { Diagnosis } from '#api/doctor.ts';
import css from './doctor.module.css';
import { stageNames, stageTones } from './words.ts';

const icons = { passed: IconCheck, stopped: IconX, trouble: IconAlertTriangleFilled, unknown: IconPoint } as const;

/** Shows it. */
export function StageStrip({ stages }: Pick<Diagnosis, 'stages'>) {
  return (
    <ol className={css['strip']} aria-label="The way to a signed-in Mac">
      {stages.map(({ stage, state, sentence }) => {
        const Icon = icons[state];
        const [tone, word] = stageTones[state];
        return (
          <li
            key={stage}
            className={css['stage']}
            data-tone={tone}
            data-stage={stage}
            data-state={state}
            title={sentence}
          >
            <span className={css['mark']}>
              <Icon size={13} stroke={2.6} aria-hidden />
            </span>
            <span className={css['stage-name']}>{stageNames[stage]}</span>
            <span className={css['stage-state']}>{word}</span>
            <span className="visually-hidden">{sentence}</span>
          </li>
        );
      })}
    </ol>
  );
}
