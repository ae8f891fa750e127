/** How a certificate finds its person, in words. */
import type { CardBinding } from '#api/smart-cards.ts';

/** The words. */
export const ruleNames: Readonly<Record<CardBinding['rule'], string>> = {
  certificate: 'Exactly this certificate',
  'subject-alternative-name-upn': 'User name in the certificate',
  'rfc822-name': 'E-mail in the certificate',
  'subject-key-identifier': 'Key identifier',
  'issuer-and-serial': 'Issuer and serial number',
};
