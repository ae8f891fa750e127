import { boolean, identifier, integer, listOf, number, optional, record, type Shaped, text } from '../shape.ts';
import { defineCommand } from './define-command.ts';

const application = {
  /** Absent for what has no bundle identifier. */
  Identifier: optional(text),
  Name: optional(text),
  Version: optional(text),
  ShortVersion: optional(text),
  /** Bytes. */
  BundleSize: optional(number),
  DynamicSize: optional(number),
  /** True while the download or the installation runs. */
  Installing: optional(boolean),
  IsValidated: optional(boolean),
  ExternalVersionIdentifier: optional(integer),
  HasUpdateAvailable: optional(boolean),
  DownloadFailed: optional(boolean),
  DownloadWaiting: optional(boolean),
  DownloadPaused: optional(boolean),
  DownloadCancelled: optional(boolean),
  Source: optional(text),
};

/** One application. */
export type InstalledApplication = Shaped<typeof application>;

/** Lists applications, or those of some bundle identifiers. Access right 256. Apple, "InstalledApplicationList". */
export const installedApplicationList = defineCommand('InstalledApplicationList', {
  body: {
    Identifiers: optional(listOf(identifier)),
    ManagedAppsOnly: optional(boolean),
    Items: optional(listOf(text)),
  },
  result: { InstalledApplicationList: listOf(record(application)) },
});
