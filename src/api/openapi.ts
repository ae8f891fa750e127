/** The contract as an OpenAPI 3.1 document, for programs that are not ours. */
import { z } from 'zod';
import { apiErrorBody, type RefusalCode, refusals } from './error.ts';
import { type Operation, successStatus } from './operation.ts';
import { operationEntries } from './operations.ts';

/** JSON of an OpenAPI document; its shape is that of the specification, not ours to type. */
export type OpenApiDocument = Readonly<Record<string, unknown>>;

type Json = Record<string, unknown>;

/** What stands at the top of the document. */
export interface OpenApiFacts {
  readonly version: string;
  /** The server's base address. */
  readonly server: string;
}

/** Makes the document from the table. */
export function openApiDocument({ version, server }: OpenApiFacts): OpenApiDocument {
  const components: Json = {};
  const errorRef = schemaOf(apiErrorBody, components);
  const paths: Record<string, Json> = {};
  for (const [name, operation] of operationEntries) {
    const path = (paths[operation.path] ??= {});
    path[operation.method.toLowerCase()] = operationObject(name, operation, components, errorRef);
  }
  return {
    openapi: '3.1.0',
    info: { title: 'Porchlight administration', version, license: { name: 'Apache-2.0', identifier: 'Apache-2.0' } },
    servers: [{ url: server }],
    paths,
    components: { schemas: components, securitySchemes: { token: { type: 'http', scheme: 'bearer' } } },
  };
}

function operationObject(name: string, operation: Operation, components: Json, errorRef: Json): Json {
  const { summary, noun, role } = operation;
  const parameters = parametersOf(operation, components);
  return {
    operationId: name,
    summary,
    tags: [noun],
    description: accessSentences[role],
    security: role === 'public' ? [] : [{ token: [] }],
    ...(parameters.length === 0 ? {} : { parameters }),
    ...requestBody(operation, components),
    responses: { ...successResponse(operation, components), ...refusalResponses(operation, errorRef) },
  };
}

function requestBody({ body, upload }: Operation, components: Json): Json {
  // OpenAPI 3.1: a file that is sent as it is has no schema.
  if (upload) return { requestBody: { required: true, content: { 'application/octet-stream': {} } } };
  return body === undefined
    ? {}
    : { requestBody: { required: true, content: jsonContent(schemaOf(body, components)) } };
}

const accessSentences = {
  admin: 'For administrators.',
  auditor: 'For administrators and auditors.',
  self: 'For every holder of a token.',
  public: 'For anyone.',
} as const;

function parametersOf({ params, query }: Operation, components: Json): Json[] {
  return [...parametersIn('path', params, components), ...parametersIn('query', query, components)];
}

function parametersIn(place: 'path' | 'query', object: z.ZodObject | undefined, components: Json): Json[] {
  if (object === undefined) return [];
  const schema = schemaOf(object, components) as { properties?: Record<string, Json>; required?: string[] };
  return Object.entries(schema.properties ?? {}).map(([name, member]) => {
    const required = schema.required?.includes(name) ?? false;
    return { name, in: place, required, schema: member };
  });
}

function successResponse(operation: Operation, components: Json): Json {
  const { response } = operation;
  const content = response === undefined ? {} : { content: jsonContent(schemaOf(response, components)) };
  return { [successStatus(operation)]: { description: operation.summary, ...content } };
}

/** The refusals of an operation by status: its own and those that every operation has. */
function refusalResponses(operation: Operation, errorRef: Json): Json {
  const codes = Map.groupBy(refusalCodesOf(operation), (code) => refusals[code].status);
  const responses = [...codes].map(([status, some]) => [
    String(status),
    {
      description: some.map((code) => `\`${code}\`: ${refusals[code].description}`).join('\n\n'),
      content: jsonContent(errorRef),
      ...(status === 429
        ? { headers: { 'retry-after': { schema: { type: 'integer' }, description: 'Seconds.' } } }
        : {}),
    },
  ]);
  return Object.fromEntries(responses) as Json;
}

/** Every code that an operation may answer with. */
export function refusalCodesOf({
  role,
  params,
  query,
  body,
  upload,
  refusals: own,
}: Operation): readonly RefusalCode[] {
  const codes: RefusalCode[] = [...own, 'request_malformed', 'server_error', 'store_unavailable'];
  if (params !== undefined || query !== undefined || body !== undefined) codes.push('request_invalid');
  if (body !== undefined) codes.push('body_malformed', 'body_not_json', 'body_too_large');
  if (upload) codes.push('body_not_file');
  if (role !== 'public')
    codes.push('token_missing', 'token_unknown', 'token_expired', 'token_revoked', 'attempts_limited');
  if (query?.shape['after'] !== undefined) codes.push('cursor_unknown');
  if (role === 'admin') codes.push('role_insufficient');
  return [...new Set(codes)];
}

function jsonContent(schema: Json): Json {
  return { 'application/json': { schema } };
}

/** A schema as JSON Schema; what has an id goes to the components and is referred to. */
function schemaOf(schema: z.ZodType, components: Json): Json {
  const { $defs, $schema: _, ...root } = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'throw' }) as Json;
  for (const [id, definition] of Object.entries(($defs ?? {}) as Record<string, Json>)) {
    components[id] = componentOf(definition);
  }
  const id = schema.meta()?.id;
  if (id === undefined) return withReferences(root) as Json;
  if (root['$ref'] === undefined) components[id] = componentOf(root);
  return { $ref: `#/components/schemas/${id}` };
}

function componentOf(definition: Json): Json {
  const members = Object.entries(definition).filter(([name]) => name !== 'id');
  return withReferences(Object.fromEntries(members)) as Json;
}

function withReferences(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withReferences);
  if (typeof value !== 'object' || value === null) return value;
  const members = Object.entries(value).map(([name, member]) => [
    name,
    name === '$ref' && typeof member === 'string'
      ? member.replace('#/$defs/', '#/components/schemas/')
      : withReferences(member),
  ]);
  return Object.fromEntries(members);
}
