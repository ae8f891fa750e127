/** What the desk says by itself: that its process has stopped, and what went wrong. */
import { CloseIcon } from './desk-icons.tsx';

/** Stands over everything until the process answers again. */
export function Stopped() {
  return (
    <div class="desk-stopped" role="alert">
      <strong>The Macs’ process has stopped.</strong> This page goes on by itself when it runs again: “npm start”
      restarts it, “npx porchlight desk” starts it alone.
    </div>
  );
}

/** A sentence that stays until it is closed. */
export function Notice({ text, onClose }: { text: string; onClose: () => void }) {
  return (
    <div class="desk-notice" role="status">
      <p>{text}</p>
      <button type="button" class="desk-plain" aria-label="Close" onClick={onClose}>
        <CloseIcon />
      </button>
    </div>
  );
}
