import { readFileSync } from 'node:fs';
import type { RequestHandler } from 'express';
import { z } from 'zod';
import { WebSettingsError } from './web.settings.js';

const LARGEST_BYTES = 16 * 1024 * 1024;
const Manifest = z.object({
  format: z.literal('apollo-persisted-query-manifest'),
  version: z.literal(1),
  operations: z.array(z.object({ id: z.string().min(1).max(200), body: z.string().min(1) })).max(10_000),
});

interface Asked {
  query?: unknown;
  documentId?: unknown;
  extensions?: unknown;
}
export type KnownOutcome =
  | { readonly kind: 'query'; readonly query: unknown }
  /** `code`: as clients of persisted operations know it. */
  | { readonly kind: 'refused'; readonly code: 'PERSISTED_QUERY_NOT_FOUND' | 'PERSISTED_QUERY_REQUIRED'; readonly message: string };

/**
 * Operations by their ids, from a manifest as clients' tools write it (Apollo's persisted query manifest, version 1). Asked by
 * `documentId` (GraphQL over HTTP, draft) or `extensions.persistedQuery.sha256Hash`. Nobody can add any by asking.
 */
export class KnownOperations {
  private readonly byId = new Map<string, string>();
  private readonly bodies = new Set<string>();

  constructor(
    operations: readonly { readonly id: string; readonly body: string }[],
    readonly isOnly: boolean,
  ) {
    for (const { id, body } of operations) {
      this.byId.set(id, body);
      this.bodies.add(body);
    }
  }

  /** The text to run in place of what was asked. */
  resolve({ query, documentId, extensions }: Asked): KnownOutcome {
    const id = typeof documentId === 'string' ? documentId : hashIn(extensions);
    if (id !== null) {
      const body = this.byId.get(id);
      if (body === undefined) return refused('PERSISTED_QUERY_NOT_FOUND', 'there is no operation of this id');
      return { kind: 'query', query: body };
    }
    if (!this.isOnly || (typeof query === 'string' && this.bodies.has(query))) return { kind: 'query', query };
    return refused('PERSISTED_QUERY_REQUIRED', 'this server runs the operations of its manifest alone');
  }
}

function refused(code: Extract<KnownOutcome, { kind: 'refused' }>['code'], message: string): KnownOutcome {
  return { kind: 'refused', code, message };
}

function hashIn(extensions: unknown): string | null {
  const persisted =
    typeof extensions === 'object' && extensions !== null ? (extensions as { persistedQuery?: unknown }).persistedQuery : null;
  const hash = typeof persisted === 'object' && persisted !== null ? (persisted as { sha256Hash?: unknown }).sha256Hash : null;
  return typeof hash === 'string' ? hash : null;
}

/** Throws WebSettingsError where the manifest cannot be used. */
export function readOperations(
  { file, isOnly }: { readonly file: string; readonly isOnly: boolean },
  ours: readonly string[],
): KnownOperations {
  let document: unknown;
  try {
    const text = readFileSync(file);
    if (text.length > LARGEST_BYTES) throw new Error(`is larger than ${LARGEST_BYTES} bytes`);
    document = JSON.parse(text.toString());
  } catch (error) {
    throw new WebSettingsError(`NADI_GRAPHQL_OPERATIONS: ${file}: ${error instanceof Error ? error.message : String(error)}`);
  }
  const read = Manifest.safeParse(document);
  if (!read.success) {
    const [{ path, message }] = read.error.issues;
    throw new WebSettingsError(`NADI_GRAPHQL_OPERATIONS: ${file}: ${path.join('.') || 'the file'}: ${message}`);
  }
  return new KnownOperations([...read.data.operations, ...ours.map((body) => ({ id: `console:${body}`, body }))], isOnly);
}

/** After the body was read: puts the operation of an id in its place. */
export function knownOperations(known: KnownOperations): RequestHandler {
  return (request, response, next) => {
    const isRead = request.method === 'POST';
    const asked = (isRead ? request.body : request.query) as Asked | undefined;
    if (typeof asked !== 'object' || asked === null || Array.isArray(asked)) return next();
    const outcome = known.resolve(isRead ? asked : { ...asked, extensions: parsed(asked.extensions) });
    if (outcome.kind === 'refused') {
      const { code, message } = outcome;
      return response.status(code === 'PERSISTED_QUERY_NOT_FOUND' ? 404 : 403).json({ errors: [{ message, extensions: { code } }] });
    }
    if (isRead) request.body = asWritten(asked, outcome.query);
    else if (outcome.query !== asked.query) return response.status(405).set('allow', 'POST').end();
    return next();
  };
}

/** As if the operation had been written out: what named it is gone, for whoever reads the body next would look it up too. */
function asWritten({ documentId: _id, extensions: _extensions, ...asked }: Asked, query: unknown): object {
  return { ...asked, query };
}

function parsed(text: unknown): unknown {
  try {
    return typeof text === 'string' ? JSON.parse(text) : undefined;
  } catch {
    return undefined;
  }
}
