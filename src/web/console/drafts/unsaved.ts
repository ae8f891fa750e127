/** Asks before the window is closed while something is not saved (HTML, the event `beforeunload`). */
import { useEffect } from 'react';

/** Asks while it is so. The draft itself is kept; the question is for whoever thinks that it was saved. */
export function useUnsavedWarning(isUnsaved: boolean): void {
  useEffect(() => {
    if (!isUnsaved) return undefined;
    const ask = (event: BeforeUnloadEvent) => event.preventDefault();
    addEventListener('beforeunload', ask);
    return () => removeEventListener('beforeunload', ask);
  }, [isUnsaved]);
}
