/** What an installation decides about device management. */
export interface ManagementSettings {
  /** Whether network and mobile users who ask (UserAuthenticate) are managed; local users do not ask. */
  readonly userAuthentication: 'accepted' | 'refused';
  /** Push tokens of any length: for clients that are no Macs. */
  readonly anyTokenLength: boolean;
  /** How long results of commands are kept, in seconds. */
  readonly resultLife: number;
  /** How long Apple keeps a push for a Mac that is away, in seconds. */
  readonly pushLife: number;
  /** How long after a NotNow that was followed by a success the Mac is asked again, in seconds. */
  readonly askAgainAfter: number;
  /** How long after a push a Mac that still has commands is pushed to again, in seconds. */
  readonly pushAgainAfter: number;
  /** Over how many seconds a push to a thousand Macs is spread. */
  readonly spreadPerThousand: number;
  /** How long before its identity ends a Mac is asked to renew it at the earliest, in seconds. */
  readonly renewBefore: number;
  /** Over how many seconds these requests are spread, each Mac at its own place. */
  readonly renewalSpread: number;
  /** How long after a request that brought nothing a Mac is asked again, in seconds. */
  readonly renewAgainAfter: number;
}

/** Settings as they are unless configured otherwise. */
export const defaultManagementSettings: ManagementSettings = {
  userAuthentication: 'accepted',
  anyTokenLength: false,
  resultLife: 90 * 86_400,
  pushLife: 7 * 86_400,
  askAgainAfter: 30,
  pushAgainAfter: 6 * 3600,
  spreadPerThousand: 5,
  renewBefore: 60 * 86_400,
  renewalSpread: 14 * 86_400,
  renewAgainAfter: 14 * 86_400,
};
