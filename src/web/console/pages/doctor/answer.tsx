/** The doctor's answer: where it stopped, why, what to do, and what was looked at. */
import { IconStethoscope } from '@tabler/icons-react';
import type { Diagnosis } from '#api/doctor.ts';
import { Link } from 'wouter';
import { Card, Section } from '../../parts/page.tsx';
import { Checks } from './checks.tsx';
import css from './doctor.module.css';
import { MainFinding, OtherFinding } from './finding.tsx';
import { StageStrip } from './stage-strip.tsx';
import { AdminSteps } from './steps.tsx';
import { methodName } from './words.ts';

/** Shows it. `onShow` leads to a line of the text that was given. */
export function Answer({
  of,
  onShow,
}: {
  readonly of: Diagnosis;
  readonly onShow?: ((line: number) => void) | undefined;
}) {
  const [main, ...others] = of.findings;
  return (
    <>
      <section className={css['verdict']} data-tone={toneOf(of)} aria-label="Verdict">
        <IconStethoscope size={22} aria-hidden className={css['verdict-icon']} />
        <div className={css['verdict-words']}>
          <h2 data-verdict tabIndex={-1}>
            {of.verdict}
          </h2>
          <p className={css['about']}>
            <About of={of} />
          </p>
        </div>
      </section>
      <Card>
        <StageStrip stages={of.stages} />
      </Card>
      {main && (
        <Section title={main.confidence === 'possible' ? 'What it may be' : 'The cause'}>
          <MainFinding of={main} onShow={onShow} />
        </Section>
      )}
      {others.length > 0 && (
        <Section title="Other possible causes">
          <div className={css['others']}>
            {others.map((finding) => (
              <OtherFinding key={finding.code} of={finding} onShow={onShow} />
            ))}
          </div>
        </Section>
      )}
      <Section
        title="What was checked"
        lead={of.lookedAt.length === 0 ? undefined : `Looked at: ${of.lookedAt.join('; ')}.`}
      >
        <Checks of={of.checks} />
      </Section>
      {of.collect.length > 0 && (
        <Section title="What to collect next" lead="Paste what these print above, and ask again.">
          <Card>
            <AdminSteps of={of.collect} label="What to collect next" />
          </Card>
        </Section>
      )}
    </>
  );
}

function About({ of: { serialNumber, name, osVersion, method } }: { readonly of: Diagnosis }) {
  const rest = [
    osVersion === null ? undefined : `macOS ${osVersion}`,
    method === null ? undefined : methodName(method),
  ];
  const words = rest.filter((word) => word !== undefined).join(' · ');
  if (serialNumber === null) return words === '' ? 'No Mac was named.' : words;
  return (
    <>
      <Link href={`/macs/${serialNumber}`}>{name === null ? serialNumber : `${name} (${serialNumber})`}</Link>
      {words === '' ? '' : ` · ${words}`}
    </>
  );
}

function toneOf({ findings, stages }: Diagnosis): string {
  const [first] = findings;
  if (first === undefined) return stages.some(({ state }) => state === 'passed') ? 'good' : 'still';
  return first.confidence === 'certain' ? 'bad' : first.confidence === 'likely' ? 'warn' : 'still';
}
