/** The rules in their order: the first that fits decides; the built-in one stands last. */
import { ActionIcon, Tooltip } from '@mantine/core';
import { IconArrowDown, IconArrowUp, IconPencil, IconPlus, IconTrash } from '@tabler/icons-react';
import { useState } from 'react';
import type { PolicyFinding } from '#api/policy.ts';
import { ChangeButton } from '../../parts/change-button.tsx';
import { useMayChange } from '../../parts/use-operation.ts';
import { type DraftRule, moved, newRule } from './policy-edit.ts';
import { freshnessWords, levelWords, macWords, purposesWords, requireWords, whoWords } from './policy-words.ts';
import { RuleEditor } from './rule-editor.tsx';
import { RuleFindings } from './rule-findings.tsx';
import css from './rules.module.css';
import type { PolicyEdit } from './use-policy-edit.ts';

/** Shows it. */
export function RuleList({ edit }: { readonly edit: PolicyEdit }) {
  const { rules, setRules, findings } = edit;
  const [opened, setOpened] = useState<number>();
  const rule = opened === undefined ? undefined : rules[opened];
  const replace = (index: number, next: DraftRule) =>
    setRules(rules.map((one, place) => (place === index ? next : one)));
  const add = () => {
    setRules([...rules, newRule(rules)]);
    setOpened(rules.length);
  };
  const known = new Set(rules.map(({ name }) => name));
  return (
    <div className={css['view']}>
      <RuleFindings findings={findings.filter((one) => !known.has(one.rule))} />
      <ol className={css['rules']}>
        {rules.map((one, index) => (
          <RuleRow
            // Names may be the same for a moment, while one is typed.
            key={index}
            rule={one}
            index={index}
            count={rules.length}
            findings={findings.filter((finding) => finding.rule === one.name)}
            onOpen={() => setOpened(index)}
            onMove={(by) => setRules(moved(rules, index, by))}
            onRemove={() => setRules(rules.filter((_, place) => place !== index))}
          />
        ))}
        <li className={css['rule']} data-built-in>
          <div className={css['number']}>{rules.length + 1}</div>
          <div className={css['words']}>
            <div className={css['name']}>
              <strong>Built-in rule</strong>
              <span className={css['tag']}>always last</span>
            </div>
            <RuleWords
              facts={[
                ['Who', 'Everyone'],
                ['For', 'Every sign-in'],
                ['From', 'Any Mac, or none'],
                ['Asks for', levelWords['multi-factor-where-enrolled'].title],
              ]}
            />
          </div>
        </li>
      </ol>
      <div>
        <ChangeButton leftSection={<IconPlus size={15} aria-hidden />} onClick={add}>
          Add a rule
        </ChangeButton>
      </div>
      {rule !== undefined && opened !== undefined && (
        <RuleEditor
          rule={rule}
          findings={findings.filter((one) => one.rule === rule.name)}
          isChecking={edit.isChecking}
          onChange={(next) => replace(opened, next)}
          onClose={() => setOpened(undefined)}
        />
      )}
    </div>
  );
}

interface RowProps {
  readonly rule: DraftRule;
  readonly index: number;
  readonly count: number;
  readonly findings: readonly PolicyFinding[];
  readonly onOpen: () => void;
  readonly onMove: (by: -1 | 1) => void;
  readonly onRemove: () => void;
}

function RuleRow({ rule, index, count, findings, onOpen, onMove, onRemove }: RowProps) {
  const mayChange = useMayChange();
  return (
    <li className={css['rule']} aria-label={`Rule ${index + 1}: ${rule.name}`}>
      <div className={css['number']}>{index + 1}</div>
      <div className={css['words']}>
        <div className={css['name']}>
          <button type="button" className={css['open']} onClick={onOpen}>
            {rule.name === '' ? 'Without a name' : rule.name}
          </button>
        </div>
        <RuleWords facts={factsOf(rule)} />
        <RuleFindings findings={findings} />
      </div>
      <div className={css['actions']}>
        <Act label={`Move ${rule.name} up`} isDisabled={!mayChange || index === 0} onClick={() => onMove(-1)}>
          <IconArrowUp size={16} aria-hidden />
        </Act>
        <Act label={`Move ${rule.name} down`} isDisabled={!mayChange || index === count - 1} onClick={() => onMove(1)}>
          <IconArrowDown size={16} aria-hidden />
        </Act>
        <Act label={`Edit ${rule.name}`} isDisabled={!mayChange} onClick={onOpen}>
          <IconPencil size={16} aria-hidden />
        </Act>
        <Act label={`Remove ${rule.name}`} isDisabled={!mayChange} onClick={onRemove}>
          <IconTrash size={16} aria-hidden />
        </Act>
      </div>
    </li>
  );
}

function Act(props: {
  readonly label: string;
  readonly isDisabled: boolean;
  readonly onClick: () => void;
  readonly children: React.ReactNode;
}) {
  return (
    <Tooltip label={props.label}>
      <ActionIcon aria-label={props.label} disabled={props.isDisabled} onClick={props.onClick}>
        {props.children}
      </ActionIcon>
    </Tooltip>
  );
}

/** A rule as names and values. */
export function factsOf(rule: DraftRule): readonly (readonly [string, string])[] {
  return [
    ['Who', whoWords(rule.who)],
    ['For', purposesWords(rule.purposes)],
    ['From', macWords(rule.device)],
    ['Asks for', requireWords(rule.require)],
    ...(rule.freshness === undefined
      ? []
      : [['An earlier sign-in counts', freshnessWords(rule.freshness).toLowerCase()] as const]),
    ...(rule.bootstrap === 'refuse' ? [['Without a factor', 'refused, also with a temporary pass'] as const] : []),
  ];
}

/** Shows the facts of a rule. */
export function RuleWords({ facts }: { readonly facts: readonly (readonly [string, string])[] }) {
  return (
    <dl className={css['facts']}>
      {facts.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}
