import type { Family } from './shared.socket.js';
import type { SnmpCredential } from './snmp.credential.js';
import type { LimitReason, TimeLimit } from './time.limit.js';
import type { Varbind } from './varbind.value.js';

/** What one request gave. */
export type Answer<T> =
  | { readonly kind: 'answered'; readonly value: T }
  | { readonly kind: 'timed-out' }
  /** The agent understood and declined: an error-status of RFC 3416, and the object it is about where it said. */
  | { readonly kind: 'refused'; readonly status: number; readonly name: string; readonly oid: string | null }
  /** SNMPv3: the agent's engine is another than the session knows, or its clock is; discovery helps. */
  | { readonly kind: 'out-of-sync' }
  | { readonly kind: 'rejected'; readonly reason: string }
  | { readonly kind: 'failed'; readonly reason: string }
  | { readonly kind: 'ended'; readonly reason: LimitReason };

export interface SessionTarget {
  readonly address: string;
  readonly port: number;
  readonly family: Family;
  readonly credential: SnmpCredential;
}

export interface Patience {
  readonly timeoutMs: number;
  readonly retries: number;
}

/** Questions to one agent with one credential. Nothing here throws for what an agent does. */
export abstract class SnmpSession {
  constructor(readonly target: SessionTarget) {}

  abstract get(oids: readonly string[], patience: Patience, limit: TimeLimit): Promise<Answer<Varbind[]>>;
  abstract getNext(oids: readonly string[], patience: Patience, limit: TimeLimit): Promise<Answer<Varbind[]>>;
  /** GETBULK without non-repeaters: a list for each object asked, as long as the agent made it. */
  abstract getBulk(oids: readonly string[], maxRepetitions: number, patience: Patience, limit: TimeLimit): Promise<Answer<Varbind[][]>>;
  abstract close(): void;
}

const ERROR_NAMES: Readonly<Record<number, string>> = {
  1: 'TooBig',
  2: 'NoSuchName',
  3: 'BadValue',
  4: 'ReadOnly',
  5: 'GeneralError',
  6: 'NoAccess',
  7: 'WrongType',
  8: 'WrongLength',
  9: 'WrongEncoding',
  10: 'WrongValue',
  11: 'NoCreation',
  12: 'InconsistentValue',
  13: 'ResourceUnavailable',
  14: 'CommitFailed',
  15: 'UndoFailed',
  16: 'AuthorizationError',
  17: 'NotWritable',
  18: 'InconsistentName',
};

/** The name of an error-status (RFC 3416). */
export function errorName(status: number): string {
  return ERROR_NAMES[status] ?? 'GeneralError';
}
