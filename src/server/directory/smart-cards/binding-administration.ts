/** What administrators do about which certificate speaks for whom, each change with its audit event. */
import { uuidFrom } from '#protocol/encoding/uuid.ts';
import { recordChange } from '../change.ts';
import { findUser } from '../users/store.ts';
import type { CardPorts } from './authority-administration.ts';
import type { BindCardOutcome, CardBinding, NewCardBinding } from './card-administration.ts';
import { parsed, readCertificate } from './certificate-input.ts';
import { bindingValues, parseBindingValue } from './mapping.ts';
import { bindingOf, bindingsOfUser, deleteBinding, findBinding, insertBinding } from './store.ts';

/** See {@link CardAdministration.bindCard}. Of several names in a certificate the first is bound. */
export async function bindCard(
  ports: CardPorts,
  userIdOrName: string,
  wanted: NewCardBinding,
  actor: string,
): Promise<BindCardOutcome> {
  const values = valuesOf(ports, wanted);
  if (values === undefined) return { kind: 'refused', reason: 'malformed' };
  const [value] = values;
  if (value === undefined) return { kind: 'refused', reason: 'not-in-certificate' };
  const at = ports.clock.now();
  const id = uuidFrom(ports.random.bytes(16));
  return ports.database.write(async (writer) => {
    const user = await findUser(writer, userIdOrName);
    if (user === undefined) return { kind: 'not-found' };
    const binding: CardBinding = { id, userId: user.id, rule: wanted.rule, value, createdAt: at };
    if (await insertBinding(writer, binding)) {
      recordChange(writer, at, bindingEvent('added', binding, actor));
      return { kind: 'done', binding };
    }
    const present = await bindingOf(writer, wanted.rule, value);
    return present?.userId === user.id ? { kind: 'already', binding: present } : { kind: 'taken' };
  });
}

/** Undefined for what cannot be read. */
function valuesOf({ digests }: CardPorts, wanted: NewCardBinding): readonly string[] | undefined {
  if ('value' in wanted) {
    const value = parseBindingValue(wanted.rule, wanted.value);
    return value === undefined ? undefined : [value];
  }
  const certificate = readCertificate(wanted.certificate);
  return certificate && parsed(() => bindingValues(wanted.rule, certificate, digests));
}

/** See {@link CardAdministration.listCardBindings}. */
export async function listBindings(
  { database }: CardPorts,
  userIdOrName: string,
): Promise<readonly CardBinding[] | undefined> {
  const user = await findUser(database, userIdOrName);
  return user && bindingsOfUser(database, user.id);
}

/** See {@link CardAdministration.removeCardBinding}. */
export function removeBinding(
  { database, clock }: CardPorts,
  id: string,
  actor: string,
): Promise<{ readonly kind: 'done' } | { readonly kind: 'not-found' }> {
  return database.write(async (writer) => {
    const binding = await findBinding(writer, id);
    if (binding === undefined || !(await deleteBinding(writer, id))) return { kind: 'not-found' };
    recordChange(writer, clock.now(), bindingEvent('removed', binding, actor));
    return { kind: 'done' };
  });
}

function bindingEvent(what: string, { id, userId, rule, value }: CardBinding, actor: string) {
  return { type: `directory.card-binding.${what}`, actor, userId, detail: { bindingId: id, rule, value } };
}
