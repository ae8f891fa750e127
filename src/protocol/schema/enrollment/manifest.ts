import type { MessageTable } from '../message-table.ts';

/** Apple's requirements for the manifest of an application, ManifestURL. */
export const manifestTable: MessageTable = {
  name: 'ManifestURL',
  source: 'other/manifesturl.yaml',
  introduced: '10.9',
  keys: {
    items: {
      type: 'array',
      items: [
        {
          type: 'dictionary',
          keys: {
            assets: {
              type: 'array',
              items: [
                {
                  type: 'dictionary',
                  keys: {
                    kind: {
                      type: 'string',
                      values: ['asset-pack-manifest', 'display-image', 'full-size-image'],
                      presence: 'required',
                    },
                    'md5-size': { type: 'integer', presence: 'optional' },
                    md5s: { type: 'array', items: [{ type: 'string' }], presence: 'optional' },
                    'sha256-size': { type: 'integer', presence: 'optional' },
                    sha256s: { type: 'array', items: [{ type: 'string' }], presence: 'optional' },
                    url: { type: 'string', presence: 'required' },
                  },
                },
              ],
              presence: 'required',
            },
            metadata: {
              type: 'dictionary',
              keys: {
                'bundle-identifier': { type: 'string', presence: 'required' },
                'bundle-version': { type: 'string', presence: 'optional' },
                kind: { type: 'string', values: ['software'], presence: 'required' },
                subtitle: { type: 'string', presence: 'optional' },
                title: { type: 'string', presence: 'required' },
              },
              presence: 'required',
            },
          },
        },
      ],
      presence: 'required',
    },
  },
};
