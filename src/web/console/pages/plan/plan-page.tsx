/** The sign-in plan: its editor, what people and Macs get of it, its versions, and how far it has come. */
import { Button, Menu, Skeleton, Tabs } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconChevronDown } from '@tabler/icons-react';
import { useEffect } from 'react';
import { useLocation, useParams, useSearch } from 'wouter';
import { methodValues } from '#api/plan-words/method-words.ts';
import { useUnsavedWarning } from '../../drafts/unsaved.ts';
import { Actor } from '../../parts/actor.tsx';
import { EmptyState } from '../../parts/empty-state.tsx';
import { Moment } from '../../parts/moment.tsx';
import { Page } from '../../parts/page.tsx';
import { Problem } from '../../parts/problem.tsx';
import { State } from '../../parts/state.tsx';
import { useMayChange } from '../../parts/use-operation.ts';
import { usePlanCheck } from './draft/use-plan-check.ts';
import { type PlanEdit, usePlanEdit } from './draft/use-plan-edit.ts';
import { PlanEditor, showKey } from './editor/plan-editor.tsx';
import { ExportDialog } from './export-dialog.tsx';
import { JsonDialog } from './json-dialog.tsx';
import css from './plan-page.module.css';
import { DocumentsView } from './preview/documents-view.tsx';
import { StoryView } from './preview/story-view.tsx';
import { RolloutView } from './rollout/rollout-view.tsx';
import { BehindBanner } from './saving/behind-banner.tsx';
import { SaveBar } from './saving/save-bar.tsx';
import { VersionsView } from './versions/versions-view.tsx';
import { PlanWizard } from './wizard/plan-wizard.tsx';

const tabs = {
  edit: 'Plan',
  people: 'What people see',
  macs: 'What Macs get',
  versions: 'Versions',
  rollout: 'Roll-out',
} as const;

type Tab = keyof typeof tabs;

/** Shows it. */
export default function PlanPage() {
  const edit = usePlanEdit();
  useUnsavedWarning(edit.isChanged);
  return (
    <Page title="Sign-in plan" lead={<Lead edit={edit} />} actions={<Actions edit={edit} />}>
      <Content edit={edit} />
    </Page>
  );
}

function Lead({ edit }: { readonly edit: PlanEdit }) {
  const { saved, plan, isPending } = edit;
  if (isPending && saved === undefined) return null;
  if (saved === undefined) {
    return plan === undefined ? 'How the Macs of the organisation sign in.' : 'The first plan, not saved yet.';
  }
  return (
    <>
      Version {saved.version}, {methodValues[saved.plan.method].title}, saved by <Actor id={saved.savedBy} />{' '}
      <Moment at={saved.savedAt} />
    </>
  );
}

function Actions({ edit }: { readonly edit: PlanEdit }) {
  const [isExporting, exporting] = useDisclosure(false);
  const [isJson, json] = useDisclosure(false);
  if (edit.plan === undefined) return null;
  return (
    <>
      <Button onClick={json.open}>JSON</Button>
      {edit.saved !== undefined && (
        <Menu>
          <Menu.Target>
            <Button rightSection={<IconChevronDown size={14} aria-hidden />}>Export</Button>
          </Menu.Target>
          <Menu.Dropdown>
            <Menu.Item onClick={exporting.open}>Profile for another MDM server…</Menu.Item>
          </Menu.Dropdown>
        </Menu>
      )}
      {isExporting && <ExportDialog onClose={exporting.close} />}
      {isJson && <JsonDialog edit={edit} onClose={json.close} />}
    </>
  );
}

function Content({ edit }: { readonly edit: PlanEdit }) {
  const mayChange = useMayChange();
  if (edit.problem !== undefined && edit.plan === undefined) return <Problem of={edit.problem} onRetry={edit.retry} />;
  if (edit.isPending && edit.plan === undefined) return <Skeleton height={320} radius="lg" />;
  if (edit.plan !== undefined) return <Workbench edit={edit} />;
  if (mayChange) return <PlanWizard onPlan={(plan) => edit.replace(plan)} />;
  return <EmptyState title="There is no sign-in plan yet" text="An administrator makes the first one here." />;
}

function Workbench({ edit }: { readonly edit: PlanEdit }) {
  const { tab } = useParams<{ tab?: string }>();
  const [, navigate] = useLocation();
  const chosen: Tab = tab !== undefined && tab in tabs ? (tab as Tab) : 'edit';
  const check = usePlanCheck(edit.plan, edit.isChanged);
  useKeyInView(chosen === 'edit');
  return (
    <div className={css['workbench']}>
      <BehindBanner edit={edit} check={check} />
      {edit.isChanged && edit.editedAt !== undefined && chosen === 'edit' && <Kept editedAt={edit.editedAt} />}
      <Tabs
        value={chosen}
        onChange={(next) => navigate(next === null || next === 'edit' ? '/plan' : `/plan/${next}`)}
        keepMounted={false}
      >
        <Tabs.List className={css['tabs'] ?? ''}>
          {Object.entries(tabs).map(([name, title]) => (
            <Tabs.Tab key={name} value={name}>
              {title}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        <Tabs.Panel value="edit" className={css['panel'] ?? ''}>
          <PlanEditor edit={edit} check={check} />
        </Tabs.Panel>
        <Tabs.Panel value="people" className={css['panel'] ?? ''}>
          <StoryView plan={check.parsed} />
        </Tabs.Panel>
        <Tabs.Panel value="macs" className={css['panel'] ?? ''}>
          <DocumentsView plan={check.parsed} />
        </Tabs.Panel>
        <Tabs.Panel value="versions" className={css['panel'] ?? ''}>
          <VersionsView edit={edit} />
        </Tabs.Panel>
        <Tabs.Panel value="rollout" className={css['panel'] ?? ''}>
          <RolloutView />
        </Tabs.Panel>
      </Tabs>
      <SaveBar edit={edit} check={check} />
    </div>
  );
}

/** Somebody comes back to what they did not save. */
function Kept({ editedAt }: { readonly editedAt: number }) {
  return (
    <p className={css['kept']}>
      <State of="Not saved" tone="warn" />
      <span>
        Your edit is kept in this browser, last changed <Moment at={new Date(editedAt).toISOString()} />.
      </span>
    </p>
  );
}

/** A link such as `/plan?key=policies.login` leads to the key. */
function useKeyInView(isEditor: boolean): void {
  const search = useSearch();
  useEffect(() => {
    const member = new URLSearchParams(search).get('key');
    if (isEditor && member !== null) showKey(member);
  }, [search, isEditor]);
}
