/** How Macs come here: Apple Business Manager, its assignments, the push certificate, and Macs without Apple's help. */
import { Tabs } from '@mantine/core';
import { useLocation, useParams } from 'wouter';
import { Page } from '../../parts/page.tsx';
import { AppleBusinessPart } from './apple-business-part.tsx';
import { AssignmentsPart } from './assignments-part.tsx';
import css from './enrollment.module.css';
import { PushCertificatePart } from './push-certificate-part.tsx';
import { WithoutApplePart } from './without-apple-part.tsx';

const parts = [
  ['apple', 'Apple Business Manager'],
  ['assignments', 'Assignments'],
  ['push', 'Push certificate'],
  ['by-hand', 'A Mac without Apple'],
] as const;

/** The page. */
export default function EnrollmentPage() {
  const { part } = useParams<{ part?: string }>();
  const [, navigate] = useLocation();
  const open = parts.some(([name]) => name === part) ? (part ?? 'apple') : 'apple';
  return (
    <Page
      title="Enrollment"
      lead="How Macs come under management: out of the box by Apple Business Manager, or by a profile."
    >
      <Tabs
        value={open}
        onChange={(next) => navigate(next === 'apple' ? '/enrollment' : `/enrollment/${next ?? ''}`)}
        keepMounted={false}
      >
        <Tabs.List className={css['tabs'] ?? ''}>
          {parts.map(([name, title]) => (
            <Tabs.Tab key={name} value={name}>
              {title}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        <Tabs.Panel value="apple" className={css['panel'] ?? ''}>
          <AppleBusinessPart />
        </Tabs.Panel>
        <Tabs.Panel value="assignments" className={css['panel'] ?? ''}>
          <AssignmentsPart />
        </Tabs.Panel>
        <Tabs.Panel value="push" className={css['panel'] ?? ''}>
          <PushCertificatePart />
        </Tabs.Panel>
        <Tabs.Panel value="by-hand" className={css['panel'] ?? ''}>
          <WithoutApplePart />
        </Tabs.Panel>
      </Tabs>
    </Page>
  );
}
