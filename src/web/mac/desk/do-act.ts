/** Acts of the desk's own panels. */
import type { DeskAct } from '#api/desk/acts.ts';

/** Has an act done, and tells what was said against it. */
export type DoAct = (act: DeskAct) => Promise<void>;
