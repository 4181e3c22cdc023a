import snmp from 'net-snmp';
import { isSecuredAs } from './message.guard.js';
import { mendNetSnmp } from './net-snmp.mending.js';
import type { Family, SharedSocket } from './shared.socket.js';
import type { AuthProtocol, PrivProtocol, SnmpCredential } from './snmp.credential.js';
import { SocketFacade } from './socket.facade.js';
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

type Callback<T> = (error: Error | null, value?: T) => void;

/** The part of net-snmp's Session that is used; its published types know neither the two fields nor errors. */
interface NetSnmpSession {
  timeout: number;
  retries: number;
  get(oids: readonly string[], done: Callback<Varbind[]>): void;
  getNext(oids: readonly string[], done: Callback<Varbind[]>): void;
  getBulk(oids: readonly string[], nonRepeaters: number, maxRepetitions: number, done: Callback<Varbind[][]>): void;
  on(event: 'error' | 'close', listener: () => void): void;
  close(): void;
}

const { AuthProtocols, PrivProtocols, SecurityLevel, ErrorStatus } = snmp;

mendNetSnmp();

export const AUTH: Record<AuthProtocol, number> = {
  md5: AuthProtocols.md5,
  sha: AuthProtocols.sha,
  sha224: AuthProtocols.sha224,
  sha256: AuthProtocols.sha256,
  sha384: AuthProtocols.sha384,
  sha512: AuthProtocols.sha512,
};
export const PRIV: Record<PrivProtocol, number> = {
  des: PrivProtocols.des,
  aes: PrivProtocols.aes,
  aes256: PrivProtocols.aes256b,
  'aes256-reeder': PrivProtocols.aes256r,
};

/** Questions to one agent with one credential. Nothing here throws for what an agent does. */
export class SnmpSession {
  private readonly session: NetSnmpSession;
  private readonly failing = new Set<() => void>();

  constructor(
    socket: SharedSocket,
    readonly target: SessionTarget,
    /** An answer that no parser could read, or that was less secured than agreed. */
    onGarbage: () => void,
  ) {
    const { address, port, family, credential } = target;
    const level = credential.version === 'v3' ? credential.level : 'noAuthNoPriv';
    const facade = new SocketFacade(socket, address, port, {
      accepts: (message) => isSecuredAs(level, message),
      dropped: onGarbage,
      broken: () => {
        onGarbage();
        for (const fail of this.failing) fail();
      },
    });
    const options = { port, transport: `udp${family}`, dgramModule: { createSocket: () => facade } };
    this.session = createSession(address, credential, options);
    // An `error` event without a listener ends the process, and net-snmp sends one for each datagram it cannot read.
    this.session.on('error', onGarbage);
  }

  get(oids: readonly string[], patience: Patience, limit: TimeLimit): Promise<Answer<Varbind[]>> {
    return this.ask(patience, limit, (done: Callback<Varbind[]>) => this.session.get(oids, done));
  }

  getNext(oids: readonly string[], patience: Patience, limit: TimeLimit): Promise<Answer<Varbind[]>> {
    return this.ask(patience, limit, (done: Callback<Varbind[]>) => this.session.getNext(oids, done));
  }

  /** GETBULK without non-repeaters: a list for each object asked, as long as the agent made it. */
  getBulk(oids: readonly string[], maxRepetitions: number, patience: Patience, limit: TimeLimit): Promise<Answer<Varbind[][]>> {
    return this.ask(patience, limit, (done: Callback<Varbind[][]>) => this.session.getBulk(oids, 0, maxRepetitions, done));
  }

  close(): void {
    this.session.close();
  }

  private ask<T>(patience: Patience, limit: TimeLimit, start: (done: Callback<T>) => void): Promise<Answer<T>> {
    if (limit.ended) return Promise.resolve({ kind: 'ended', reason: limit.ended });
    this.session.timeout = patience.timeoutMs;
    this.session.retries = patience.retries;
    return new Promise((resolve) => {
      const settle = (answer: Answer<T>) => {
        this.failing.delete(fail);
        forget();
        resolve(answer);
      };
      const fail = () => settle({ kind: 'failed', reason: 'answer cannot be read' });
      const forget = limit.onEnd((reason) => settle({ kind: 'ended', reason }));
      this.failing.add(fail);
      try {
        start((error, value) => settle(error ? answerOf(error) : { kind: 'answered', value: value as T }));
      } catch {
        fail();
      }
    });
  }
}

function createSession(address: string, credential: SnmpCredential, options: object): NetSnmpSession {
  if (credential.version !== 'v3') {
    const version = credential.version === 'v1' ? snmp.Version1 : snmp.Version2c;
    return snmp.createSession(address, credential.community, { ...options, version } as never) as unknown as NetSnmpSession;
  }
  const user = {
    name: credential.user,
    level: SecurityLevel[credential.level],
    ...(credential.level === 'noAuthNoPriv' ? {} : { authProtocol: AUTH[credential.authProtocol], authKey: credential.authKey }),
    ...(credential.level === 'authPriv' ? { privProtocol: PRIV[credential.privProtocol], privKey: credential.privKey } : {}),
  };
  const withContext = { ...options, ...(credential.context ? { context: credential.context } : {}) };
  return snmp.createV3Session(address, user as never, withContext as never) as unknown as NetSnmpSession;
}

const NOT_IN_TIME_WINDOW = 14;
const INVALID: Readonly<Record<number, Answer<never>>> = {
  4: { kind: 'rejected', reason: 'answer cannot be decrypted' },
  5: { kind: 'rejected', reason: 'authentication was not accepted' },
  10: { kind: 'failed', reason: 'answer carries another community' },
  11: { kind: 'rejected', reason: 'unexpected report' },
};
/** By the beginning of net-snmp's words for the counters of RFC 3414 that a Report names. */
const REPORTS: readonly (readonly [string, Answer<never>])[] = [
  ['Unsupported Security Level', { kind: 'rejected', reason: 'security level is not supported for the user' }],
  ['Not In Time Window', { kind: 'out-of-sync' }],
  ['Unknown User Name', { kind: 'rejected', reason: 'unknown user' }],
  ['Unknown Engine ID', { kind: 'out-of-sync' }],
  ['Wrong Digest', { kind: 'rejected', reason: 'wrong authentication key or protocol' }],
  ['Decryption Error', { kind: 'rejected', reason: 'wrong privacy key or protocol' }],
  ['Authentication digest', { kind: 'rejected', reason: 'answer is not authentic' }],
];

/** Never repeats net-snmp's own text: it holds the community and the digests. */
function answerOf(error: Error): Answer<never> {
  const { code, status } = error as { code?: number | string; status?: number };
  switch (error.name) {
    case 'RequestTimedOutError':
      return { kind: 'timed-out' };
    case 'RequestFailedError': {
      const number = status ?? 5;
      const names = ErrorStatus as unknown as Readonly<Record<number, string>>;
      const oid = /: ([0-9.]+)$/.exec(error.message)?.[1] ?? null;
      return { kind: 'refused', status: number, name: names[number] ?? 'GeneralError', oid };
    }
    case 'ResponseInvalidError': {
      if (code === NOT_IN_TIME_WINDOW) return { kind: 'out-of-sync' };
      const report = REPORTS.find(([words]) => error.message.startsWith(words));
      return report?.[1] ?? INVALID[code as number] ?? { kind: 'failed', reason: 'answer does not fit the question' };
    }
    default:
      return { kind: 'failed', reason: typeof code === 'string' ? `cannot be asked (${code})` : 'cannot be asked' };
  }
}
