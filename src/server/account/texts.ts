/** All words of the person's own pages but those of refusals. A further language is another object of this shape. */

/** English. */
export const texts = {
  title: 'My sign-in',
  back: 'My sign-in',
  signOut: 'Sign Out',
  signIn: 'Sign In',
  remove: 'Remove',
  none: 'None yet',
  signedOut: { title: 'You are signed out', hint: 'Nobody who opens this browser now sees your page.' },
  visit: {
    title: (organisation: string) => `Sign in to ${organisation}`,
    target: 'My sign-in',
    reason: 'Your own page shows how you sign in, and lets you change it.',
    again: 'Confirm that it is you',
    againReason: 'You are about to change how you sign in.',
    againWeak: {
      password: 'You are about to change how you sign in.',
      'second-factor': 'Use your second factor this time: it is stronger than the password alone.',
      passkey: 'Use your passkey or your card this time, or a recovery code if you have lost it.',
    },
  },
  confirm: {
    old: 'To change something here, confirm that it is you.',
    weak: {
      password: 'To change something here, confirm that it is you.',
      'second-factor': 'To change something here, sign in with your second factor.',
      passkey:
        'To change something here, sign in with your passkey or your card; with a recovery code if you have lost it.',
    },
    go: 'Confirm That It Is Me',
  },
  next: {
    heading: 'Next steps',
    factor: 'Add an authenticator, so that a stolen password is not enough to sign in as you.',
    noCodes: 'Make recovery codes, for the day when your phone is lost.',
    fewCodes: (left: number) =>
      `Only ${left === 1 ? 'one recovery code is' : `${left} recovery codes are`} left. Make new ones.`,
    passkey: 'Add a passkey: it signs you in with your fingerprint, and no false page can ask for it.',
    nothing: 'Everything is set up. There is nothing to do.',
  },
  overview: {
    ways: 'How you sign in',
    devices: 'Where you are signed in',
    password: 'Change',
    setUp: 'Set up',
    left: (left: number) => `${left} left`,
    count: (count: number, one: string, many: string) =>
      count === 0 ? 'None' : count === 1 ? `1 ${one}` : `${count} ${many}`,
  },
  authenticator: {
    title: 'Authenticator',
    hint: 'An app on your phone that you approve sign-ins with, by typing the number that the other screen shows.',
    empty: 'You have no authenticator yet. Have your phone at hand, and add it.',
    add: 'Add an Authenticator',
    added: (date: string) => `Added ${date}.`,
    locked: 'Locked, because there may be a copy of it. Remove it, and add your phone again.',
    removed: 'The authenticator was removed.',
    scan: {
      title: 'Scan with your phone',
      hint: 'Point the camera of your phone at this code, and open the page that it shows. Then follow the steps there.',
      label: 'QR code that adds your phone',
      here: 'Use this device instead',
      life: 'The code is good for ten minutes and for one phone. Show it to nobody.',
      done: 'Done',
    },
  },
  oneTimeCodes: {
    title: 'One-time codes',
    hint: 'Six digits that an authenticator app shows, of any maker. They work without a network.',
    empty: 'You have no one-time codes yet. Have an authenticator app at hand, and add them.',
    present: 'Your authenticator app shows codes for this account.',
    add: 'Add One-Time Codes',
    added: 'Your one-time codes count from now on.',
    removed: 'The one-time codes were removed. Delete them in your authenticator app, too.',
    scan: {
      title: 'Scan with your authenticator app',
      hint: 'Scan this code with the app, then enter the six digits that it shows. Only then do the codes count.',
      label: 'QR code for an authenticator app',
      manual: 'If you cannot scan it, type this key into the app:',
      code: 'First code',
      go: 'Continue',
      cancel: 'Cancel',
    },
  },
  passkeys: {
    title: 'Passkeys',
    hint: 'A passkey is kept by your device or a security key, and signs you in with your fingerprint, face or PIN.',
    empty: 'You have no passkey yet.',
  },
  recoveryCodes: {
    title: 'Recovery codes',
    hint: 'Ten codes for paper. When your phone is lost, one of them stands in for it. Each counts once.',
    empty: 'You have no recovery codes. Make some now, while you can sign in.',
    left: (left: number) => (left === 1 ? 'One code is left.' : `${left} codes are left.`),
    ends: 'New codes end those that you have.',
    make: 'Make Recovery Codes',
    again: 'Make New Codes',
    made: {
      title: 'Your recovery codes',
      hint: 'Print this page or write the codes down now: they are not shown again. Keep them where you keep your passport.',
      whose: (userName: string, organisation: string) => `${userName} at ${organisation}`,
      done: 'I Have Kept Them',
    },
  },
  password: {
    title: 'Password',
    hint: 'When it is changed, you are signed out of your other browsers, and your Macs ask for the new one.',
    changed: 'Your password was changed. Your other browsers are signed out.',
    rules: (shortest: number) =>
      `At least ${shortest} characters, without your name, and none that many people use. Several words are good.`,
    present: 'Present password',
    next: 'New password',
    repeat: 'New password again',
    change: 'Change Password',
    unfit: 'Please choose another password.',
    problems: {
      'too-short': (shortest: number) => `It has fewer than ${shortest} characters.`,
      'too-long': () => 'It is too long.',
      'contains-name': () => 'It has your name in it.',
      'well-known': () => 'It is one that many people use.',
      unchanged: () => 'It is the one that you have now.',
    },
  },
  macs: {
    title: 'Macs',
    hint: 'Macs that know you. If one of them is lost or not yours, remove yourself from it, and tell your administrator.',
    remove: 'Remove Me',
    removed: (name: string) =>
      `You are removed from ${name}. It gets no more tokens for you and no key to unlock with; who has it still needs its own password to open it. Tell your administrator if it is lost: they can lock or erase it.`,
    empty: 'You are on no Mac yet. A Mac of your organisation asks you to register when it is set up.',
    methods: {
      Password: 'password',
      UserSecureEnclaveKey: 'Secure Enclave key',
      SmartCard: 'smart card',
      OpenID: 'sign-in page',
    },
    facts: (method: string, since: string, last: string | undefined) =>
      `By ${method}, since ${since}. ${last === undefined ? 'Not used yet.' : `Last used ${last}.`}`,
    unnamed: 'Mac',
  },
  sessions: {
    title: 'Browsers',
    hint: 'Browsers in which you are signed in. If you do not know one of them, end it and change your password.',
    here: 'This browser.',
    unknownBrowser: 'A browser that did not say its name',
    purposes: { account: 'Your own pages', console: 'The console of administrators' },
    unused: 'No application yet',
    from: (address: string) => `From ${address}.`,
    since: (date: string) => `Since ${date}.`,
    times: (begun: string, used: string) => `Since ${begun}, last used ${used}.`,
    end: 'Sign Out',
    ended: 'That browser is signed out. What applications had been given in it is taken back.',
    everywhere:
      'Signing out everywhere ends every other browser and takes back what applications were given. Your Macs stay registered.',
    signOut: 'Sign Out Everywhere',
    done: (browsers: number, applications: readonly string[]) => {
      const ended =
        browsers === 0
          ? 'No other browser was signed in'
          : `Ended: ${browsers === 1 ? 'one browser' : `${browsers} browsers`}`;
      const tokens = applications.length === 0 ? '' : `, and the access of ${applications.join(', ')}`;
      return `You are signed out everywhere but here. ${ended}${tokens}.`;
    },
  },
};
