/** The first page: how the Macs are, what wants somebody, and what went on lately. It is live. */
import { Page } from '../../parts/page.tsx';
import { useLinkState } from '../../link/live.ts';
import { State } from '../../parts/state.tsx';
import { ActivitySection } from './activity-section.tsx';
import { AttentionSection } from './attention-section.tsx';
import { MacStages } from './mac-stages.tsx';
import css from './overview.module.css';
import { RecentEvents } from './recent-events.tsx';

/** The page. */
export default function OverviewPage() {
  const link = useLinkState();
  return (
    <Page title="Overview" mark={link === 'live' ? <State of="Live" tone="good" /> : undefined}>
      <MacStages />
      <div className={css['columns']}>
        <AttentionSection />
        <RecentEvents />
      </div>
      <ActivitySection />
    </Page>
  );
}
