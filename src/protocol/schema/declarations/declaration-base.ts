import type { MessageTable } from '../message-table.ts';

/** Apple's requirements for the outside of declarations, DeclarationBase. */
export const declarationBaseTable: MessageTable = {
  name: 'DeclarationBase',
  source: 'declarative/declarations/declarationbase.yaml',
  introduced: '13.0',
  keys: {
    Type: { type: 'string', presence: 'required' },
    Identifier: { type: 'string', presence: 'required' },
    ServerToken: { type: 'string', presence: 'required' },
    Payload: { type: 'dictionary', presence: 'required' },
  },
};
