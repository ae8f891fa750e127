/** People's notes, in memory: gone when Notes stops. */
import { toBase64url } from '#protocol/encoding/base64.ts';
import type { Clock } from '#runtime/clock.ts';
import type { Random } from '#runtime/random.ts';

/** A note. */
export interface Note {
  readonly id: string;
  readonly text: string;
  /** Milliseconds since 1970. */
  readonly writtenAt: number;
}

/** Notes of one person, and letters of one note. */
export const mostNotes = 50;
/** See {@link mostNotes}. */
export const longestNote = 2000;

/** Everybody's. */
export class NoteBook {
  readonly #clock: Clock;
  readonly #random: Random;
  readonly #notes = new Map<string, Note[]>();

  constructor(clock: Clock, random: Random) {
    this.#clock = clock;
    this.#random = random;
  }

  /** The newest first. */
  of(subject: string): readonly Note[] {
    return this.#notes.get(subject) ?? [];
  }

  /** Writes one; beyond the most the oldest goes. Nothing is written of nothing. */
  write(subject: string, text: string): void {
    const trimmed = text.trim().slice(0, longestNote);
    if (trimmed === '') return;
    const note = { id: toBase64url(this.#random.bytes(9)), text: trimmed, writtenAt: this.#clock.now() };
    this.#notes.set(subject, [note, ...this.of(subject)].slice(0, mostNotes));
  }

  remove(subject: string, id: string): void {
    this.#notes.set(
      subject,
      this.of(subject).filter((note) => note.id !== id),
    );
  }
}
