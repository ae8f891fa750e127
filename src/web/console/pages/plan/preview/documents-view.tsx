/** What Macs get of the plan: every document, as a tree or as it is. */
import { Button, SegmentedControl, Select } from '@mantine/core';
import { IconDownload } from '@tabler/icons-react';
import { useState } from 'react';
import type { PlanDocument } from '#api/plan-previews.ts';
import { methodValues } from '#api/plan-words/method-words.ts';
import type { SignInPlan } from '#api/sign-in-plan.ts';
import { Code } from '../../../parts/code.tsx';
import { Problem } from '../../../parts/problem.tsx';
import { State } from '../../../parts/state.tsx';
import { useOperation } from '../../../parts/use-operation.ts';
import { downloadText } from '../download.ts';
import { DocumentTree } from './document-tree.tsx';
import { MacosChoice } from './macos-choice.tsx';
import css from './preview.module.css';
import { Unfinished } from './story-view.tsx';

/** Shows it. */
export function DocumentsView({ plan }: { readonly plan: SignInPlan | undefined }) {
  const [macos, setMacos] = useState('27');
  const [name, setName] = useState<string>('');
  const [form, setForm] = useState<string>('tree');
  const rendered = useOperation(
    'renderSignInPlan',
    { body: { plan: plan as SignInPlan, macos } },
    { enabled: plan !== undefined, keep: true },
  );
  if (plan === undefined) return <Unfinished />;
  const { documents = [], method, delivery } = rendered.data ?? {};
  const chosen = documents.find((one) => one.name === name) ?? documents[0];
  return (
    <div className={css['view']}>
      <div className={css['controls']}>
        <MacosChoice value={macos} onChange={setMacos} />
        <Select
          label="Document"
          className={css['document'] ?? ''}
          data={documents.map((one) => ({ value: one.name, label: one.title }))}
          value={chosen?.name ?? null}
          onChange={(next) => setName(next ?? '')}
        />
        <SegmentedControl
          aria-label="Form"
          data={[
            { value: 'tree', label: 'Tree' },
            { value: 'text', label: chosen?.format === 'json' ? 'JSON' : 'XML' },
          ]}
          value={form}
          onChange={setForm}
        />
        {chosen !== undefined && (
          <Button leftSection={<IconDownload size={15} aria-hidden />} onClick={() => download(chosen)}>
            Download
          </Button>
        )}
        {rendered.data !== undefined && (
          <div className={css['facts']}>
            <State
              of={method === null || method === undefined ? 'No method for this macOS' : methodValues[method].title}
              tone={method === null ? 'warn' : 'good'}
            />
            <State of={delivery === 'declaration' ? 'By declaration' : 'By profile'} />
          </div>
        )}
      </div>
      <Problem of={rendered.error} onRetry={() => void rendered.refetch()} />
      {chosen !== undefined && (
        <>
          <p className={css['about']}>
            {chosen.about} What only one Mac has stands in words here.{' '}
            <Code>{`porchlight plan render FILE --document ${chosen.name}`}</Code> prints the same.
          </p>
          {form === 'tree' ? (
            <DocumentTree document={chosen} />
          ) : (
            <pre className={css['text']} tabIndex={0} aria-label={chosen.title}>
              {chosen.text}
            </pre>
          )}
        </>
      )}
    </div>
  );
}

const endings: Readonly<Record<PlanDocument['name'], string>> = {
  profile: 'mobileconfig',
  'domains-profile': 'mobileconfig',
  'pre-enrollment-profile': 'mobileconfig',
  declaration: 'json',
  'enrollment-profile': 'json',
  'account-configuration': 'plist',
};

function download({ name, text, format }: PlanDocument): void {
  const type = format === 'json' ? 'application/json' : 'application/xml';
  downloadText(`${name}-preview.${endings[name]}`, type, text);
}
