/** What the browser gives to the console, so that nothing else takes time by itself. */

/** Milliseconds since 1970. */
export function now(): number {
  return Date.now();
}

/** So many decimal digits, each as likely as any other, for a code that a person types. */
export function randomDigits(length: number): string {
  let digits = '';
  while (digits.length < length) {
    const [byte = 255] = crypto.getRandomValues(new Uint8Array(1));
    // Bytes from 250 on would make some digits likelier.
    if (byte < 250) digits += String(byte % 10);
  }
  return digits;
}
