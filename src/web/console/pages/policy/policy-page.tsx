/** The sign-in policy: its rules in their order, what somebody would be asked, and its versions. */
import { Skeleton, Tabs } from '@mantine/core';
import { useLocation, useParams } from 'wouter';
import { useUnsavedWarning } from '../../drafts/unsaved.ts';
import { Actor } from '../../parts/actor.tsx';
import { Moment } from '../../parts/moment.tsx';
import { Page } from '../../parts/page.tsx';
import { Problem } from '../../parts/problem.tsx';
import css from '../plan/plan-page.module.css';
import { PolicyBar } from './policy-bar.tsx';
import { PolicyBehind } from './policy-behind.tsx';
import { PolicyVersions } from './policy-versions.tsx';
import { RuleList } from './rule-list.tsx';
import { type PolicyEdit, usePolicyEdit } from './use-policy-edit.ts';
import { WhatIf } from './what-if.tsx';

const tabs = { rules: 'Rules', 'what-if': 'What if', versions: 'Versions' } as const;

/** Shows it. */
export default function PolicyPage() {
  const edit = usePolicyEdit();
  useUnsavedWarning(edit.isChanged);
  return (
    <Page title="Policy" lead={<Lead edit={edit} />}>
      <Content edit={edit} />
    </Page>
  );
}

function Lead({ edit: { saved } }: { readonly edit: PolicyEdit }) {
  if (saved === undefined) return null;
  if (saved.version === 0) return 'What somebody is asked when they sign in. No rules yet: the built-in one decides.';
  return (
    <>
      What somebody is asked when they sign in. Version {saved.version}
      {saved.savedBy !== null && (
        <>
          , saved by <Actor id={saved.savedBy} /> <Moment at={saved.savedAt} />
        </>
      )}
    </>
  );
}

function Content({ edit }: { readonly edit: PolicyEdit }) {
  const { tab } = useParams<{ tab?: string }>();
  const [, navigate] = useLocation();
  if (edit.problem) return <Problem of={edit.problem} onRetry={edit.retry} />;
  if (edit.isPending) return <Skeleton height={320} radius="lg" />;
  const chosen = tab !== undefined && tab in tabs ? tab : 'rules';
  return (
    <div className={css['workbench']}>
      <PolicyBehind edit={edit} />
      <Tabs
        value={chosen}
        onChange={(next) => navigate(next === null || next === 'rules' ? '/policy' : `/policy/${next}`)}
        keepMounted={false}
      >
        <Tabs.List className={css['tabs'] ?? ''}>
          {Object.entries(tabs).map(([name, title]) => (
            <Tabs.Tab key={name} value={name}>
              {title}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        <Tabs.Panel value="rules" className={css['panel'] ?? ''}>
          <RuleList edit={edit} />
        </Tabs.Panel>
        <Tabs.Panel value="what-if" className={css['panel'] ?? ''}>
          <WhatIf edit={edit} />
        </Tabs.Panel>
        <Tabs.Panel value="versions" className={css['panel'] ?? ''}>
          <PolicyVersions edit={edit} />
        </Tabs.Panel>
      </Tabs>
      <PolicyBar edit={edit} />
    </div>
  );
}
