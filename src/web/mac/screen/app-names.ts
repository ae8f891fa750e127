/** What can be opened on a desktop. */

/** An application. */
export type AppName = 'safari' | 'settings' | 'terminal' | 'porchlight' | 'about';

/** Where in it. */
export interface OpenOptions {
  /** Of System Settings: `about`, `users`, `passwords`, `profiles`, `touch-id`, `network`. */
  readonly pane?: string;
  /** File name of a profile that Safari has downloaded. */
  readonly profile?: string;
}
