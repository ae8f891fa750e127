/** macOS starts: a sign and a bar on black. It waits for nothing, and is left out where motion is reduced. */
import { MacGlyph } from '../look/icons.tsx';

/** Covers the screen. */
export function Boot() {
  return (
    <div class="mac-boot" role="status" aria-label="macOS starts">
      <MacGlyph size={74} />
      <div class="bar">
        <div />
      </div>
    </div>
  );
}
