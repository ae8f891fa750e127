/** Stages, reasons and versions as chips, each with how many Macs it has. */
import { Menu, UnstyledButton } from '@mantine/core';
import { IconChevronDown, IconX } from '@tabler/icons-react';
import type { MacCounts } from '#api/macs.ts';
import css from './mac-filters.module.css';
import { reasonWords, stageWords } from './stage-words.ts';

/** What was chosen; empty texts for everything. */
export interface ChosenFilters {
  readonly stage: string;
  readonly reason: string;
  readonly macos: string;
}

/** Shows them. */
export function MacFilters({
  counts,
  chosen,
  onChoose,
}: {
  readonly counts: MacCounts | undefined;
  readonly chosen: ChosenFilters;
  readonly onChoose: (members: Readonly<Record<string, string>>) => void;
}) {
  const stages = counts?.stages ?? [];
  const open = stages.find(({ stage }) => stage === chosen.stage);
  return (
    <div className={css['filters']} role="group" aria-label="Filters">
      <Chip isChosen={chosen.stage === ''} count={counts?.total} onClick={() => onChoose({ stage: '', reason: '' })}>
        All
      </Chip>
      {stages.map(({ stage, macs }) => (
        <Chip
          key={stage}
          isChosen={chosen.stage === stage}
          count={macs}
          onClick={() => onChoose({ stage: chosen.stage === stage ? '' : stage, reason: '' })}
        >
          {stageWords[stage].label}
        </Chip>
      ))}
      <Versions counts={counts} chosen={chosen.macos} onChoose={(macos) => onChoose({ macos })} />
      {open !== undefined && (open.reasons.length > 1 || chosen.reason !== '') && (
        <div className={css['reasons']} role="group" aria-label="Reasons">
          {open.reasons.map(({ reasonCode, macs }) => (
            <Chip
              key={reasonCode}
              isChosen={chosen.reason === reasonCode}
              count={macs}
              onClick={() => onChoose({ reason: chosen.reason === reasonCode ? '' : reasonCode })}
            >
              {reasonWords[reasonCode] ?? reasonCode}
            </Chip>
          ))}
        </div>
      )}
    </div>
  );
}

function Chip({
  isChosen,
  count,
  onClick,
  children,
}: {
  readonly isChosen: boolean;
  readonly count: number | undefined;
  readonly onClick: () => void;
  readonly children: string;
}) {
  return (
    <UnstyledButton className={css['chip'] ?? ''} aria-pressed={isChosen} onClick={onClick}>
      {children}
      {count !== undefined && <span className={css['count']}>{count.toLocaleString('en')}</span>}
    </UnstyledButton>
  );
}

function Versions({
  counts,
  chosen,
  onChoose,
}: {
  readonly counts: MacCounts | undefined;
  readonly chosen: string;
  readonly onChoose: (macos: string) => void;
}) {
  const known = (counts?.macos ?? []).filter(({ version }) => version !== null);
  const majors = [...Map.groupBy(known, ({ version }) => version?.split('.')[0] ?? '')];
  if (majors.length === 0 && chosen === '') return null;
  if (chosen !== '') {
    return (
      <UnstyledButton
        className={css['chip'] ?? ''}
        aria-pressed
        onClick={() => onChoose('')}
        aria-label={`macOS ${chosen}, take the filter away`}
      >
        macOS {chosen} <IconX size={12} aria-hidden />
      </UnstyledButton>
    );
  }
  return (
    <Menu position="bottom-start">
      <Menu.Target>
        <UnstyledButton className={css['chip'] ?? ''}>
          macOS <IconChevronDown size={12} aria-hidden />
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown>
        {majors.map(([major, versions]) => (
          <Menu.Item key={major} onClick={() => onChoose(major)} rightSection={<Sum of={versions} />}>
            macOS {major}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}

function Sum({ of }: { readonly of: readonly { readonly macs: number }[] }) {
  const sum = of.reduce((total, { macs }) => total + macs, 0);
  return <span className={css['count']}>{sum.toLocaleString('en')}</span>;
}
