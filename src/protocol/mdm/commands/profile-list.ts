import { boolean, data, integer, listOf, optional, record, type Shaped, text } from '../shape.ts';
import { defineCommand } from './define-command.ts';

const payload = {
  PayloadType: text,
  PayloadVersion: optional(integer),
  PayloadIdentifier: text,
  PayloadUUID: optional(text),
  PayloadDisplayName: optional(text),
  PayloadDescription: optional(text),
  PayloadOrganization: optional(text),
};

const profile = {
  PayloadUUID: text,
  PayloadIdentifier: text,
  PayloadVersion: optional(integer),
  PayloadDisplayName: optional(text),
  PayloadOrganization: optional(text),
  PayloadDescription: optional(text),
  PayloadRemovalDisallowed: optional(boolean),
  HasRemovalPasscode: optional(boolean),
  IsEncrypted: optional(boolean),
  SignerCertificates: optional(listOf(data)),
  IsManaged: optional(boolean),
  /** What brought it, such as `Declarative Device Management` (macOS 15). */
  Source: optional(text),
  PayloadContent: optional(listOf(record(payload))),
};

/** One installed profile. */
export type ProfileListItem = Shaped<typeof profile>;

/** Lists installed profiles. Access right 1. Apple, "ProfileList". */
export const profileList = defineCommand('ProfileList', {
  body: { ManagedOnly: optional(boolean) },
  result: { ProfileList: listOf(record(profile)) },
});
