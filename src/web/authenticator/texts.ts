/**
 * Every text of the authenticator. A further language is another object of this shape, chosen at the end of this file;
 * `lang` is what the document then says of itself.
 */

/** Texts in English. */
const english = {
  lang: 'en',
  appName: 'Authenticator',
  working: 'One moment …',
  back: 'Back',
  cancel: 'Cancel',
  done: 'Done',
  tryAgain: 'Try again',
  codeOfProblem: (code: string) => `Code: ${code}`,

  offline: (host: string) =>
    `Not connected to ${host}. Codes work all the same; requests arrive when the connection is back.`,

  welcome: {
    title: 'Approve sign-ins with this phone',
    lead: 'Your organisation gives you a code to scan, on the screen where you sign in or by its help desk. First choose how to unlock this app.',
    install:
      'On an iPhone or iPad, first add this page to the Home Screen (Share, Add to Home Screen) and open it there: what you add here would not be found there.',
  },

  chooseUnlock: {
    title: 'How do you unlock this app?',
    lead: 'So that nobody approves anything with your phone but you.',
    passkey: 'With face, finger or screen lock',
    passkeyHint: 'Makes a passkey on this device, for this app alone.',
    pin: 'With a PIN',
    pinHint: 'Six digits or more, for this app alone.',
    pinTitle: 'Choose a PIN',
    newPin: 'New PIN',
    repeatPin: 'The same again',
    save: 'Use this PIN',
    tooShort: 'A PIN has six digits or more.',
    tooSimple: 'That PIN is guessed first. Choose one without a simple pattern.',
    differ: 'The two are not the same.',
    passkeyFailed: 'No passkey was made: it was cancelled, or this device cannot. Try again, or choose a PIN.',
    noPasskeys: 'This browser has no passkeys of its own; choose a PIN.',
  },

  unlock: {
    title: 'Unlock',
    pin: 'PIN',
    open: 'Unlock',
    passkey: 'Unlock with face, finger or screen lock',
    passkeyFailed: 'Not unlocked: it was cancelled, or the passkey is gone. Try again.',
    wrong: (left: number) =>
      `Wrong PIN. ${left === 1 ? 'One more try' : `${left} more tries`}, then the accounts on this phone are removed.`,
    wait: (seconds: number) => `Wrong too often. Wait ${seconds} ${seconds === 1 ? 'second' : 'seconds'}.`,
    erased:
      'The PIN was wrong too often, so the accounts on this phone were removed. Add them again with a new code from your organisation.',
    forgotten: 'Forgotten?',
    forgottenHint:
      'Remove everything from this phone and begin again. You need a new code from your organisation for each account.',
    reset: 'Remove everything',
    waitingRequest: 'A request is waiting. Unlock to see it.',
  },

  accounts: {
    title: 'Accounts',
    empty: 'No account yet',
    emptyHint:
      'Scan the code of your organisation with the camera of this phone; it opens this app. Or copy the address and paste it.',
    add: 'Add an account',
    listening: 'Waiting for requests',
    codeLabel: 'One-time code',
    codeLeft: (seconds: number) => `${seconds} s`,
    codeSpoken: (code: string) => code.split('').join(' '),
    copy: 'Copy',
    copied: 'Copied',
    noCode: 'Approvals only, no one-time codes',
    settings: 'Settings',
    notifications: 'Say when a request arrives',
    notificationsHint: 'Also when this app is closed.',
    notificationsFailed:
      'The push service of this browser cannot be reached. Requests arrive all the same while this app is open. Try again later.',
    notificationsDenied: 'Notifications are switched off for this app, in the settings of this phone or browser.',
  },

  add: {
    title: 'Add an account',
    paste: 'Address from the code',
    pasteHint: 'It begins with https:// and holds “#enroll=”.',
    look: 'Continue',
    notAnOffer: 'That is not an address for adding an account. Copy the whole of it.',
    elsewhere: (host: string) =>
      `That code is of ${host}. Open it there: each organisation has an authenticator of its own.`,
    confirmTitle: (organisation: string) => `Add your account at ${organisation}?`,
    confirmLead: 'Only go on if you expected this, and if it is you:',
    name: 'What is this phone called?',
    nameHint: 'So that you and your administrators can tell it from others.',
    codes: 'One-time codes too',
    codesHint: 'They work without a connection.',
    confirm: 'Add',
    notMine: 'This is not me',
    added: 'Added',
  },

  account: {
    person: 'Name',
    userName: 'User name',
    server: 'Server',
    remove: 'Remove from this phone',
    removeTitle: 'Remove this account?',
    removeHint:
      'This phone then approves nothing for it any more. To add it again you need a new code from your organisation.',
    removedHere:
      'The server could not be told. The account is gone from this phone; ask your administrators to remove it there.',
    locked: 'This account does not work any more',
  },

  request: {
    title: 'Are you signing in?',
    announce: (target: string) => `A request for ${target} is waiting.`,
    who: 'Account',
    organisation: 'Organisation',
    what: 'What for',
    where: 'Comes from',
    mac: 'Serial number of the Mac',
    number: 'Number on the other screen',
    numberHint: 'Two digits. Never type one that somebody tells you.',
    approve: 'Approve',
    deny: 'Deny',
    notMe: 'It wasn’t me',
    timeLeft: (seconds: number) => `${seconds} ${seconds === 1 ? 'second' : 'seconds'} left`,
    missing: 'Type the two digits that the other screen shows.',
    wrong: (left: number) =>
      `That is not the number on the other screen. ${left === 1 ? 'One more try.' : `${left} more tries.`}`,
    purposes: {
      application: (target: string) => `Sign in to ${target}`,
      'mac-registration': (target: string) => `Register “${target}” for you`,
      login: (target: string) => `Log in to the Mac “${target}”`,
      unlock: (target: string) => `Unlock the Mac “${target}”`,
      elevation: (target: string) => `Act as administrator on the Mac “${target}”`,
      'password-change': (target: string) => `Change your password (${target})`,
      'account-creation': (target: string) => `Make an account for you on the Mac “${target}”`,
      'setup-assistant': (target: string) => `Set up “${target}”`,
      'guest-session': (target: string) => `Begin a guest session on the Mac “${target}”`,
      account: (target: string) => `See and change your own account (${target})`,
      console: (target: string) => `Administer Macs, people and sign-in (${target})`,
    },
  },

  notMe: {
    title: 'Somebody else is trying?',
    lead: 'If you are not signing in anywhere right now:',
    consequences: [
      'The sign-in is stopped at once.',
      'Your administrators are alarmed, with the address that it came from.',
      'For a while nobody can ask this phone to approve anything, you included.',
    ],
    advice: 'Somebody may know your password. Change it, or talk to your help desk.',
    confirm: 'It wasn’t me',
  },

  outcomes: {
    approved: { title: 'Approved', lead: 'Go on at the other screen.' },
    denied: { title: 'Denied', lead: 'The sign-in was stopped. You can begin again at the other screen.' },
    'not-me': {
      title: 'Stopped, and your administrators are alarmed',
      lead: 'Change your password if somebody may know it. For a while nobody can ask this phone to approve anything.',
    },
    expired: {
      title: 'The request has ended',
      lead: 'Nothing was approved. Begin again at the other screen, if it was you.',
    },
    exhausted: {
      title: 'The number was wrong three times',
      lead: 'The request has ended and nothing was approved. Begin again at the other screen, if it was you.',
    },
    over: { title: 'The request is over', lead: 'It was answered or cancelled elsewhere.' },
  },

  settings: {
    title: 'Settings',
    lockNow: 'Lock now',
    changeUnlock: 'Change how to unlock',
    about: 'This app keeps its keys in this browser and nowhere else. It speaks with your organisation’s server only.',
  },

  problems: {
    unreachable: 'The server cannot be reached. Check the connection, then try again.',
    unexpected: 'Something went wrong in this app. Close it and open it again.',
    clockWrong: 'The clock of this phone is wrong by more than a minute. Set it to be set by itself, then try again.',
    storage: 'This browser does not keep anything here. Leave private browsing, or allow storage for this page.',
  },

  notification: {
    title: 'Are you signing in?',
    body: 'Open to see what it is about. If it wasn’t you, say so there.',
  },
};

/** Texts of one language. */
export type Texts = typeof english;

/** The texts in use. */
export const texts: Texts = english;
