import { boolean, data, listOf, optional, record, type Shaped, text } from '../shape.ts';
import { defineCommand } from './define-command.ts';

const certificate = {
  CommonName: text,
  IsIdentity: boolean,
  /** DER. */
  Data: data,
};

/** One certificate of the Mac. */
export type CertificateListItem = Shaped<typeof certificate>;

/** Lists certificates of the Mac. Access right 1. Apple, "CertificateList". */
export const certificateList = defineCommand('CertificateList', {
  body: { ManagedOnly: optional(boolean) },
  result: { CertificateList: listOf(record(certificate)) },
});
