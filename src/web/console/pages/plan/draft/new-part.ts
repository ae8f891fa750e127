/** What a part begins with when it is put into the plan. */
const parts: Readonly<Record<string, unknown>> = {
  fallback: { method: 'Password' },
  'application.package': { file: '', bundleVersion: '', signed: true },
  'accounts.tokenToUserMapping': { accountName: 'preferred_username', fullName: 'name' },
  'accounts.localPasscode': { minimumLength: 8, minimumComplexCharacters: 0, maximumAgeDays: 0 },
  'setup.managedAdministrator': { shortName: 'itadmin', fullName: 'IT Admin', hidden: true },
  accessKey: { readerGroupIdentifier: '', terminalIdentityUuid: '', allowExpressMode: false },
};

/** The part; web sign-in may load this server from the start. */
export function newPart(member: string): unknown {
  if (member === 'webLogin') return { urlAllowList: [location.origin], allowPasswordSync: false };
  return parts[member] ?? {};
}
