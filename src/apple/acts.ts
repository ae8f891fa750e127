/**
 * The acts of the organisation's administrator over HTTPS, for the command line: `POST /acts/<name>` with the secret that
 * stands in `acts.json` beside the state. Ours alone.
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { AdeMessageError } from '#protocol/ade/ade-message-error.ts';
import { optionalNumberAt, optionalTextAt, readJsonBody, textAt } from '#protocol/ade/json-members.ts';
import { toHex } from '#protocol/encoding/bytes.ts';
import type { JsonObject } from '#protocol/encoding/json.ts';
import { utf8 } from '#protocol/encoding/utf8.ts';
import { constantTimeEqual } from '#runtime/crypto.ts';
import type { Random } from '#runtime/random.ts';
import { AppleError } from './apple-error.ts';
import { type Faults, isFaultName } from './faults.ts';
import type { AppleReply, AppleRequest } from './https-listener.ts';
import type { Organisation } from './organisation/organisation.ts';

/** The file that holds the secret; readable by its owner only. */
export const actsFile = 'acts.json';

/** Who may act. */
export interface ActsAccess {
  readonly secret: string;
}

/** What the acts act upon. */
export interface ActsPorts {
  readonly organisation: Organisation;
  readonly faults: Faults;
  issuePushCertificate(requestPem: string, topic?: string): string;
}

/** Makes a new secret and leaves it in the folder. */
export function openActs(folder: string, random: Random): ActsAccess {
  const secret = toHex(random.bytes(24));
  writeFileSync(join(folder, actsFile), JSON.stringify({ secret }), { mode: 0o600 });
  return { secret };
}

type Act = (json: JsonObject, ports: ActsPorts) => unknown;

const acts: Readonly<Record<string, Act>> = {
  overview: (_json, { organisation, faults }) => {
    const { servers, devices, termsSigned } = organisation.overview();
    const shown = servers.map(({ id, name, token }) => ({ id, name, tokenExpiry: token?.expiry ?? null }));
    return { termsSigned, servers: shown, devices, faults: faults.names() };
  },
  'add-server': (json, { organisation }) => ({
    server: organisation.addServer(textAt(json, 'name'), textAt(json, 'certificate')),
  }),
  'replace-certificate': (json, { organisation }) =>
    organisation.replaceCertificate(textAt(json, 'server'), textAt(json, 'certificate')),
  token: (json, { organisation }) => ({ token: organisation.downloadToken(textAt(json, 'server')) }),
  'add-device': (json, { organisation }) => {
    const model = optionalTextAt(json, 'model');
    organisation.addDevice({ serialNumber: textAt(json, 'serial'), ...(model === undefined ? {} : { model }) });
    const server = optionalTextAt(json, 'server');
    if (server !== undefined) organisation.assign(textAt(json, 'serial'), server);
  },
  assign: (json, { organisation }) => organisation.assign(textAt(json, 'serial'), optionalTextAt(json, 'server')),
  'remove-device': (json, { organisation }) => organisation.remove(textAt(json, 'serial')),
  'require-terms': (_json, { organisation }) => organisation.setTermsSigned(false),
  'accept-terms': (_json, { organisation }) => organisation.setTermsSigned(true),
  fault: (json, { faults }) => {
    const name = textAt(json, 'name');
    if (!isFaultName(name)) throw new AppleError('apple_fault_unknown', `There is no fault ${name}.`);
    faults.set(name, optionalNumberAt(json, 'times') ?? Number.POSITIVE_INFINITY);
  },
  'clear-faults': (_json, { faults }) => faults.clear(),
  'push-certificate': (json, ports) => ({
    certificate: ports.issuePushCertificate(textAt(json, 'request'), optionalTextAt(json, 'topic')),
  }),
};

/** Answers an act: 200 with its result, 400 with a code, 403 without the secret, 404. */
export function answerAct(request: AppleRequest, { secret }: ActsAccess, ports: ActsPorts): AppleReply {
  const name = /^\/acts\/([a-z-]+)$/.exec(request.path)?.[1];
  if (name === undefined || request.method !== 'POST') return { status: 404 };
  const given = request.header('authorization') ?? '';
  if (!constantTimeEqual(utf8(given), utf8(`Bearer ${secret}`))) return { status: 403 };
  try {
    const act = Object.hasOwn(acts, name) ? acts[name] : undefined;
    if (act === undefined) throw new AppleError('apple_act_unknown', `There is no act ${name}.`);
    return { status: 200, body: JSON.stringify(act(readJsonBody(request.body), ports) ?? {}) };
  } catch (error) {
    const isExpected = error instanceof AppleError || error instanceof AdeMessageError;
    const code = error instanceof Error && 'code' in error ? String(error.code) : undefined;
    if (!isExpected && code === undefined) throw error;
    return { status: 400, body: JSON.stringify({ code, message: error instanceof Error ? error.message : '' }) };
  }
}
