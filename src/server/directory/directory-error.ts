/**
 * What the directory throws:
 * - `busy`: more passwords wait to be hashed than may wait; nothing was decided, try again in a moment (HTTP 503)
 * - `malformed_cursor`: the `after` of a list is none that a list gave out
 */
export class DirectoryError extends Error {
  override readonly name = 'DirectoryError';
  readonly code: 'busy' | 'malformed_cursor';

  constructor(code: DirectoryError['code'], message: string) {
    super(message);
    this.code = code;
  }
}
