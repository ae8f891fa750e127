/** DeclarativeManagement: a Mac asks which declarations it has, fetches them, and reports. */
import type { DeclarativeManagementMessage } from '#protocol/mdm/check-in/declarative-management.ts';
import { encodeDeclaration } from '#protocol/mdm/declarative/declaration.ts';
import { encodeDeclarationItems } from '#protocol/mdm/declarative/declaration-items.ts';
import { type DeclarativeEndpoint, parseEndpoint } from '#protocol/mdm/declarative/endpoint.ts';
import { parseStatusReport } from '#protocol/mdm/declarative/status-report.ts';
import { encodeTokens } from '#protocol/mdm/declarative/tokens.ts';
import { mediaType } from '#protocol/mdm/media-types.ts';
import { type AdmittedSender, type Answer, done, type ManagementContext } from '../context.ts';
import { Refusal } from '../refusal.ts';
import {
  advertise,
  type DeclarationSet,
  findAdvertised,
  findDeclarations,
  itemsOf,
  refreshDeclarations,
} from './declaration-sets.ts';
import { storeStatus } from './status.ts';

/** Answers an endpoint. @throws {Refusal} `declarative_endpoint_unknown`, `declaration_unknown`; {MdmError} `malformed_json` */
export async function answerDeclarativeManagement(
  management: ManagementContext,
  { channel, gate }: AdmittedSender,
  { Endpoint, Data }: DeclarativeManagementMessage,
): Promise<Answer> {
  const enrollmentId = channel.id;
  if (gate.state === undefined || gate.state === 'ended') throw new Refusal('enrollment_unknown', { enrollmentId });
  const endpoint = parseEndpoint(Endpoint);
  switch (endpoint?.kind) {
    case undefined:
      throw new Refusal('declarative_endpoint_unknown', { enrollmentId });
    case 'tokens':
      return json(encodeTokens(tokensOf(await refreshDeclarations(management, enrollmentId))));
    case 'declaration-items':
      return json(await declarationItems(management, enrollmentId));
    case 'declaration':
      return json(await declaration(management, enrollmentId, endpoint));
    case 'status': {
      const report = parseStatusReport(Data ?? new Uint8Array());
      await management.database.write(async (writer) => {
        const status = await storeStatus(writer, enrollmentId, report, management.clock.now());
        for (const observer of management.observers) await observer.statusReported?.(writer, { enrollmentId, status });
      });
      return done;
    }
  }
}

/** The tokens of a set, as a Mac is told them. */
export function tokensOf({ token, changedAt }: DeclarationSet) {
  return { Timestamp: new Date(changedAt).toISOString().replace(/\.\d+Z$/, 'Z'), DeclarationsToken: token };
}

async function declarationItems(management: ManagementContext, enrollmentId: string): Promise<Uint8Array> {
  const { database, sealer } = management;
  const set =
    (await findDeclarations(database, sealer, enrollmentId)) ?? (await refreshDeclarations(management, enrollmentId));
  await database.write((writer) => advertise(writer, enrollmentId, set.token));
  return encodeDeclarationItems(itemsOf(set));
}

async function declaration(
  management: ManagementContext,
  enrollmentId: string,
  { declarationKind, identifier }: Extract<DeclarativeEndpoint, { kind: 'declaration' }>,
): Promise<Uint8Array> {
  const found = await findAdvertised(management, enrollmentId, declarationKind, identifier);
  if (!found) throw new Refusal('declaration_unknown', { enrollmentId });
  return encodeDeclaration(found);
}

function json(body: Uint8Array): Answer {
  return { status: 200, contentType: mediaType.json, body };
}
