/** What to do, in order: sentences, with what is to be typed ready to copy. */
import { Button, CopyButton } from '@mantine/core';
import { IconCheck, IconCopy } from '@tabler/icons-react';
import type { DoctorCause } from '#api/doctor.ts';
import { Code } from '../../parts/code.tsx';
import css from './doctor.module.css';

/** Steps for whoever administers, or to collect more. */
export function AdminSteps({ of, label }: { readonly of: DoctorCause['adminSteps']; readonly label: string }) {
  return (
    <ol className={css['steps']} aria-label={label}>
      {of.map(({ text, command }) => (
        <li key={text}>
          <p>{text}</p>
          {command !== null && (
            <Code block copyable label="Copy the command">
              {command}
            </Code>
          )}
        </li>
      ))}
    </ol>
  );
}

/** What to tell the person, to be sent to them whole. */
export function UserSteps({ of }: { readonly of: readonly string[] }) {
  return (
    <div className={css['tell']}>
      <div className={css['tell-head']}>
        <h4>The person</h4>
        <CopyButton value={of.join('\n')}>
          {({ copied, copy }) => (
            <Button
              size="compact-xs"
              onClick={copy}
              leftSection={copied ? <IconCheck size={13} aria-hidden /> : <IconCopy size={13} aria-hidden />}
            >
              {copied ? 'Copied' : 'Copy for the person'}
            </Button>
          )}
        </CopyButton>
      </div>
      <ul className={css['steps']}>
        {of.map((text) => (
          <li key={text}>
            <p>{text}</p>
          </li>
        ))}
      </ul>
    </div>
  );
}
