/**
 * The authorization address: which Mac asks, and why. A request object by the device signing key says it beyond doubt;
 * where settings let the address be the same every time, the address itself only names its Mac, and the code that comes of
 * it is good for that Mac's key alone.
 */
import { parseForm } from '#protocol/encoding/form.ts';
import { toBase64url } from '#protocol/encoding/base64.ts';
import {
  type AuthorizationQuery,
  parseAuthorizationQuery,
} from '#protocol/platform-sso/web-sign-in/authorization-query.ts';
import {
  parseAuthorizationRequest,
  requestOfForm,
  verifyAuthorizationRequest,
} from '#protocol/platform-sso/web-sign-in/authorization-request.ts';
import { appendAudit } from '#server/audit/audit.ts';
import type { Origin, PlatformSso } from '../context.ts';
import { type LiveNonce, consumeNonce } from '../nonces.ts';
import { Refusal } from '../refusal.ts';
import { endpoints } from '../settings.ts';
import { findDevice, findDeviceByKey } from '../stores/devices.ts';
import { findRegistration } from '../stores/registrations.ts';
import { putAttempt } from './attempts.ts';
import { ofKnownPerson } from './occasion-words.ts';

interface Asking {
  readonly deviceId: string;
  /** Of a request object: good once. */
  readonly once: LiveNonce | undefined;
}

/**
 * Begins a web sign-in; returns the address of its pages.
 * @param body the form, where one was posted
 * @throws {Refusal} `authorization_request_...`, `device_unknown`, `device_revoked`, `device_keys_retired`
 * @throws {MessageError} of the query and of the request object
 */
export async function authorize(
  sso: PlatformSso,
  { query, body }: { readonly query: string; readonly body: string | undefined },
  origin: Origin,
): Promise<string> {
  const asked = parseAuthorizationQuery(query);
  const object = body === undefined ? undefined : requestOfForm(parseForm(body));
  const asking = object === undefined ? await namedBy(sso, asked) : await signedBy(sso, asked, object);
  const { deviceId } = asking;
  const { occasion, loginHint, state } = asked;
  const fixedUserId = await onlyPerson(sso, deviceId, asked);
  const id = toBase64url(sso.random.bytes(24));
  const now = sso.clock.now();
  const isFirst = await sso.database.write(async (writer) => {
    if (asking.once && !(await consumeNonce(writer, asking.once))) return false;
    await putAttempt(writer, id, { deviceId, state, occasion, loginHint, fixedUserId }, now);
    appendAudit(writer, now, [
      {
        type: 'platform-sso.web-sign-in.begun',
        outcome: 'allowed',
        deviceId,
        address: origin.address,
        ...(fixedUserId === undefined ? {} : { userId: fixedUserId }),
        detail: { occasion, signed: asking.once !== undefined },
      },
    ]);
    return true;
  });
  if (!isFirst) throw new Refusal('authorization_request_replayed', { deviceId });
  return `${endpoints(sso.settings.issuer).webSignIn}/${id}`;
}

async function signedBy(sso: PlatformSso, query: AuthorizationQuery, object: string): Promise<Asking> {
  const request = parseAuthorizationRequest(object);
  const device = await findDeviceByKey(sso.database, request.keyId);
  if (!device) throw new Refusal('device_unknown');
  const signingKey = await sso.crypto.verified(device.signingKey, request.jws);
  verifyAuthorizationRequest(request, { signingKey, clientId: sso.settings.clientId, query });
  // After the signature, so that only the Mac itself learns what became of it.
  const { deviceId } = device;
  if (device.deviceState === 'revoked') throw new Refusal('device_revoked', { deviceId });
  if (device.keyState === 'retired') throw new Refusal('device_keys_retired', { deviceId });
  return { deviceId, once: sso.webStates.recognise(query.state, query.nonce, query.loginHint) };
}

async function namedBy(sso: PlatformSso, { device: named }: AuthorizationQuery): Promise<Asking> {
  if (sso.settings.webSignIn !== 'static' || named === undefined) throw new Refusal('authorization_request_unsigned');
  const device = await findDevice(sso.database, named);
  if (device?.id !== named || device.state === 'expected') throw new Refusal('device_unknown');
  if (device.state === 'revoked') throw new Refusal('device_revoked', { deviceId: device.id });
  return { deviceId: device.id, once: undefined };
}

// Only somebody who is registered there is taken at the Mac's word: a Mac may not ask who exists.
async function onlyPerson(
  sso: PlatformSso,
  deviceId: string,
  { loginHint, occasion }: AuthorizationQuery,
): Promise<string | undefined> {
  if (loginHint === undefined || !ofKnownPerson.has(occasion)) return undefined;
  const user = await sso.directory.findUser(loginHint);
  const registration = user && (await findRegistration(sso.database, deviceId, user.id));
  return registration?.state === 'active' ? user?.id : undefined;
}
