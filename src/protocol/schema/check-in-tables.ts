import { authenticateTable } from './check-in/authenticate.ts';
import { checkOutTable } from './check-in/check-out.ts';
import { declarativeManagementTable } from './check-in/declarative-management.ts';
import { getBootstrapTokenTable } from './check-in/get-bootstrap-token.ts';
import { getTokenTable } from './check-in/get-token.ts';
import { setBootstrapTokenTable } from './check-in/set-bootstrap-token.ts';
import { tokenUpdateTable } from './check-in/token-update.ts';
import { userAuthenticateTable } from './check-in/user-authenticate.ts';
import type { MessageTable } from './message-table.ts';

/** Every check-in message. */
export const checkInTables: readonly MessageTable[] = [
  authenticateTable,
  checkOutTable,
  declarativeManagementTable,
  getBootstrapTokenTable,
  getTokenTable,
  setBootstrapTokenTable,
  tokenUpdateTable,
  userAuthenticateTable,
];
