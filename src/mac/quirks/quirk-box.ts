/** The quirks that are switched on, and what they do to one message. */
import type { Crypto, Signer } from '#protocol/crypto.ts';
import type { DeviceRegistration } from '#protocol/platform-sso/registration/device-registration.ts';
import type { UserRegistrationClaims } from '#protocol/platform-sso/registration/user-registration.ts';
import type { AuthenticatorData } from '#protocol/webauthn/authenticator-data.ts';
import type { ClientData } from '#protocol/webauthn/client-data.ts';
import { keyAgreement, keySigner } from '#runtime/crypto.ts';
import type { Random } from '#runtime/random.ts';
import { p256Pair, randomScalar } from '../secure-enclave/p256-key.ts';
import type { Sealer } from '../secure-enclave/seal.ts';
import { type QuirkName, quirkCatalogue } from './catalogue.ts';
import type { AttestationDraft, Draft, Quirk, QuirkPurpose, QuirkTools } from './quirk.ts';

/** A quirk that is switched on. */
export interface QuirkSetting {
  readonly name: QuirkName;
  /** How many more messages are affected; undefined: until switched off. */
  timesLeft: number | undefined;
  /** What some quirks put in the place of the right value, such as another device's `key_context`. */
  readonly value: string | undefined;
}

/** What a box works with; `state` is changed in place. */
export interface QuirkBoxPorts {
  readonly state: { quirks: QuirkSetting[]; quirkMemory: Record<string, string> };
  readonly sealer: Sealer;
  readonly random: Random;
  readonly crypto: Crypto;
  /** Milliseconds since 1970, as messages carry it. */
  readonly wireNow: () => number;
}

/** The quirks of one message, applied at the points that it passes. Without quirks every function returns its argument. */
export interface QuirkRun {
  readonly names: readonly string[];
  readonly losesAnswer: boolean;
  requestId(id: string): string;
  serverNonce(nonce: string): string;
  assertion(draft: Draft): Draft;
  request(draft: Draft): Draft;
  compact(jws: string): string;
  webAddress(url: string): string;
  readonly leavesOutRequestObject: boolean;
  deviceRegistration(registration: DeviceRegistration): DeviceRegistration;
  userRegistration(registration: UserRegistrationClaims): UserRegistrationClaims;
  userKeySigner(signer: Signer): Signer;
  attestationQuestion(draft: AttestationDraft): AttestationDraft;
  attestationChain(draft: AttestationDraft): readonly Uint8Array[];
  clientData(data: ClientData): ClientData;
  authenticatorData(data: AuthenticatorData): AuthenticatorData;
  passkeySigner(signer: Signer): Signer;
  /** Undefined: the command is executed. */
  readonly commandStatus: 'NotNow' | 'Error' | undefined;
  readonly binary: boolean;
  readonly signedAttributes: boolean;
  readonly shortSignature: boolean;
  mdmSignature(signature: string): string;
}

/** All switched-on quirks. */
export interface QuirkBox {
  /** The quirks for one message; each counts down its times. `subject`: the request type, where a command is executed. */
  begin(purpose: QuirkPurpose, subject?: string): QuirkRun;
  /** Keeps something for the quirks that repeat it, sealed. */
  remember(name: string, value: string): void;
}

const memoryPurpose = 'quirk memory';

/** The box over the state. */
export function quirkBox(ports: QuirkBoxPorts): QuirkBox {
  const { state, sealer } = ports;
  return {
    begin(purpose, subject) {
      const settings = state.quirks.filter(
        ({ name, value }) =>
          quirkCatalogue[name].purposes.includes(purpose) && (subject === undefined || (value ?? subject) === subject),
      );
      for (const setting of settings) if (setting.timesLeft !== undefined) setting.timesLeft -= 1;
      state.quirks = state.quirks.filter(({ timesLeft }) => timesLeft !== 0);
      return quirkRun(settings, purpose, ports);
    },
    remember(name, value) {
      state.quirkMemory[name] = sealer.sealText(value, memoryPurpose);
    },
  };
}

function quirkRun(settings: readonly QuirkSetting[], purpose: QuirkPurpose, ports: QuirkBoxPorts): QuirkRun {
  const active = settings.map(({ name, value }) => ({
    quirk: quirkCatalogue[name],
    tools: toolsFor(purpose, value, ports),
  }));
  const fold = <Value>(start: Value, step: (quirk: Quirk, value: Value, tools: QuirkTools) => Value | undefined) =>
    active.reduce((value, { quirk, tools }) => step(quirk, value, tools) ?? value, start);
  return {
    names: settings.map(({ name }) => name),
    losesAnswer: active.some(({ quirk }) => quirk.losesAnswer === true),
    requestId: (id) => fold(id, (quirk, value, tools) => quirk.requestId?.(value, tools)),
    serverNonce: (nonce) => fold(nonce, (quirk, value, tools) => quirk.serverNonce?.(value, tools)),
    assertion: (draft) => fold(draft, (quirk, value, tools) => quirk.assertion?.(value, tools)),
    request: (draft) => fold(draft, (quirk, value, tools) => quirk.request?.(value, tools)),
    compact: (jws) => fold(jws, (quirk, value, tools) => quirk.compact?.(value, tools)),
    webAddress: (url) => fold(url, (quirk, value, tools) => quirk.webAddress?.(value, tools)),
    leavesOutRequestObject: active.some(({ quirk }) => quirk.leavesOutRequestObject === true),
    deviceRegistration: (message) => fold(message, (quirk, value, tools) => quirk.deviceRegistration?.(value, tools)),
    userRegistration: (message) => fold(message, (quirk, value, tools) => quirk.userRegistration?.(value, tools)),
    userKeySigner: (signer) => fold(signer, (quirk, value, tools) => quirk.userKeySigner?.(value, tools)),
    attestationQuestion: (draft) => fold(draft, (quirk, value, tools) => quirk.attestationQuestion?.(value, tools)),
    clientData: (data) => fold(data, (quirk, value, tools) => quirk.clientData?.(value, tools)),
    authenticatorData: (data) => fold(data, (quirk, value, tools) => quirk.authenticatorData?.(value, tools)),
    passkeySigner: (signer) => fold(signer, (quirk, value, tools) => quirk.passkeySigner?.(value, tools)),
    commandStatus: active.map(({ quirk }) => quirk.commandStatus).find((status) => status !== undefined),
    binary: active.some(({ quirk }) => quirk.binary === true),
    signedAttributes: active.some(({ quirk }) => quirk.signedAttributes === true),
    shortSignature: active.some(({ quirk }) => quirk.shortSignature === true),
    mdmSignature: (signature) => fold(signature, (quirk, value, tools) => quirk.mdmSignature?.(value, tools)),
    attestationChain: (draft) =>
      fold(draft.chain, (quirk, chain, tools) => quirk.attestationChain?.({ ...draft, chain }, tools)),
  };
}

function toolsFor(purpose: QuirkPurpose, value: string | undefined, ports: QuirkBoxPorts): QuirkTools {
  const { state, sealer, random, crypto, wireNow } = ports;
  return {
    value,
    purpose,
    random,
    crypto,
    now: Math.floor(wireNow() / 1000),
    remembered(name) {
      const sealed = state.quirkMemory[name];
      return sealed === undefined ? undefined : sealer.openText(sealed, memoryPurpose);
    },
    strangerKey() {
      const { privateKey } = p256Pair(randomScalar(random));
      return { signer: keySigner(privateKey), agreement: keyAgreement(privateKey) };
    },
  };
}
