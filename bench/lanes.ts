/** Work in lanes: each lane takes the next item when it has finished the last. */

/** How lanes go. */
export interface LaneOptions {
  readonly lanes: number;
  /** Milliseconds from one start to the next in a lane; without it a lane never rests. */
  readonly pace?: number;
  /** Lanes take nothing more once this is aborted. */
  readonly until?: AbortSignal;
}

/** Acts on every item. Rejects with the first failure. */
export async function inLanes<Item>(
  items: readonly Item[],
  { lanes, pace, until }: LaneOptions,
  act: (item: Item, index: number) => Promise<void>,
): Promise<void> {
  const queue = items.entries();
  const lane = async () => {
    let due = performance.now();
    for (const [index, item] of queue) {
      if (until?.aborted === true) return;
      await act(item, index);
      if (pace !== undefined) await rest((due += pace) - performance.now());
    }
  };
  await Promise.all(Array.from({ length: lanes }, lane));
}

function rest(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, Math.max(0, milliseconds)));
}
