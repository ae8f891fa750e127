/**
 * What a phone and the server say to each other under `/authenticator/api`. JSON both ways. A phone is known by its key:
 * every request but the first two and the stream of events carries `authorization: Phone <jws>`, see
 * `authenticator-signatures.ts`. Refusals are {@link phoneErrorBody} with the codes of `authenticator-refusals.ts`.
 *
 * Adding an account: the QR code holds {@link offerAddress}. The phone looks at the offer ({@link offerView}), asks the
 * person, makes a key, and enrols ({@link newEnrollment}). Live: a signed request for a ticket, then an EventSource at
 * `events?ticket=...`; each event `requests` says only "look again".
 */
import { z } from 'zod';
import { line, time } from './members.ts';
import { purpose } from './policy.ts';

/** Where everything is. `{id}` is a request's. */
export const phonePaths = {
  /** POST, unsigned: {@link offerLook} gives {@link offerView}. Uses nothing up. */
  look: '/authenticator/api/offers/look',
  /** POST, unsigned: {@link newEnrollment} gives {@link enrolled}, once. */
  enroll: '/authenticator/api/enrollments',
  /** GET: {@link phoneSelf}. PATCH: {@link phoneRename}, 204. DELETE: removes this authenticator, 204. */
  self: '/authenticator/api/self',
  /** GET: {@link pendingRequests}. */
  requests: '/authenticator/api/requests',
  /** POST: {@link requestAnswer} gives {@link answerResult}. */
  answer: '/authenticator/api/requests/{id}/answer',
  /** POST without a body: {@link eventTicket}. */
  tickets: '/authenticator/api/tickets',
  /** GET with `?ticket=`: server-sent events `requests` (`data: {}`), one at the beginning and one at each change. */
  events: '/authenticator/api/events',
  /** PUT: {@link pushSubscription}, 204. DELETE: 204. */
  push: '/authenticator/api/push',
} as const;

/** Bytes of the largest message from a phone. */
export const largestPhoneMessage = 16 * 1024;

const base64url = (length: number) =>
  z
    .string()
    .max(length)
    .regex(/^[\w-]+$/);
const jws = z
  .string()
  .max(6000)
  .regex(/^[\w-]+\.[\w-]+\.[\w-]+$/);
const id = base64url(64);
const secret = base64url(64).min(32);

/** Who an account belongs to, and where. */
export const phoneAccount = z
  .object({
    issuer: z.string().describe('The address of the server: names the account together with `userId`.'),
    organisation: z.string(),
    userId: z.string(),
    userPrincipalName: z.string(),
    fullName: z.string(),
  })
  .meta({ id: 'PhoneAccount' });

/** Who an account belongs to, and where. */
export type PhoneAccount = z.infer<typeof phoneAccount>;

/** Asks what an offer is for. */
export const offerLook = z.strictObject({ secret: secret.describe('From the fragment of the address.') });

/** What an offer is for. */
export const offerView = z.object({
  account: phoneAccount,
  challenge: z.string().describe('Goes into the proof.'),
  expiresAt: time,
  unlock: z.enum(['required', 'optional']).describe('`required`: the app has to have a PIN or a passkey first.'),
  oneTimeCodes: z.boolean().describe('Whether a secret for one-time codes can be had with it.'),
});

/** What an offer is for. */
export type OfferView = z.infer<typeof offerView>;

/** How the app is unlocked. */
export const unlock = z.enum(['passkey', 'pin', 'none']);

/** Enrols a phone. Name, key and unlock stand in the proof. */
export const newEnrollment = z.strictObject({
  secret,
  proof: jws.describe('Over `enrollmentText`.'),
  oneTimeCodes: z.boolean().default(false).describe('Whether the phone wants the secret of one-time codes.'),
});

/** What a phone is called by its person. */
export const phoneName = line(64);

/** An authenticator as its phone knows it. */
export const phoneAuthenticator = z.object({ id, name: phoneName, createdAt: time });

/** An enrolment that is done. */
export const enrolled = z.object({
  authenticator: phoneAuthenticator,
  account: phoneAccount,
  oneTimeCodes: z.object({ uri: z.string().describe('`otpauth://totp/...`, a secret; shown once.') }).nullable(),
  pushKey: z.string().describe("The server's VAPID key, `applicationServerKey` (RFC 8292), base64url."),
  now: time.describe("The server's clock."),
});

/** An enrolment that is done. */
export type Enrolled = z.infer<typeof enrolled>;

/** This phone, as the server sees it. */
export const phoneSelf = enrolled.omit({ oneTimeCodes: true }).extend({ push: z.boolean() });

/** This phone, as the server sees it. */
export type PhoneSelf = z.infer<typeof phoneSelf>;

/** A new name. */
export const phoneRename = z.strictObject({ name: phoneName });

/** A request that waits for this person. The number is on the other screen only. */
export const pendingRequest = z.object({
  id,
  userId: z.string(),
  purpose,
  target: z.string().describe('The app or Mac, in words.'),
  macSerialNumber: z.string().nullable(),
  address: z.string().describe('The network address that the sign-in comes from.'),
  begunAt: time,
  expiresAt: time,
  triesLeft: z.number().int().min(1).max(3),
});

/** A request that waits for this person. */
export type PendingRequest = z.infer<typeof pendingRequest>;

/** None, or one: there is never more. */
export const pendingRequests = z.object({ requests: z.array(pendingRequest).max(1), now: time });

/** The answer to a request. */
export const requestAnswer = z.strictObject({ answer: jws.describe('Over `answerText`.') });

/** What came of an answer that was accepted. */
export const answerResult = z.object({ outcome: z.enum(['approved', 'denied', 'not-me']) });

/** Opens the stream of events once, within 30 seconds. */
export const eventTicket = z.object({ ticket: secret, expiresAt: time });

/** A PushSubscription as browsers write it (Push API, `toJSON`). */
export const pushSubscription = z.strictObject({
  endpoint: z.string().max(2000).startsWith('https://'),
  expirationTime: z.number().nullable().optional(),
  keys: z.strictObject({
    p256dh: base64url(88).min(87).describe('The point of the browser, 65 bytes.'),
    auth: base64url(24).min(22).describe('16 bytes.'),
  }),
});

/** A PushSubscription as browsers write it. */
export type PushSubscriptionMessage = z.infer<typeof pushSubscription>;

/** What a push says, after decryption: look at the requests of this account. */
export const pushMessage = z.object({ kind: z.literal('request'), issuer: z.string(), userId: z.string() });

/** The body of every refusal. */
export const phoneErrorBody = z.object({
  error: z.string(),
  code: z.string(),
  error_description: z.string(),
  triesLeft: z.number().int().optional().describe('With `number_wrong`.'),
  now: time.optional().describe("With `signature_outdated`: the server's clock."),
});

const marker = '#enroll=';

/** The address that a QR code of an offer holds. The secret stands in its fragment, which no server ever sees. */
export function offerAddress(issuer: string, offerSecret: string): string {
  return `${issuer}/authenticator/${marker}${offerSecret}`;
}

/** Issuer and secret of such an address; undefined when it is none. */
export function parseOfferAddress(text: string): { readonly issuer: string; readonly secret: string } | undefined {
  const [, issuer, value] =
    /^(https:\/\/[^\s/?#@]+(?:\/[^\s?#@]*)?)\/authenticator\/#enroll=([\w-]+)$/.exec(text) ?? [];
  if (issuer === undefined || text.length > 500 || !secret.safeParse(value).success) return undefined;
  return { issuer, secret: value ?? '' };
}
