/** Misbehaviour towards an MDM server. */
import type { Quirk } from './quirk.ts';

const everything = ['check-in', 'command', 'declarations'] as const;

/** By name. */
export const managementQuirks = {
  'not-now': {
    description:
      'Answers commands with NotNow (with a value: only this RequestType). A server must keep them and come back later.',
    purposes: ['command'],
    commandStatus: (requestType, { value }) => (value === undefined || value === requestType ? 'NotNow' : undefined),
  },
  'command-error': {
    description:
      'Answers commands with Error (with a value: only this RequestType). A server must go on with the next.',
    purposes: ['command'],
    commandStatus: (requestType, { value }) => (value === undefined || value === requestType ? 'Error' : undefined),
  },
  'report-answer-lost': {
    description:
      'Throws the answer to a report away and reports again later. A server must take a duplicate as done already.',
    purposes: ['command'],
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
} as const satisfies Record<string, Quirk>;
