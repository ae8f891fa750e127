import type { MessageTable } from '../message-table.ts';

/** Apple's requirements for the message DeclarationItemsResponse. */
export const declarationItemsResponseTable: MessageTable = {
  name: 'DeclarationItemsResponse',
  source: 'declarative/protocol/declarationitemsresponse.yaml',
  introduced: '13.0',
  keys: {
    Declarations: {
      type: 'dictionary',
      keys: {
        Activations: {
          type: 'array',
          items: [
            {
              type: 'dictionary',
              keys: {
                Identifier: { type: 'string', presence: 'required' },
                ServerToken: { type: 'string', presence: 'required' },
              },
            },
          ],
          presence: 'required',
        },
        Configurations: {
          type: 'array',
          items: [
            {
              type: 'dictionary',
              keys: {
                Identifier: { type: 'string', presence: 'required' },
                ServerToken: { type: 'string', presence: 'required' },
              },
            },
          ],
          presence: 'required',
        },
        Assets: {
          type: 'array',
          items: [
            {
              type: 'dictionary',
              keys: {
                Identifier: { type: 'string', presence: 'required' },
                ServerToken: { type: 'string', presence: 'required' },
              },
            },
          ],
          presence: 'required',
        },
        Management: {
          type: 'array',
          items: [
            {
              type: 'dictionary',
              keys: {
                Identifier: { type: 'string', presence: 'required' },
                ServerToken: { type: 'string', presence: 'required' },
              },
            },
          ],
          presence: 'required',
        },
      },
      presence: 'required',
    },
    DeclarationsToken: { type: 'string', presence: 'required' },
  },
};
