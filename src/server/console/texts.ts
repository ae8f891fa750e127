/** What the server says of the console to people; the console itself says everything else. */

/** Texts. */
export const texts = {
  title: (organisation: string) => `Console of ${organisation}`,
  reason: 'Sign in to administer Macs, people and sign-in.',
  target: 'the console',
  refused: {
    title: 'You may not use the console',
    text: 'You are signed in, but you are neither an administrator nor an auditor here. An administrator can change that.',
    again: 'Sign In as Somebody Else',
    account: 'My Sign-In',
  },
  foreign: 'The form does not come from here, or was made for another sign-in. Please begin again.',
  begin: 'Sign In',
} as const;
