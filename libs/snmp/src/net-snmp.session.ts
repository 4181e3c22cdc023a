import snmp from 'net-snmp';
import { isSecuredAs } from './message.guard.js';
import { mendNetSnmp } from './net-snmp.mending.js';
import { agentName, type SharedSocket } from './shared.socket.js';
import type { AuthProtocol, PrivProtocol, SnmpCredential } from './snmp.credential.js';
import { errorName, SnmpSession, type Answer, type Patience, type SessionTarget } from './snmp.session.js';
import { SocketFacade } from './socket.facade.js';
import type { TimeLimit } from './time.limit.js';
import type { Varbind } from './varbind.value.js';

type Callback<T> = (error: Error | null, value?: T) => void;

/** The part of net-snmp's Session that is used; its published types know neither the two fields nor errors. */
interface LibrarySession {
  timeout: number;
  retries: number;
  get(oids: readonly string[], done: Callback<Varbind[]>): void;
  getNext(oids: readonly string[], done: Callback<Varbind[]>): void;
  getBulk(oids: readonly string[], nonRepeaters: number, maxRepetitions: number, done: Callback<Varbind[][]>): void;
  on(event: 'error' | 'close', listener: () => void): void;
  close(): void;
}

const { AuthProtocols, PrivProtocols, SecurityLevel } = snmp;

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

/** Questions through npm's net-snmp: SNMPv3, whose security it knows. */
export class NetSnmpSession extends SnmpSession {
  private readonly session: LibrarySession;
  private readonly failing = new Set<() => void>();

  constructor(
    private readonly socket: SharedSocket,
    target: SessionTarget,
    /** An answer that no parser could read, or that was less secured than agreed. */
    onGarbage: () => void,
  ) {
    super(target);
    const { address, port, family, credential } = target;
    const level = credential.version === 'v3' ? credential.level : 'noAuthNoPriv';
    const facade = new SocketFacade(socket, agentName(address, port, family), {
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

  override get(oids: readonly string[], patience: Patience, limit: TimeLimit): Promise<Answer<Varbind[]>> {
    return this.ask(patience, limit, (done: Callback<Varbind[]>) => this.session.get(oids, done));
  }

  override getNext(oids: readonly string[], patience: Patience, limit: TimeLimit): Promise<Answer<Varbind[]>> {
    return this.ask(patience, limit, (done: Callback<Varbind[]>) => this.session.getNext(oids, done));
  }

  override getBulk(oids: readonly string[], maxRepetitions: number, patience: Patience, limit: TimeLimit): Promise<Answer<Varbind[][]>> {
    return this.ask(patience, limit, (done: Callback<Varbind[][]>) => this.session.getBulk(oids, 0, maxRepetitions, done));
  }

  override close(): void {
    this.session.close();
  }

  private ask<T>(patience: Patience, limit: TimeLimit, start: (done: Callback<T>) => void): Promise<Answer<T>> {
    if (limit.ended) return Promise.resolve({ kind: 'ended', reason: limit.ended });
    this.session.timeout = patience.timeoutMs;
    this.session.retries = patience.retries;
    const release = this.socket.hold();
    return new Promise((resolve) => {
      const settle = (answer: Answer<T>) => {
        release();
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

function createSession(address: string, credential: SnmpCredential, options: object): LibrarySession {
  if (credential.version !== 'v3') {
    const version = credential.version === 'v1' ? snmp.Version1 : snmp.Version2c;
    return snmp.createSession(address, credential.community, { ...options, version } as never) as unknown as LibrarySession;
  }
  const user = {
    name: credential.user,
    level: SecurityLevel[credential.level],
    ...(credential.level === 'noAuthNoPriv' ? {} : { authProtocol: AUTH[credential.authProtocol], authKey: credential.authKey }),
    ...(credential.level === 'authPriv' ? { privProtocol: PRIV[credential.privProtocol], privKey: credential.privKey } : {}),
  };
  const withContext = { ...options, ...(credential.context ? { context: credential.context } : {}) };
  return snmp.createV3Session(address, user as never, withContext as never) as unknown as LibrarySession;
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
      const oid = /: ([0-9.]+)$/.exec(error.message)?.[1] ?? null;
      return { kind: 'refused', status: number, name: errorName(number), oid };
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
