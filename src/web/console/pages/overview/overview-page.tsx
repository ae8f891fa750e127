/** Overview. */
import { EmptyState } from '../../parts/empty-state.tsx';
import { Page } from '../../parts/page.tsx';

/** The page. */
export default function OverviewPage() {
  return (
    <Page title="Overview">
      <EmptyState title="Nothing here yet" />
    </Page>
  );
}
