/** Settings. */
import { EmptyState } from '../../parts/empty-state.tsx';
import { Page } from '../../parts/page.tsx';

/** The page. */
export default function SettingsPage() {
  return (
    <Page title="Settings">
      <EmptyState title="Nothing here yet" />
    </Page>
  );
}
