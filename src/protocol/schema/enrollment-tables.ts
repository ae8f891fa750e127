import { machineInfoTable } from './enrollment/machine-info.ts';
import { manifestTable } from './enrollment/manifest.ts';
import type { MessageTable } from './message-table.ts';

/** What a Mac sends to enroll, and what it installs an application from. */
export const enrollmentTables: readonly MessageTable[] = [machineInfoTable, manifestTable];
