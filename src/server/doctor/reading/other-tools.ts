/** What the Mac's other tools print, as far as it speaks of sign-in: their marks, and what they say in one glance. */
import type { TextLine } from './lines.ts';

/** A piece that was recognised. */
export interface OtherTool {
  readonly name: string;
  readonly lines: readonly TextLine[];
}

const marks: readonly (readonly [name: string, pattern: RegExp])[] = [
  ['swcutil show', /^\s*(?:Service|App ID|Domain|Site\/Fmwk Approval|User Approval|Last Checked)\s*:/],
  ['profiles status -type enrollment', /^\s*(?:Enrolled via DEP|MDM enrollment|MDM server)\s*:/],
  ['profiles list', /attribute: profileIdentifier:|configuration profiles installed/],
  ['sw_vers', /^\s*(?:ProductName|ProductVersion|BuildVersion)\s*:/],
  ['sc_auth', /^\s*(?:SmartCard|Unpaired identities|Paired identities)\s*:|^sc_auth/],
  [
    'security authorizationdb read',
    /<key>(?:mechanisms|rule|authenticate-user)<\/key>|use-login-window-ui|authenticate-session-owner/,
  ],
  [
    'a configuration profile',
    /<string>com\.apple\.extensiblesso<\/string>|PayloadType\s*[=:]\s*"?com\.apple\.extensiblesso/,
  ],
];

/** The tools whose words are there. */
export function otherTools(lines: readonly TextLine[]): readonly OtherTool[] {
  return marks.flatMap(([name, pattern]) => {
    const found = lines.filter(({ text }) => pattern.test(text));
    return found.length === 0 ? [] : [{ name, lines: found }];
  });
}

/** The version that `sw_vers` prints, or that a sysdiagnose or a log names. */
export function statedMacos(lines: readonly TextLine[]): { version: string | undefined; build: string | undefined } {
  const first = (pattern: RegExp) =>
    lines.map(({ text }) => pattern.exec(text)?.[1]).find((found) => found !== undefined);
  return {
    version:
      first(/^\s*ProductVersion\s*:\s*(\d{1,2}(?:\.\d{1,2}){0,2})\b/) ??
      first(/\bmacOS (?:Version )?(\d{2}(?:\.\d{1,2}){1,2})\b/),
    build:
      first(/^\s*BuildVersion\s*:\s*(\d{2}[A-Z]\d{1,5}[a-z]?)\b/) ?? first(/\((?:Build )?(\d{2}[A-Z]\d{2,5}[a-z]?)\)/),
  };
}
