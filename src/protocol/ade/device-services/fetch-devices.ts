/** `POST /server/devices` of Apple's device services: every device of the server, page after page. */
import { defined, objectsAt, optionalFlagAt, optionalNumberAt, optionalTextAt, readJsonBody } from '../json-members.ts';
import { type Device, readDevice } from './device.ts';

/** What is asked for. Without a cursor it begins anew. */
export interface FetchDevicesRequest {
  readonly cursor?: string;
  /** Devices a page, 100 to 1000. */
  readonly limit?: number;
}

/** A page. Sync pages have the same frame. */
export interface DevicesPage<Row extends Device = Device> {
  /** Hand it back for the next page, or to the sync call. */
  readonly cursor: string | undefined;
  readonly more_to_follow: boolean;
  readonly fetched_until: string | undefined;
  readonly devices: readonly Row[];
}

/** The most devices of a page. */
export const largestPage = 1000;

/** Writes the request. */
export function encodeFetchDevicesRequest(request: FetchDevicesRequest): string {
  return JSON.stringify(request);
}

/** Reads a request of the fetch or of the sync call. @throws {AdeMessageError} `ade_message_malformed`, `ade_member_malformed` */
export function parseDevicesRequest(body: string): FetchDevicesRequest {
  const json = readJsonBody(body === '' ? '{}' : body);
  return defined({ cursor: optionalTextAt(json, 'cursor'), limit: optionalNumberAt(json, 'limit') });
}

/** Reads the answer. @throws {AdeMessageError} `ade_message_malformed`, `ade_member_missing`, `ade_member_malformed` */
export function parseFetchDevicesResponse(body: string): DevicesPage {
  return readDevicesPage(body, readDevice);
}

/** Writes an answer of the fetch or of the sync call. */
export function encodeDevicesPage(page: DevicesPage): string {
  return JSON.stringify(page);
}

/** Reads a page whose rows are read by `read`. @throws {AdeMessageError} as {@link parseFetchDevicesResponse} */
export function readDevicesPage<Row extends Device>(
  body: string,
  read: (row: ReturnType<typeof readJsonBody>) => Row,
): DevicesPage<Row> {
  const json = readJsonBody(body);
  return {
    cursor: optionalTextAt(json, 'cursor'),
    more_to_follow: optionalFlagAt(json, 'more_to_follow') ?? false,
    fetched_until: optionalTextAt(json, 'fetched_until'),
    devices: objectsAt(json, 'devices').map((row) => read(row)),
  };
}
