import type { MessageTable } from '../message-table.ts';

/** Apple's requirements for the message TokensResponse. */
export const tokensResponseTable: MessageTable = {
  name: 'TokensResponse',
  source: 'declarative/protocol/tokensresponse.yaml',
  introduced: '13.0',
  keys: { SyncTokens: { type: 'dictionary', presence: 'required' } },
};
