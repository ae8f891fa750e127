/** Telling of changes so that what is told last is what is so. */

/**
 * Gives what asks for `tell`: it runs at once, or after the one under way, never beside it. To look takes a moment, and the look
 * of before must not arrive after that of now. Asked several times meanwhile, it runs once more. What it throws is dropped.
 */
export function inOrder(tell: () => Promise<void>): () => void {
  let isRunning = false;
  let isWanted = false;
  const run = async () => {
    isRunning = true;
    while (isWanted) {
      isWanted = false;
      await tell().catch(() => undefined);
    }
    isRunning = false;
  };
  return () => {
    isWanted = true;
    if (!isRunning) void run();
  };
}
