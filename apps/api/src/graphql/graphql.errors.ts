import { HeaderMap } from '@apollo/server';
import { GraphQLError } from 'graphql';

const CODES = [
  'UNAUTHENTICATED',
  'FORBIDDEN',
  'BAD_USER_INPUT',
  'TOO_DEEP',
  'TOO_COSTLY',
  'TOO_MANY_ALIASES',
  'CHANGES_MISSED',
  'TIMED_OUT',
  'TOO_MANY_SUBSCRIPTIONS',
  'NOT_RECORDED',
  'RATE_LIMITED',
  'PERSISTED_QUERY_NOT_FOUND',
  'PERSISTED_QUERY_REQUIRED',
] as const;
/** The codes that clients may rely on, in `extensions.code`. */
export type ApiErrorCode = (typeof CODES)[number];
export const API_ERROR_CODES: ReadonlySet<string> = new Set(CODES);

/** An error that is meant to be read by the client: its text is shown as it is. All others are shown as "internal error". */
export function apiError(code: ApiErrorCode, message: string, status?: number, more: Readonly<Record<string, unknown>> = {}): GraphQLError {
  return new GraphQLError(message, { extensions: { code, ...more, ...(status ? { http: { status } } : {}) } });
}

/** What is too much within a minute: not run, and when to ask again. */
export function rateLimited(seconds: number): GraphQLError {
  const headers = new HeaderMap([['retry-after', String(seconds)]]);
  const message = `too much was asked within a minute: ask again in ${seconds} s`;
  return new GraphQLError(message, { extensions: { code: 'RATE_LIMITED', retryAfterSeconds: seconds, http: { status: 429, headers } } });
}

export function badInput(argument: string, reason: string): GraphQLError {
  return apiError('BAD_USER_INPUT', `${argument} ${reason}`, undefined, { argument });
}
