/** Misbehaviour on request: a name, and how many times it still happens. */
import type { QuirkName } from './catalogue.ts';

/** A quirk that is switched on. */
export interface QuirkSetting {
  readonly name: QuirkName;
  /** How many more messages are affected; undefined: until switched off. */
  timesLeft: number | undefined;
  /** What some quirks put in the place of the right value, such as another device's `key_context`. */
  readonly value: string | undefined;
}
