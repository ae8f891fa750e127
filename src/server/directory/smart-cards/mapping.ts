/** Whom a certificate speaks for: the mapping rules. Says nothing about trust; the chain was verified before. */
import type { Digests } from '#protocol/crypto.ts';
import { toHex } from '#protocol/encoding/bytes.ts';
import type { Certificate } from '#protocol/x509/certificate.ts';
import { smartCardMappingValues } from '#protocol/x509/smart-card-mapping.ts';
import type { Reader } from '#server/store/database.ts';
import type { UserRecord } from '../directory-administration.ts';
import { addressProblem, foldName } from '../names.ts';
import { userById, userByName } from '../users/store.ts';
import type { CardBinding, CardRule } from './card-administration.ts';
import { bindingOf } from './store.ts';

/** Whom it maps to. `ambiguous`: one rule leads to several people. */
export type Mapping =
  | { readonly kind: 'mapped'; readonly user: UserRecord }
  | { readonly kind: 'unmapped' }
  | { readonly kind: 'ambiguous' };

/**
 * What a certificate has for a rule, in the form in which bindings keep it; several user principal names are several values.
 * Throws X509Error `x509_malformed_extension`.
 */
export function bindingValues(
  rule: CardBinding['rule'],
  certificate: Certificate,
  digests: Pick<Digests, 'sha256'>,
): readonly string[] {
  const values = smartCardMappingValues(certificate);
  switch (rule) {
    case 'certificate':
      return [toHex(digests.sha256(certificate.raw))];
    case 'subject-alternative-name-upn':
      return values.userPrincipalNames.map(foldName);
    case 'rfc822-name':
      return values.mailAddresses.map(foldName);
    case 'subject-key-identifier':
      return values.subjectKeyIdentifier === undefined ? [] : [values.subjectKeyIdentifier];
    case 'issuer-and-serial':
      return [`${values.serial}@${toHex(digests.sha256(values.issuerRaw))}`];
  }
}

const valueForms: Readonly<Record<'certificate' | 'subject-key-identifier' | 'issuer-and-serial', RegExp>> = {
  certificate: /^[0-9a-f]{64}$/,
  'subject-key-identifier': /^(?:[0-9a-f]{2}){1,64}$/,
  'issuer-and-serial': /^(?:[0-9a-f]{2}){1,32}@[0-9a-f]{64}$/,
};

/** A value that an administrator wrote, in the form in which bindings keep it; undefined when it is none. */
export function parseBindingValue(rule: CardBinding['rule'], text: string): string | undefined {
  const value = foldName(text.trim());
  if (rule === 'subject-alternative-name-upn' || rule === 'rfc822-name') {
    return addressProblem(value) === undefined ? value : undefined;
  }
  return valueForms[rule].test(value) ? value : undefined;
}

/**
 * Finds the person: first by the very certificate, then by the rules in their order. The first rule that leads to anybody
 * decides, and is ambiguous when it leads to several.
 */
export async function mapCertificate(
  reader: Reader,
  certificate: Certificate,
  rules: readonly CardRule[],
  digests: Pick<Digests, 'sha256'>,
): Promise<Mapping> {
  for (const rule of ['certificate', ...rules] as const) {
    const people = new Map<string, UserRecord>();
    for (const value of bindingValues(rule, certificate, digests)) {
      const user = await userOfValue(reader, rule, value);
      if (user !== undefined) people.set(user.id, user);
    }
    const [user] = people.values();
    if (people.size > 1) return { kind: 'ambiguous' };
    if (user !== undefined) return { kind: 'mapped', user };
  }
  return { kind: 'unmapped' };
}

/** An explicit binding wins over what the directory says of the same name. */
async function userOfValue(reader: Reader, rule: CardBinding['rule'], value: string): Promise<UserRecord | undefined> {
  const binding = await bindingOf(reader, rule, value.replaceAll('\0', '\uFFFD'));
  if (binding !== undefined) return userById(reader, binding.userId);
  if (rule !== 'subject-alternative-name-upn' && rule !== 'rfc822-name') return undefined;
  const user = await userByName(reader, value);
  const name = rule === 'rfc822-name' ? user?.email : user?.userPrincipalName;
  return name !== undefined && foldName(name) === value ? user : undefined;
}
