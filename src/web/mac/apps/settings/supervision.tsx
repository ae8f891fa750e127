/** Above the sidebar of a managed Mac: whose it is, as macOS says it. */
import type { MacView } from '#api/desk/view.ts';
import { LockIcon } from '../../look/icons.tsx';

/** Nothing on a Mac that nobody manages. */
export function Supervision({ mac }: { readonly mac: MacView }) {
  const { management } = mac.settings;
  if (!management) return null;
  return (
    <p class="mac-managed">
      <LockIcon size={14} />
      <span>{`This Mac is managed by ${management.organisation ?? 'your organisation'}.`}</span>
    </p>
  );
}
