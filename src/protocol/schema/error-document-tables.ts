import { pssoRequiredTable } from './error-documents/psso-required.ts';
import { softwareUpdateRequiredTable } from './error-documents/software-update-required.ts';
import { unrecognizedDeviceTable } from './error-documents/unrecognized-device.ts';
import type { MessageTable } from './message-table.ts';

/** Every document that a 403 may carry. */
export const errorDocumentTables: readonly MessageTable[] = [
  pssoRequiredTable,
  softwareUpdateRequiredTable,
  unrecognizedDeviceTable,
];
