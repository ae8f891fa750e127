/** One rule: whom it is for, for what, from which Mac, and what it asks. */
import { Button, Drawer, Radio, SegmentedControl, TextInput } from '@mantine/core';
import type { PolicyFinding } from '#api/policy.ts';
import { useMayChange } from '../../parts/use-operation.ts';
import { PurposesField } from './purposes-field.tsx';
import { RequireField } from './require-field.tsx';
import type { DraftRule } from './policy-edit.ts';
import { deviceWords } from './policy-words.ts';
import { FreshnessField } from './freshness-field.tsx';
import { RuleFindings } from './rule-findings.tsx';
import css from './rules.module.css';
import { WhoField } from './who-field.tsx';

/** What the editor is given. */
export interface RuleEditorProps {
  readonly rule: DraftRule;
  readonly findings: readonly PolicyFinding[];
  readonly isChecking: boolean;
  readonly onChange: (rule: DraftRule) => void;
  readonly onClose: () => void;
}

/** Shows it. Every change is part of the edit at once; the drawer has nothing of its own to save. */
export function RuleEditor({ rule, findings, onChange, onClose }: RuleEditorProps) {
  const mayChange = useMayChange();
  const set = (change: Partial<DraftRule>) => onChange({ ...rule, ...change });
  return (
    <Drawer opened onClose={onClose} size="lg" title={rule.name || 'Rule without a name'}>
      <fieldset className={css['part']} disabled={!mayChange} aria-label="Rule">
        <div className={css['fields']}>
          <div role="status">
            <RuleFindings findings={findings} />
          </div>
          <TextInput
            label="Name"
            description="Decisions and the audit chain call the rule by it."
            value={rule.name}
            maxLength={100}
            error={rule.name.trim() === '' ? 'A rule must have a name.' : undefined}
            onChange={({ currentTarget }) => set({ name: currentTarget.value })}
            data-autofocus
          />
          <WhoField who={rule.who} onChange={(who) => set({ who })} />
          <PurposesField purposes={rule.purposes} onChange={(purposes) => set({ purposes })} />
          <DeviceField device={rule.device} onChange={(device) => set({ device })} />
          <RequireField require={rule.require} onChange={(require) => set({ require })} />
          <FreshnessField
            freshness={rule.freshness}
            onChange={(freshness) => {
              const { freshness: _, ...rest } = rule;
              onChange(freshness === undefined ? rest : { ...rest, freshness });
            }}
          />
          <Radio.Group
            label="Who has nothing that the rule takes"
            value={rule.bootstrap}
            onChange={(bootstrap) => set({ bootstrap: bootstrap === 'refuse' ? 'refuse' : 'temporary-pass' })}
          >
            <div className={css['fields']} style={{ gap: 6, paddingTop: 6, paddingBottom: 0 }}>
              <Radio value="temporary-pass" label="may come in by a temporary pass from an administrator" />
              <Radio value="refuse" label="is refused" />
            </div>
          </Radio.Group>
        </div>
      </fieldset>
      <div className={css['buttons']}>
        <Button variant="filled" onClick={onClose}>
          Done
        </Button>
      </div>
    </Drawer>
  );
}

function DeviceField({
  device,
  onChange,
}: {
  readonly device: DraftRule['device'];
  readonly onChange: (device: DraftRule['device']) => void;
}) {
  const choose = (word: keyof typeof deviceWords, value: string) => {
    const { [word]: _, ...rest } = device;
    onChange(value === 'any' ? rest : { ...rest, [word]: value === 'yes' });
  };
  return (
    <fieldset className={css['part']}>
      <legend>From which Mac</legend>
      {(['registered', 'managed', 'attested'] as const).map((word) => {
        const { title, text } = deviceWords[word];
        const wish = device[word];
        return (
          <div key={word} className={css['device']}>
            <span>
              {title}
              <p className={css['hint']}>{text}</p>
            </span>
            <SegmentedControl
              aria-label={title}
              value={wish === undefined ? 'any' : wish ? 'yes' : 'no'}
              onChange={(value) => choose(word, value)}
              data={[
                { value: 'any', label: 'Either' },
                { value: 'yes', label: 'Yes' },
                { value: 'no', label: 'No' },
              ]}
            />
          </div>
        );
      })}
      <p className={css['hint']}>A browser on no Mac that is known is none of the three.</p>
    </fieldset>
  );
}
