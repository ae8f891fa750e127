/** A Mac's state for Terminal's tests: Ada's Mac, registered by password on macOS 15.4 unless a test says otherwise. */
import type { MacState, SmartCardState, UserConfiguration } from '../../mac-state.ts';
import type { LogLine, TerminalMac } from '../terminal-mac.ts';

/** The moment of every sample: 2026-04-25 09:41:29 UTC. */
export const sampleTime = Date.UTC(2026, 3, 25, 9, 41, 29);
const registeredAt = Date.UTC(2026, 3, 25, 9, 13, 22);
const verifier = { salt: 'AAAA', hash: 'AAAA' };

/** A card that is in a drawer of every sample. */
export const sampleCard: SmartCardState = {
  id: '7F3C1E0A-0000-4000-8000-000000000001',
  label: 'Certificate For PIV Authentication (Ada Lovelace)',
  certificate: 'AAAA',
  publicKeyHash: '00112233445566778899AABBCCDDEEFF00112233',
  keyType: 'P-256',
  sealedKey: 'AAAA',
  pin: verifier,
  pinTriesLeft: 3,
};

/** Ada's registration by password, with an unlock key. */
export const sampleUser: UserConfiguration = {
  created: registeredAt,
  state: 'Normal',
  loginType: 'Password',
  loginUserName: 'ada@example.org',
  uniqueIdentifier: 'usr_ada',
  lastLogin: Date.UTC(2026, 3, 25, 9, 17, 44),
  lastFullLogin: Date.UTC(2026, 3, 25, 9, 17, 44),
  credential: 'Y3JlZGVudGlhbA==',
  secureEnclaveKey: undefined,
  signingKey: undefined,
  encryptionKey: undefined,
  unlock: {
    bound: registeredAt,
    certificate: 'MIIB+/8=',
    hash: '6C3B9A1D5E2F40718293A4B5C6D7E8F901234567',
    keyContext: 'context',
    data: [{ otherPublicKey: 'BAAA', wrapped: 'AQID' }],
    decryptionCertificate: 'MIIC',
    decryptionKeyHash: 'EC49216A179C9DBD5777CCEBC55EE7C870678A41',
    decryptionContext: 'Y29udGV4dA==',
  },
  tokens: {
    received: Date.UTC(2026, 3, 25, 9, 17, 44),
    expires: Date.UTC(2026, 4, 9, 9, 17, 43),
    sealed: 'AAAA',
    idTokenClaims: {},
  },
  authenticationRequired: false,
};

/** The state. `changes` replace members. */
export function sampleState(changes: Partial<MacState> = {}): MacState {
  return { ...structuredClone(base), ...structuredClone(changes) };
}

/** A Mac around a state, whose password is `local` for everybody, and which notes the acts on it. */
export function sampleMac(state: MacState, log: readonly LogLine[] = []): TerminalMac & { readonly acts: string[] } {
  const acts: string[] = [];
  return {
    state,
    acts,
    now: () => sampleTime,
    log: () => log,
    associatedDomains: () => [],
    renewEnrollment: () => Promise.resolve(void acts.push('renew enrollment')),
    openAddress: (address) => Promise.resolve(void acts.push(`open ${address}`)),
    checkPassword: (_, password) => Promise.resolve(password === 'local'),
    sampleMessages: (user) => `messages for ${user}\n`,
    pairSmartCard: (user, hash) => Promise.resolve(void acts.push(`pair ${user} ${hash}`)),
    unpairSmartCard: (user, hash) => Promise.resolve(void acts.push(`unpair ${user} ${hash ?? 'all'}`)),
  };
}

const base: MacState = {
  format: 1,
  hardware: {
    computerName: 'Ada’s MacBook Air',
    serialNumber: 'C02ADA000001',
    udid: '6F0E8D4B-0000-4000-8000-00000000ADA1',
    model: 'Mac16,12',
    appleSilicon: true,
  },
  macos: '15.4',
  clock: { advancedBy: 0, skew: 0 },
  network: { online: true },
  session: { kind: 'desktop', user: 'ada' },
  accounts: [
    account('ada', 'Ada Lovelace', 501, true, ['PlatformSSO:ada@example.org']),
    account('grace', 'Grace', 502, false, []),
  ],
  fileVault: { enabled: true, users: { ada: verifier } },
  loginKeychains: {},
  secureEnclave: {
    keys: [
      enclaveKey('signing', 'sharedDeviceSigning', 'c2lnbmluZw=='),
      enclaveKey('encryption', 'sharedDeviceEncryption', 'ZW5jcnlwdGlvbg=='),
      enclaveKey('user', 'userSecureEnclaveKey', 'dXNlcg=='),
    ],
  },
  smartCards: { inserted: undefined, known: [sampleCard], pairings: [] },
  profiles: [
    {
      identifier: 'org.porchlight.platform-sso',
      displayName: 'Platform SSO',
      installed: registeredAt,
      content: {
        PayloadContent: [
          {
            PayloadType: 'com.apple.extensiblesso',
            ExtensionIdentifier: 'org.porchlight.companion.ssoextension',
            PlatformSSO: {
              AuthenticationMethod: 'Password',
              UseSharedDeviceKeys: true,
              FileVaultPolicy: ['AttemptAuthentication'],
            },
          },
        ],
      },
    },
  ],
  extensions: [],
  builtInRoots: undefined,
  platformSso: {
    device: {
      created: registeredAt,
      lastEncryptionKeyChange: registeredAt,
      extensionIdentifier: 'org.porchlight.companion.ssoextension',
      sdkVersion: 15.2,
      loginType: 'Password',
      protocolVersion: '2.0',
      registrationCompleted: true,
      sharedDeviceKeys: true,
      signingKey: 'signing',
      encryptionKey: 'encryption',
      deviceId: 'dev_1',
      authGracePeriodStart: Date.UTC(2026, 3, 25, 9, 13, 31),
    },
    loginConfiguration: {
      created: registeredAt,
      configuration: {
        clientID: 'porchlight-psso',
        issuer: 'https://id.example.org',
        audience: 'https://id.example.org/platform-sso',
        tokenEndpointURL: 'https://id.example.org/platform-sso/token',
        jwksEndpointURL: 'https://id.example.org/.well-known/jwks.json',
        nonceEndpointURL: 'https://id.example.org/platform-sso/nonce',
        accountDisplayName: 'Example',
        protocolVersion: '2.0',
      },
    },
    users: { ada: sampleUser },
    registrationRetryAt: undefined,
    jwks: undefined,
  },
  notifications: [],
  quirks: [],
  quirkMemory: {},
};

function account(shortName: string, fullName: string, uniqueId: number, admin: boolean, alternative: string[]) {
  return {
    shortName,
    fullName,
    uniqueId,
    password: verifier,
    admin,
    secureToken: true,
    groups: admin ? ['engineers'] : [],
    alternativeIdentities: alternative,
  };
}

function enclaveKey(handle: string, purpose: MacState['secureEnclave']['keys'][number]['purpose'], sealed: string) {
  return { handle, purpose, owner: undefined, created: registeredAt, publicKey: 'BAAA', sealed };
}
