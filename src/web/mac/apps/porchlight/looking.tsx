/** What stands on a page of the application before the Mac has answered, and when it did not. */
import { Spinner } from '../../look/controls.tsx';
import type { Look } from './app-answers.ts';

/** A spinner, or the sentence. */
export function Looking({ look }: { readonly look: Look }) {
  if (look.kind === 'failed') return <p class="mac-problem">{look.sentence}</p>;
  return (
    <p class="mac-none" role="status">
      <Spinner /> <span class="mac-hidden">One moment</span>
    </p>
  );
}
