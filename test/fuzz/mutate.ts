import { concat } from '#protocol/encoding/bytes.ts';
import { utf8 } from '#protocol/encoding/utf8.ts';
import type { Dice } from './dice.ts';

type Mutation = (input: Uint8Array, dice: Dice, seeds: readonly Uint8Array[]) => Uint8Array;

/** Bytes at which lengths, signs and markers turn. */
const boundaries = [
  0x00, 0x01, 0x0f, 0x1f, 0x30, 0x3c, 0x7f, 0x80, 0x84, 0x88, 0x9f, 0xa0, 0xbf, 0xd0, 0xdf, 0xfe, 0xff,
];

/** Pieces of text that mean something to one of the parsers. */
const words = [
  '<dict>',
  '</dict>',
  '<array>',
  '<key>',
  '&amp;',
  '&#x',
  '<![CDATA[',
  '<!--',
  '-->',
  '<!DOCTYPE',
  '=',
  '.',
  '{',
  '"',
].map((word) => utf8(word));

const mutations: readonly Mutation[] = [
  (input, dice) => changed(input, dice, (octet) => octet ^ (1 << dice.roll(8))),
  (input, dice) => changed(input, dice, () => dice.roll(256)),
  (input, dice) => changed(input, dice, () => dice.pick(boundaries)),
  (input, dice) => changed(input, dice, (octet) => (octet + (dice.roll(2) === 0 ? 1 : 255)) & 0xff),
  // A piece is left out, repeated, put elsewhere, or everything after it is cut off.
  (input, dice) => spliced(input, dice, new Uint8Array()),
  (input, dice) => repeated(input, dice),
  (input, dice) => inserted(input, dice, piece(input, dice)),
  (input, dice) => input.subarray(0, dice.roll(input.length + 1)),
  // Something foreign comes in: a word, noise, or a piece of another seed.
  (input, dice) => inserted(input, dice, dice.pick(words)),
  (input, dice) => inserted(input, dice, noise(dice)),
  (input, dice, seeds) => spliced(input, dice, piece(dice.pick(seeds), dice)),
];

/** An input made from a seed by one to six mutations. */
export function mutated(seeds: readonly Uint8Array[], dice: Dice): Uint8Array {
  let input = dice.pick(seeds);
  for (let left = 1 + dice.roll(6); left > 0; left -= 1) {
    const next = dice.pick(mutations)(input, dice, seeds);
    // Repetition must not grow without end.
    if (next.length < 64 * 1024) input = next;
  }
  return input;
}

function changed(input: Uint8Array, dice: Dice, change: (octet: number) => number): Uint8Array {
  if (input.length === 0) return input;
  const result = new Uint8Array(input);
  const at = dice.roll(input.length);
  result[at] = change(result[at] ?? 0);
  return result;
}

function spliced(input: Uint8Array, dice: Dice, into: Uint8Array): Uint8Array {
  const [start, end] = range(input, dice);
  return concat(input.subarray(0, start), into, input.subarray(end));
}

function inserted(input: Uint8Array, dice: Dice, what: Uint8Array): Uint8Array {
  const at = dice.roll(input.length + 1);
  return concat(input.subarray(0, at), what, input.subarray(at));
}

function repeated(input: Uint8Array, dice: Dice): Uint8Array {
  const [start, end] = range(input, dice);
  const copies = Array.from({ length: 2 + dice.roll(20) }, () => input.subarray(start, end));
  return concat(input.subarray(0, start), ...copies, input.subarray(end));
}

function piece(input: Uint8Array, dice: Dice): Uint8Array {
  const [start, end] = range(input, dice);
  return input.subarray(start, end);
}

function range({ length }: Uint8Array, dice: Dice): readonly [start: number, end: number] {
  const start = dice.roll(length + 1);
  const longest = dice.roll(4) === 0 ? length : 32;
  return [start, Math.min(length, start + dice.roll(longest + 1))];
}

function noise(dice: Dice): Uint8Array {
  return Uint8Array.from({ length: 1 + dice.roll(16) }, () => dice.roll(256));
}
