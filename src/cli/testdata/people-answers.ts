/** Answers about people, their sessions, cards and phones, for the transcripts of the command line. */
import type { RefusalCode } from '#api/error.ts';

type Answer = readonly [status: number, body: unknown];

const sessionOfAda = {
  id: 'kV3x',
  purpose: 'applications',
  browser: 'Safari on macOS',
  address: '192.0.2.7',
  begunAt: '2026-11-23T09:00:00.000Z',
  usedAt: '2026-11-23T09:30:00.000Z',
  applications: ['Wiki'],
};
const macsOfAda = { kind: 'macs', how: 'refused', count: 1, names: ['C02PORCH0001'] };
const browsersOfAda = { kind: 'browsers', how: 'removed', count: 1, names: ['Safari on macOS, 192.0.2.7'] };
const refusedFrom = '2026-11-23T09:40:00.120Z';
const removedAt = '2026-11-23T09:40:00.134Z';
const endings = { endings: [macsOfAda, browsersOfAda], readAt: '2026-11-23T09:39:00.000Z' };
const endedOfAda = {
  outcome: 'done',
  ended: [
    { ...macsOfAda, refusedFrom, removedAt: null, left: 1 },
    { ...browsersOfAda, refusedFrom, removedAt, left: 0 },
  ],
  confirmedAt: '2026-11-23T09:40:00.140Z',
};
/** By request, in the order in which the commands of the transcripts ask. */
export function peopleAnswers(refusal: (code: RefusalCode) => Answer): Readonly<Record<string, Answer>> {
  return {
    'GET /api/v1/users/ada/sessions': [
      200,
      { items: [sessionOfAda], applications: [{ application: 'Wiki', tokens: 2 }] },
    ],
    'GET /api/v1/users/bob/sessions': [200, { items: [], applications: [] }],
    'DELETE /api/v1/users/ada/sessions/kV3x': [204, undefined],
    'DELETE /api/v1/users/ada/sessions/none': refusal('session_not_found'),
    'GET /api/v1/users/ada/ending': [200, endings],
    'POST /api/v1/users/ada/disable': [200, endedOfAda],
    'GET /api/v1/users/ada/sign-in-methods': [
      200,
      {
        password: 'must-change',
        authenticators: 1,
        passkeys: 2,
        oneTimeCodes: false,
        recoveryCodes: 9,
        temporaryPass: null,
        smartCards: 0,
        macs: 1,
      },
    ],
    'PATCH /api/v1/groups/staff': [
      200,
      { id: 'g1', name: 'people', createdAt: '2026-11-23T09:00:00.000Z', members: 0 },
    ],
    'GET /api/v1/users/ada/smart-cards': [
      200,
      {
        items: [{ id: 'b1', userId: 'u1', rule: 'certificate', value: 'ab12', createdAt: '2026-11-23T09:00:00.000Z' }],
      },
    ],
    'DELETE /api/v1/smart-card-bindings/b1': [204, undefined],
    'DELETE /api/v1/smart-card-bindings/b2': refusal('binding_not_found'),
    'GET /api/v1/users/ada/authenticators': [
      200,
      {
        items: [
          {
            id: 'a1',
            name: 'Phone',
            state: 'active',
            unlock: 'required',
            createdAt: '2026-11-23T09:00:00.000Z',
            lastSeenAt: '2026-11-23T09:30:00.000Z',
            lockedAt: null,
          },
        ],
        alarmedAt: null,
      },
    ],
    'DELETE /api/v1/users/ada/authenticators/a1': [204, undefined],
    'DELETE /api/v1/users/ada/authenticators/a2': refusal('authenticator_not_found'),
    'POST /api/v1/users/ada/authenticator-alarm/clear': [200, { outcome: 'already' }],
    'GET /api/v1/approval-verification': [200, { approvals: 12, faults: [] }],
  };
}
