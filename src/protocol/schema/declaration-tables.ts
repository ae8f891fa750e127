import { activationSimpleTable } from './declarations/activation-simple.ts';
import { configurationExtensibleSsoTable } from './declarations/configuration-extensible-sso.ts';
import { configurationLegacyTable } from './declarations/configuration-legacy.ts';
import { configurationManagementStatusSubscriptionsTable } from './declarations/configuration-management-status-subscriptions.ts';
import { configurationPackageTable } from './declarations/configuration-package.ts';
import { declarationBaseTable } from './declarations/declaration-base.ts';
import { declarationItemsResponseTable } from './declarations/declaration-items-response.ts';
import { managementOrganizationInfoTable } from './declarations/management-organization-info.ts';
import { managementPropertiesTable } from './declarations/management-properties.ts';
import { managementServerCapabilitiesTable } from './declarations/management-server-capabilities.ts';
import { statusReportTable } from './declarations/status-report.ts';
import { tokensResponseTable } from './declarations/tokens-response.ts';
import type { MessageTable } from './message-table.ts';

/** The declarations that this product makes, and the messages that carry them. */
export const declarationTables: readonly MessageTable[] = [
  declarationBaseTable,
  activationSimpleTable,
  configurationManagementStatusSubscriptionsTable,
  configurationLegacyTable,
  configurationPackageTable,
  configurationExtensibleSsoTable,
  managementOrganizationInfoTable,
  managementPropertiesTable,
  managementServerCapabilitiesTable,
  declarationItemsResponseTable,
  statusReportTable,
  tokensResponseTable,
];
