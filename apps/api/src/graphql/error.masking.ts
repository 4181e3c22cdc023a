import { randomUUID } from 'node:crypto';
import { InvalidCursorError } from '@app/kernel';
import { HttpException } from '@nestjs/common';
import { GraphQLError, type GraphQLFormattedError } from 'graphql';
import { API_ERROR_CODES } from './graphql.errors.js';

const LONGEST_MESSAGE = 1_000;

/** Where an unexpected error is written down in full, under the id that the client is shown. */
export type ErrorSink = (id: string, error: unknown) => void;

/**
 * What a client may read of an error. Refusals before anything ran (parsing, checking, variables, limits) and apiErrors pass;
 * every other error is written down under an id, and the client gets the id alone: no text, no stack, no address of a database.
 */
export function maskError(error: unknown, sink: ErrorSink): GraphQLFormattedError {
  const told = error instanceof GraphQLError ? error : null;
  const place = { ...(told?.locations ? { locations: told.locations } : {}), ...(told?.path ? { path: told.path } : {}) };
  const origin = originOf(error);
  if (told && !told.path && origin instanceof GraphQLError)
    return { message: bounded(told.message), ...place, extensions: shown(told.extensions) };
  if (origin instanceof GraphQLError && API_ERROR_CODES.has(String(origin.extensions['code'])))
    return { message: bounded(origin.message), ...place, extensions: shown(origin.extensions) };
  if (origin instanceof InvalidCursorError)
    return { message: origin.message, ...place, extensions: { code: 'BAD_USER_INPUT', argument: 'after' } };
  if (origin instanceof HttpException && origin.getStatus() < 500)
    return { message: bounded(origin.message), ...place, extensions: { code: codeOfStatus(origin.getStatus()) } };
  const id = randomUUID();
  sink(id, origin);
  return { message: `internal error ${id}`, ...place, extensions: { code: 'INTERNAL_SERVER_ERROR', id } };
}

function shown(extensions: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const { stacktrace: _stack, http: _http, exception: _exception, originalError: _original, ...rest } = extensions;
  return { code: 'BAD_USER_INPUT', ...rest };
}

function codeOfStatus(status: number): string {
  if (status === 401) return 'UNAUTHENTICATED';
  return status === 403 ? 'FORBIDDEN' : 'BAD_USER_INPUT';
}

/** The error that was thrown first, under the GraphQLErrors that carry it up. */
function originOf(error: unknown): unknown {
  let origin = error;
  while (origin instanceof GraphQLError && origin.originalError) origin = origin.originalError;
  return origin;
}

function bounded(text: string): string {
  return text.length <= LONGEST_MESSAGE ? text : `${text.slice(0, LONGEST_MESSAGE)}…`;
}
