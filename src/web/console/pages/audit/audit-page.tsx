/** Audit. */
import { EmptyState } from '../../parts/empty-state.tsx';
import { Page } from '../../parts/page.tsx';

/** The page. */
export default function AuditPage() {
  return (
    <Page title="Audit">
      <EmptyState title="Nothing here yet" />
    </Page>
  );
}
