/** Misbehaviour towards an MDM server, and other ways in which clients of Apple write what Macs write. */
import type { Quirk } from './quirk.ts';

const everything = ['check-in', 'command', 'report', 'declarations'] as const;

/** By name. */
export const managementQuirks = {
  'not-now': {
    description:
      'Answers commands with NotNow (with a value: only this RequestType). A server must keep them and come back later.',
    purposes: ['execution'],
    commandStatus: 'NotNow',
  },
  'command-error': {
    description:
      'Answers commands with Error (with a value: only this RequestType). A server must go on with the next.',
    purposes: ['execution'],
    commandStatus: 'Error',
  },
  'report-answer-lost': {
    description:
      'Throws the answer to a report away and reports again later. A server must take a duplicate as done already.',
    purposes: ['report'],
    losesAnswer: true,
  },
  'check-in-answer-lost': {
    description:
      'Throws the answer to a check-in message away; the Mac begins anew. Must work, and change nothing twice.',
    purposes: ['check-in'],
    losesAnswer: true,
  },
  'mdm-signature-missing': {
    description: 'Sends MDM messages without Mdm-Signature. A server must refuse them, and never with 401.',
    purposes: everything,
    mdmSignature: () => '',
  },
  'mdm-signature-damaged': {
    description: 'Sends MDM messages with a signature of something else. A server must refuse them, never with 401.',
    purposes: everything,
    mdmSignature: (signature) => signature.replace(/.{4}(?=.{0,8}$)/, 'AAAA'),
  },
  'signed-attributes': {
    description:
      'Writes CMS in DER with signed attributes, as other Apple devices do: MachineInfo and Mdm-Signature. Must work.',
    purposes: ['machine information', ...everything],
    signedAttributes: true,
  },
  'short-signature': {
    description:
      'Signs requests by ACME with 63 bytes: the zero that r or s begins with is dropped, as by some releases. Must work.',
    purposes: ['identity'],
    shortSignature: true,
  },
  'plist-binary': {
    description: 'Sends MachineInfo and MDM messages as binary property lists. Must work.',
    purposes: ['machine information', ...everything],
    binary: true,
  },
} as const satisfies Record<string, Quirk>;
