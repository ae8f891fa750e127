import type { MessageTable } from '../message-table.ts';

/** Apple's requirements for the declaration com.apple.activation.simple. */
export const activationSimpleTable: MessageTable = {
  name: 'com.apple.activation.simple',
  source: 'declarative/declarations/activations/simple.yaml',
  introduced: '13.0',
  keys: {
    StandardConfigurations: { type: 'array', items: [{ type: 'string' }], presence: 'required' },
    Predicate: { type: 'string', presence: 'optional' },
  },
};
