/**
 * Simulated device services: in place of mdmenrollment.apple.com, for whoever manages devices. Written from Apple's pages
 * of "Device Assignment" and from what clients have met; see the fact sheet, section 1.
 */
import { AdeMessageError } from '#protocol/ade/ade-message-error.ts';
import { encodeAccountDetail } from '#protocol/ade/device-services/account.ts';
import { deviceServicesErrors, encodeErrorText } from '#protocol/ade/device-services/error-text.ts';
import { protocolVersionHeader, sessionHeader } from '#protocol/ade/device-services/headers.ts';
import { encodeSessionResponse } from '#protocol/ade/device-services/session.ts';
import { utf8 } from '#protocol/encoding/utf8.ts';
import { toHex } from '#protocol/encoding/bytes.ts';
import { nodeCrypto } from '#runtime/crypto.ts';
import type { AppleStore } from '../apple-state.ts';
import type { ApplePorts } from '../authority-state.ts';
import type { Faults } from '../faults.ts';
import type { AppleReply, AppleRequest } from '../https-listener.ts';
import type { Call } from './call.ts';
import { deviceDetails, disownDevices, fetchDevices, syncDevices } from './device-calls.ts';
import { assignProfile, defineProfile, fetchProfile, removeProfile } from './profile-calls.ts';
import { ServiceError } from './service-error.ts';
import type { Sessions } from './sessions.ts';

/** What the services need. */
export interface DeviceServicesPorts extends ApplePorts {
  readonly store: AppleStore;
  readonly sessions: Sessions;
  readonly faults: Faults;
  /** Where they are reached, for the signature of `/session`. */
  readonly baseUrl: () => string;
}

const calls: Readonly<Record<string, (call: Call) => string>> = {
  'GET /account': account,
  'POST /server/devices': fetchDevices,
  'POST /devices/sync': syncDevices,
  'POST /devices': deviceDetails,
  'POST /devices/disown': disownDevices,
  'POST /profile': defineProfile,
  'GET /profile': fetchProfile,
  'POST /profile/devices': assignProfile,
  'PUT /profile/devices': assignProfile,
  'DELETE /profile/devices': removeProfile,
};

/** Whether a request is one for device services. */
export function isDeviceServicesCall({ method, path }: AppleRequest): boolean {
  return path === '/session' || `${method} ${path}` in calls;
}

/** Answers a request. */
export function answerDeviceServices(request: AppleRequest, ports: DeviceServicesPorts): AppleReply {
  const { faults } = ports;
  try {
    if ((request.header('user-agent') ?? '') === '') throw new ServiceError('USER_AGENT_MISSING');
    if (faults.take('server-error')) return { status: 500, body: 'INTERNAL_SERVER_ERROR' };
    if (faults.take('service-unavailable')) return { status: 503, headers: { 'retry-after': '120' } };
    return request.path === '/session' ? session(request, ports) : withSession(request, ports);
  } catch (error) {
    if (error instanceof ServiceError) return refusal(error, faults);
    if (error instanceof AdeMessageError) return refusal(new ServiceError('MALFORMED_REQUEST_BODY'), faults);
    throw error;
  }
}

function session(request: AppleRequest, { sessions, faults, baseUrl }: DeviceServicesPorts): AppleReply {
  if (faults.take('session-refused')) throw new ServiceError('UNAUTHORIZED');
  const token = sessions.begin(`${baseUrl()}/session`, request.header('authorization'));
  return { status: 200, body: encodeSessionResponse(token) };
}

function withSession(request: AppleRequest, ports: DeviceServicesPorts): AppleReply {
  const { store, sessions, faults, clock } = ports;
  const token = request.header(sessionHeader);
  if (faults.take('session-lost')) sessions.end(token);
  const server = sessions.serverOf(token);
  if (server === undefined)
    throw new ServiceError(faults.take('forbidden-instead-of-unauthorized') ? 'FORBIDDEN' : 'UNAUTHORIZED');
  if (!store.state.organisation.termsSigned) throw new ServiceError('T_C_NOT_SIGNED');
  const call: Call = {
    state: store.state,
    server,
    body: request.body,
    query: request.query,
    version: Number(request.header(protocolVersionHeader) ?? '1') || 1,
    now: clock.now(),
    faults,
  };
  const body = calls[`${request.method} ${request.path}`]?.(call) ?? '';
  store.keep();
  const isRotated = faults.take('session-rotated');
  if (isRotated) sessions.end(token);
  return {
    status: 200,
    headers: isRotated ? { [sessionHeader]: sessions.issue(server.id) } : {},
    body: faults.take('answer-malformed') ? body.slice(0, -1) : body,
  };
}

function account({ server, state }: Call): string {
  const id = toHex(nodeCrypto.sha256(utf8(state.organisation.name)));
  return encodeAccountDetail({
    server_name: server.name,
    server_uuid: server.id,
    admin_id: 'administrator@example.org',
    org_name: state.organisation.name,
    org_email: 'it@example.org',
    org_phone: '+49 30 000000',
    org_address: '1 Example Street, Berlin',
    org_id: String(Number.parseInt(id.slice(0, 8), 16)),
    org_id_hash: id,
    org_type: 'org',
    org_version: 'v2',
    urls: Object.keys(calls).map((row) => {
      const [method = '', uri = ''] = row.split(' ');
      return { uri, http_method: [method] };
    }),
  });
}

function refusal({ word }: ServiceError, faults: Faults): AppleReply {
  const isBare = faults.take('errors-unquoted');
  return { status: deviceServicesErrors[word], body: isBare ? word : encodeErrorText(word) };
}
