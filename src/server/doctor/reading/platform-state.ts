/**
 * Reads what `app-sso platform -s` prints, whole or in pieces, by its lines: a member counts wherever it stands, so that a
 * text that was cut, quoted in a mail or copied without its headings still says what it has. Layout: a real Mac's, macOS 15.6.
 */
import type { TextLine } from './lines.ts';

/** A member with the line that it stands in. */
export interface StateMember {
  readonly value: string;
  readonly line: TextLine;
}

/** A block. `null`: it printed `(null)`. `cut`: it does not end. */
export interface StateBlock {
  readonly kind: 'present' | 'null' | 'cut';
  readonly heading: TextLine;
  readonly members: ReadonlyMap<string, StateMember>;
}

/** The blocks that are there. */
export interface PlatformState {
  /** When it was printed, milliseconds since 1970. */
  readonly time: { readonly at: number; readonly line: TextLine } | undefined;
  readonly device: StateBlock | undefined;
  readonly login: StateBlock | undefined;
  readonly user: StateBlock | undefined;
  readonly tokens:
    | {
        readonly kind: 'present' | 'null';
        readonly heading: TextLine;
        readonly receivedAt: number | undefined;
        readonly expiresAt: number | undefined;
        readonly expired: StateMember | undefined;
      }
    | undefined;
}

type BlockName = 'device' | 'login' | 'user';
type Draft = {
  kind: StateBlock['kind'];
  heading: TextLine;
  members: Map<string, StateMember>;
};

const heading = /^\s*(?:(Device|Login|User)\s+Configuration|(SSO\s+Tokens))\s*:?\s*(\(null\)|\{)?\s*$/i;
const member = /^\s*"?(_?[a-zA-Z][a-zA-Z0-9]{2,60})"?\s*[:=]\s*(\S.*?)\s*[,;]?\s*$/;
const time = /^\s*Time:\s*(\d{4}-\d{2}-\d{2})[ T](\d{2}:\d{2}:\d{2})(?:\.\d+)?\s*(?:Z|\+00:?00)/;
const date = /^\s*(\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2})(?:\.\d+)?Z?\s*(?:\((Not Expired|Expired)\))?\s*$/i;

/** Members by which a piece without its heading is known. */
const belongs: Readonly<Record<string, BlockName>> = {
  registrationCompleted: 'device',
  extensionIdentifier: 'device',
  sdkVersionString: 'device',
  loginFrequency: 'device',
  protocolVersion: 'device',
  sharedDeviceKeys: 'device',
  fileVaultPolicy: 'device',
  loginPolicy: 'device',
  unlockPolicy: 'device',
  issuer: 'login',
  clientID: 'login',
  tokenEndpointURL: 'login',
  keyEndpointURL: 'login',
  jwksEndpointURL: 'login',
  lastLoginDate: 'user',
  uniqueIdentifier: 'user',
  loginUserName: 'user',
  userUnlockHash: 'user',
};

/** The state that the lines show; undefined where none of it is there. */
export function readPlatformState(lines: readonly TextLine[]): PlatformState | undefined {
  const reader = new StateReader();
  for (const line of lines) reader.read(line);
  return reader.state();
}

class StateReader {
  readonly #blocks = new Map<BlockName, Draft>();
  #time: PlatformState['time'];
  #tokens:
    | { heading: TextLine; kind: 'present' | 'null'; dates: { at: number; expired: StateMember | undefined }[] }
    | undefined;
  #current: BlockName | 'tokens' | undefined;
  #path: string[] = [];

  read(line: TextLine): void {
    const found = line.text.length < 60 ? heading.exec(line.text) : null;
    if (found) return this.#open(line, found);
    const printed = time.exec(line.text);
    if (printed) this.#time = { at: Date.parse(`${printed[1]}T${printed[2]}Z`), line };
    else if (this.#current === 'tokens') this.#token(line);
    else this.#member(line);
    return undefined;
  }

  state(): PlatformState | undefined {
    const { device, login, user } = Object.fromEntries(this.#blocks) as Partial<Record<BlockName, Draft>>;
    if (device === undefined && login === undefined && user === undefined && this.#tokens === undefined)
      return undefined;
    const tokens = this.#tokens;
    const [received, expires] = tokens?.dates ?? [];
    return {
      time: this.#time,
      device,
      login,
      user,
      tokens: tokens && {
        kind: tokens.kind,
        heading: tokens.heading,
        receivedAt: received?.at,
        expiresAt: expires?.at,
        expired: expires?.expired,
      },
    };
  }

  #open(line: TextLine, [, block, tokens, rest]: RegExpExecArray): void {
    this.#path = [];
    if (tokens) {
      this.#current = 'tokens';
      this.#tokens = { heading: line, kind: rest === '(null)' ? 'null' : 'present', dates: [] };
      return;
    }
    const name = (block ?? '').toLowerCase() as BlockName;
    this.#current = name;
    // The last one counts where a text holds several.
    this.#blocks.set(name, { kind: rest === '(null)' ? 'null' : 'cut', heading: line, members: new Map() });
  }

  #token(line: TextLine): void {
    if (this.#tokens && /^\s*\(null\)\s*$/.test(line.text)) this.#tokens.kind = 'null';
    const found = date.exec(line.text);
    if (!found || !this.#tokens || this.#tokens.dates.length >= 2) return;
    const at = Date.parse(`${found[1]}Z`);
    const expired = found[2]?.toLowerCase() === 'expired' ? { value: 'Expired', line } : undefined;
    this.#tokens.dates.push({ at, expired });
  }

  #member(line: TextLine): void {
    const block = this.#current === 'tokens' ? undefined : this.#blocks.get(this.#current ?? 'device');
    const text = line.text.trim();
    if (block && this.#current !== undefined && text === '(null)') block.kind = 'null';
    if (/^[}\]]+[,;]?$/.test(text)) return this.#close(block);
    const found = member.exec(line.text);
    if (!found) return undefined;
    const [, name = '', value = ''] = found;
    const target = block ?? this.#orphan(name, line);
    if (target === undefined) return undefined;
    if (/^[{[]$/.test(value)) this.#path.push(name);
    else this.#keep(target, name, value, line);
    return undefined;
  }

  #close(block: Draft | undefined): void {
    if (this.#path.length > 0) this.#path.pop();
    else if (block?.kind === 'cut') block.kind = 'present';
  }

  #keep(block: Draft, name: string, value: string, line: TextLine): void {
    if (block.kind === 'null') block.kind = 'cut';
    if (value.startsWith('{')) {
      for (const [, inner = '', text = ''] of value.matchAll(/"?(\w{2,60})"?\s*[:=]\s*"([^"]*)"/g)) {
        block.members.set(inner, { value: text, line });
      }
      return;
    }
    block.members.set(name, { value: value.replace(/^"(.*?)"?$/, '$1'), line });
  }

  #orphan(name: string, line: TextLine): Draft | undefined {
    if (this.#current !== undefined) return undefined;
    const owner =
      name === 'state' && /POUserState/.test(line.text)
        ? 'user'
        : Object.hasOwn(belongs, name)
          ? belongs[name]
          : undefined;
    if (owner === undefined) return undefined;
    const draft = this.#blocks.get(owner) ?? { kind: 'cut' as const, heading: line, members: new Map() };
    this.#blocks.set(owner, draft);
    return draft;
  }
}
