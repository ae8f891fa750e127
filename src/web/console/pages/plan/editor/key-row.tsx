/** One key of the plan: its words, its control, what is wrong with it, and what is known of it. */
import { ActionIcon, Tooltip } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconArrowBackUp, IconChevronDown, IconEraser } from '@tabler/icons-react';
import { memo } from 'react';
import { isRequiredInPlan, type PlanKey, planDefault } from '#api/plan-words/plan-words.ts';
import type { PlanFinding } from '#api/sign-in-plan.ts';
import { Control } from '../controls/control.tsx';
import { isSame } from '../draft/plan-object.ts';
import { valueWords } from '../draft/value-words.ts';
import { FindingLines } from './finding-lines.tsx';
import { KeyDetails } from './key-details.tsx';
import css from './key-row.module.css';
import { SinceChip } from './since-chip.tsx';

/** What a row is given. */
export interface KeyRowProps {
  readonly planKey: PlanKey;
  readonly value: unknown;
  /** What stood there when the edit was begun. */
  readonly before: unknown;
  readonly findings: readonly PlanFinding[];
  readonly isDisabled: boolean;
  readonly isWithinPart: boolean;
  readonly onChange: (member: string, value: unknown) => void;
}

/** The id of a key's place on the page. */
export function placeOf(member: string): string {
  return `key-${member.replaceAll('.', '-')}`;
}

/** Shows it. */
export const KeyRow = memo(function KeyRow(props: KeyRowProps) {
  const { planKey, value, before, findings, isDisabled, isWithinPart, onChange } = props;
  const { member, title, text, since, kind } = planKey;
  const [isOpen, details] = useDisclosure(false);
  const place = placeOf(member);
  const isChanged = !isSame(value, before);
  const isWrong = findings.some(({ severity }) => severity === 'error');
  const isWide = kind === 'panes' || (kind === 'choices' && Object.keys(planKey.values ?? {}).length > 4);
  return (
    <div
      id={place}
      className={css['row']}
      data-changed={isChanged || undefined}
      data-within={isWithinPart || undefined}
      data-wide={isWide || undefined}
    >
      <div className={css['words']}>
        <div className={css['head']}>
          <label id={`${place}-title`} htmlFor={`${place}-control`} className={css['title']}>
            {title}
          </label>
          <SinceChip since={since} />
          {isChanged && <span className={css['changed']}>Changed</span>}
        </div>
        <p className={css['text']} id={`${place}-text`}>
          {text}
        </p>
        <button
          type="button"
          className={css['more']}
          aria-expanded={isOpen}
          aria-controls={`${place}-details`}
          onClick={details.toggle}
        >
          <IconChevronDown size={13} aria-hidden data-open={isOpen || undefined} />
          {isOpen ? 'Less' : 'More'}
          <span className="visually-hidden"> about {title}</span>
        </button>
      </div>
      <div className={css['value']}>
        <div className={css['control']}>
          <Control
            planKey={planKey}
            value={value}
            isDisabled={isDisabled}
            isWrong={isWrong}
            labelledBy={`${place}-title`}
            describedBy={`${place}-text ${place}-findings`}
            id={`${place}-control`}
            onChange={(next) => onChange(member, next)}
          />
          {!isDisabled && <Resets {...props} isChanged={isChanged} />}
        </div>
        <DefaultLine planKey={planKey} value={value} />
        <div id={`${place}-findings`}>
          <FindingLines findings={findings} />
        </div>
      </div>
      {isOpen && (
        <div className={css['details']}>
          <KeyDetails planKey={planKey} id={`${place}-details`} />
        </div>
      )}
    </div>
  );
});

/** What the key has when it is left out, where something else stands. */
function DefaultLine({ planKey, value }: Pick<KeyRowProps, 'planKey' | 'value'>) {
  const byDefault = planDefault(planKey.member);
  if (byDefault === undefined || planKey.kind === 'panes' || isSame(value, byDefault)) return null;
  return <p className={css['default']}>Default: {shorten(valueWords(planKey, byDefault))}</p>;
}

/** Back to what stood there, or to the default. */
function Resets({ planKey, value, before, onChange, isChanged }: KeyRowProps & { readonly isChanged: boolean }) {
  const { member, title, kind } = planKey;
  const byDefault = planDefault(member);
  const isUsual = isSame(value, byDefault) || isRequiredInPlan(member) || kind === 'part' || kind === 'switch';
  const mayClear = !isUsual && (byDefault !== undefined || planKey.absent !== undefined);
  return (
    <div className={css['resets']}>
      {isChanged && (
        <Tooltip label={`Back to: ${shorten(valueWords(planKey, before))}`}>
          <ActionIcon aria-label={`Undo the change of ${title}`} onClick={() => onChange(member, before)}>
            <IconArrowBackUp size={16} aria-hidden />
          </ActionIcon>
        </Tooltip>
      )}
      {mayClear && (
        <Tooltip
          label={`Reset to: ${shorten(byDefault === undefined ? (planKey.absent ?? '') : valueWords(planKey, byDefault))}`}
        >
          <ActionIcon aria-label={`Reset ${title}`} onClick={() => onChange(member, byDefault)}>
            <IconEraser size={16} aria-hidden />
          </ActionIcon>
        </Tooltip>
      )}
    </div>
  );
}

function shorten(words: string): string {
  return words.length > 120 ? `${words.slice(0, 119)}…` : words;
}
