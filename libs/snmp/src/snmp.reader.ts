import { isIP } from 'node:net';
import { AgentVisit, type VisitEnd } from './agent.visit.js';
import { readInterfaces, type InterfaceReadingResult } from './interface.reading.js';
import { canonicalAddress, type SharedSocket } from './shared.socket.js';
import { isSameCredential, type SnmpCredential } from './snmp.credential.js';
import { FastSession } from './fast.session.js';
import { NetSnmpSession } from './net-snmp.session.js';
import type { SessionTarget, SnmpSession } from './snmp.session.js';
import { TimeLimit } from './time.limit.js';

export interface ReadOptions {
  /** How long one question waits for its answer [2000]. */
  readonly timeoutMs?: number;
  /** How often a question is asked again [1]. */
  readonly retries?: number;
  /** How long the whole reading may take [30,000]. */
  readonly deadlineMs?: number;
  /** Interfaces that are read of one agent at most [10,000]. */
  readonly maxRows?: number;
  readonly signal?: AbortSignal;
}

/** Why nothing could be read. */
export type NoReading =
  | { readonly kind: 'timed-out' }
  /** The agent, or its security, declined: asking again changes nothing until somebody changes something. */
  | { readonly kind: 'rejected'; readonly reason: string }
  | { readonly kind: 'failed'; readonly reason: string };

export type InterfacesRead = InterfaceReadingResult | NoReading;

export interface ReaderCounts {
  readonly sent: number;
  readonly received: number;
  /** Answers from where nobody was asked, dropped: forged, or too late. */
  readonly foreign: number;
  /** Answers of an asked agent to no question that waits: too late, a second time, or with another number. Dropped. */
  readonly late: number;
  /** Datagrams of an asked agent that were no answer, or less secured than agreed. */
  readonly garbage: number;
  /** SNMPv3 engines that had to be discovered again. */
  readonly rediscoveries: number;
}

/** SNMPv3 sessions kept, about 11 KB each; the one unused for longest goes first. */
const MAX_KEPT_SESSIONS = 20_000;

type OutOfSync = Extract<VisitEnd, { kind: 'out-of-sync' }>;

/** Reads any number of agents over one socket a family. Whatever an agent does ends in an outcome, in time. */
export class SnmpReader {
  private readonly kept = new Map<string, SnmpSession>();
  private garbage = 0;
  private rediscoveries = 0;

  constructor(
    private readonly sockets: { readonly 4: SharedSocket | null; readonly 6: SharedSocket | null },
    private readonly monotonicMs: () => number = () => performance.now(),
  ) {}

  readInterfaces(host: string, port: number, credential: SnmpCredential, options: ReadOptions = {}): Promise<InterfacesRead> {
    return this.visit(host, port, credential, options, (visit) => readInterfaces(visit, this.monotonicMs));
  }

  /** Asks one agent whatever the work wants, within one time limit. An engine that was reset is discovered again and asked once more. */
  async visit<Result extends { readonly kind: 'read' }>(
    host: string,
    port: number,
    credential: SnmpCredential,
    options: ReadOptions,
    work: (visit: AgentVisit) => Promise<Result | VisitEnd>,
  ): Promise<Result | NoReading> {
    const family = isIP(host) === 6 ? 6 : 4;
    const address = canonicalAddress(host, family);
    if (address === null) return { kind: 'failed', reason: 'not an IP address' };
    if (!Number.isInteger(port) || port < 1 || port > 65_535) return { kind: 'failed', reason: 'not a port' };
    const socket = this.sockets[family];
    if (!socket) return { kind: 'failed', reason: `no UDP socket for IPv${family}` };
    const limit = new TimeLimit(options.deadlineMs ?? 30_000, options.signal);
    try {
      const target = { address, port, family, credential } as const;
      const first = await this.visitOnce(socket, target, limit, options, work);
      if (first.kind !== 'out-of-sync') return first;
      // The engine was reset, or another device took the address: what was known of it is void. Once, or two would do it for ever.
      this.rediscoveries += 1;
      const second = await this.visitOnce(socket, target, limit, options, work);
      return second.kind === 'out-of-sync' ? { kind: 'failed', reason: 'the engine does not agree on its time' } : second;
    } finally {
      limit.release();
    }
  }

  counts(): ReaderCounts {
    const sum = { sent: 0, received: 0, foreign: 0, late: 0, garbage: this.garbage };
    for (const socket of [this.sockets[4], this.sockets[6]]) {
      const counts = socket?.counts();
      sum.sent += counts?.sent ?? 0;
      sum.received += counts?.received ?? 0;
      sum.foreign += counts?.foreign ?? 0;
      sum.late += counts?.late ?? 0;
      sum.garbage += counts?.garbage ?? 0;
    }
    return { ...sum, rediscoveries: this.rediscoveries };
  }

  async close(): Promise<void> {
    for (const [key, session] of this.kept) this.drop(key, session);
    await Promise.all([this.sockets[4]?.close(), this.sockets[6]?.close()]);
  }

  private async visitOnce<Result extends { readonly kind: 'read' }>(
    socket: SharedSocket,
    target: SessionTarget,
    limit: TimeLimit,
    options: ReadOptions,
    work: (visit: AgentVisit) => Promise<Result | VisitEnd>,
  ): Promise<Result | NoReading | OutOfSync> {
    const key = `${target.address} ${target.port}`;
    const session = this.take(socket, key, target);
    let isSound = false;
    try {
      const result = await work(new AgentVisit(session, limit, options));
      isSound = result.kind === 'read' && !limit.ended;
      return result.kind === 'read' ? (result as Result) : outcomeOf(result as VisitEnd);
    } finally {
      // Only v3 keeps anything worth keeping (the engine's id and clock), and only a session that works.
      if (isSound && target.credential.version === 'v3') this.keep(key, session);
      else this.drop(key, session);
    }
  }

  /** A session is used by one reading at a time: another one beside it gets its own. */
  private take(socket: SharedSocket, key: string, target: SessionTarget): SnmpSession {
    const kept = this.kept.get(key);
    if (kept) {
      this.kept.delete(key);
      if (isSameCredential(kept.target.credential, target.credential)) return kept;
      kept.close();
    }
    if (target.credential.version !== 'v3') return new FastSession(socket, target);
    return new NetSnmpSession(socket, target, () => (this.garbage += 1));
  }

  private keep(key: string, session: SnmpSession): void {
    const other = this.kept.get(key);
    if (other) this.drop(key, other);
    this.kept.set(key, session);
    if (this.kept.size <= MAX_KEPT_SESSIONS) return;
    const [oldest] = this.kept;
    if (oldest) this.drop(...oldest);
  }

  private drop(key: string, session: SnmpSession): void {
    if (this.kept.get(key) === session) this.kept.delete(key);
    session.close();
  }
}

function outcomeOf(end: VisitEnd): NoReading | OutOfSync {
  switch (end.kind) {
    case 'refused':
      return { kind: 'rejected', reason: end.name };
    case 'ended':
      return end.reason === 'deadline' ? { kind: 'timed-out' } : { kind: 'failed', reason: 'cancelled' };
    case 'timed-out':
    case 'out-of-sync':
    case 'rejected':
    case 'failed':
      return end;
  }
}
