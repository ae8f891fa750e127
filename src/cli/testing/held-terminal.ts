/** A terminal that is held in the hand: what a command prints is kept, and what it asks is answered from a list. */
import type { CliIo } from '../mac/io.ts';

/** The terminal, and what was printed so far. */
export interface HeldTerminal extends CliIo {
  readonly printed: { out: string; err: string };
}

/** @param given what stands on stdin, and what is typed, question by question; a list that is used up answers nothing */
export function heldTerminal(
  given: { readonly stdin?: string | undefined; readonly typed?: string[] } = {},
): HeldTerminal {
  const printed = { out: '', err: '' };
  return {
    printed,
    out: (text) => void (printed.out += text),
    err: (text) => void (printed.err += text),
    colour: false,
    ask: () => Promise.resolve(given.typed?.shift()),
    stdin: () => Promise.resolve(given.stdin ?? ''),
    exit: () => undefined,
  };
}
