/** What the script says by itself. Everything else on the pages is written by the server. */
export const texts = {
  unsupported: 'This browser cannot use passkeys. Choose another way to sign in.',
  notCompleted:
    'The passkey was not used: the request was cancelled or took too long. Try again, or choose another way.',
  alreadyRegistered: 'This device already has a passkey for this account.',
  wrongSite: 'This address cannot use your passkeys. Open the page at its usual address and try again.',
  failed: 'The passkey could not be used. Try again, or choose another way.',
};
