import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { concludeStage, type MacFacts, type MacStage } from './mac-state.ts';

const nothing: MacFacts = {
  assignment: undefined,
  enrollment: undefined,
  course: undefined,
  missing: [],
  device: undefined,
  people: 0,
  hasUserChannel: false,
};
const course = { state: 'released', lane: 'setup-assistant', tries: 3, releaseCode: 'ready', accounts: [] } as const;
const enabled = { enrollment: 'enabled' } as const;
const joined = { ...enabled, course, device: 'registered', people: 1, hasUserChannel: true } as const;

const table: readonly (readonly [facts: Partial<MacFacts>, stage: MacStage, reason: RegExp])[] = [
  [{ device: 'expected' }, 'expected', /may register/],
  [{ assignment: 'empty' }, 'expected', /no enrollment profile for it yet/],
  [{ assignment: 'removed' }, 'expected', /no enrollment profile/],
  [{ assignment: 'assigned' }, 'assigned', /has not asked yet/],
  [{ assignment: 'pushed', device: 'expected' }, 'assigned', /has not enrolled yet/],
  [{ assignment: 'pushed', enrollment: 'enrolling' }, 'enrolling', /push token/],
  [{ ...enabled, course: { ...course, state: 'due' } }, 'awaiting-configuration', /being made/],
  [
    { ...enabled, course: { ...course, state: 'installing', tries: 1 }, missing: ['the app x'] },
    'awaiting-configuration',
    /waits for the app x; 1 try so far/,
  ],
  [{ ...enabled, course: { ...course, state: 'releasing' } }, 'awaiting-configuration', /has not answered/],
  [{ ...joined, course: { ...course, state: 'installing' } }, 'awaiting-configuration', /waits for/],
  [{ ...enabled, course: { ...course, state: 'installing', lane: 'manual' } }, 'released', /under way/],
  [{ ...enabled, course }, 'released', /has not registered/],
  [{ ...enabled, course: { ...course, releaseCode: 'watchdog' } }, 'released', /watchdog/],
  [{ ...enabled, course, device: 'registered' }, 'registered', /no person/],
  [{ ...enabled, course, device: 'registered', people: 1 }, 'registered', /told of an account/],
  [joined, 'joined', /account is there/],
  [{ ...joined, hasUserChannel: false, course: { ...course, accounts: ['ada'] } }, 'joined', /account is there/],
  [{ device: 'repair', people: 2 }, 'joined', /registered/],
  [{ enrollment: 'ended', device: 'expected' }, 'unenrolled', /left management/],
  [
    { enrollment: 'ended', device: 'registered', people: 1, course: { ...course, accounts: ['ada'] } },
    'joined',
    /registered/,
  ],
  [{ ...joined, device: 'revoked' }, 'revoked', /revoked/],
];

test('how far a Mac has come is concluded from all that is known, with why it is no further (8, appendix D)', () => {
  for (const [facts, stage, reason] of table) {
    const standing = concludeStage({ ...nothing, ...facts });
    assert.equal(standing.stage, stage, JSON.stringify(facts));
    assert.match(standing.reason, reason);
  }
  const reached = new Set(table.map(([, stage]) => stage));
  assert.equal(reached.size, 9, 'every stage is reached');
});

test('a Mac is joined by nothing less than its own registration and a person’s, and never while it is revoked', () => {
  const facts = fc.record({
    assignment: fc.constantFrom(undefined, 'empty' as const, 'assigned' as const, 'pushed' as const),
    enrollment: fc.constantFrom(undefined, 'enrolling' as const, 'enabled' as const, 'ended' as const),
    device: fc.constantFrom(
      undefined,
      'expected' as const,
      'registered' as const,
      'repair' as const,
      'revoked' as const,
    ),
    people: fc.nat(2),
    hasUserChannel: fc.boolean(),
  });
  fc.assert(
    fc.property(facts, (some) => {
      const { stage, reason } = concludeStage({ ...nothing, ...some });
      assert.match(reason, /^[A-Z].*\.$/);
      if (stage === 'joined') assert.ok(some.people > 0 && (some.device === 'registered' || some.device === 'repair'));
      assert.equal(stage === 'revoked', some.device === 'revoked');
    }),
  );
});
