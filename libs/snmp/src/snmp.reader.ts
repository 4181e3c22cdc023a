import { isIP } from 'node:net';
import { ColumnWalk, type WalkEnd } from './column.walk.js';
import { INTERFACE_COLUMNS, InterfaceRows, type InterfaceRow } from './interface.row.js';
import { canonicalAddress, type SharedSocket } from './shared.socket.js';
import { isSameCredential, type SnmpCredential } from './snmp.credential.js';
import { SnmpSession, type Answer, type Patience, type SessionTarget } from './snmp.session.js';
import { TimeLimit } from './time.limit.js';
import { readNumber, readText, type Varbind } from './varbind.value.js';

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

export type InterfacesRead =
  | {
      readonly kind: 'read';
      /** sysUpTime in hundredths of a second, mod 2^32; 0 where the agent has none. */
      readonly sysUpTimeTicks: number;
      readonly sysName: string | null;
      readonly interfaces: readonly InterfaceRow[];
      /** What of the answer was wrong and did not prevent reading it. */
      readonly faults: readonly string[];
      /** How long ago sysUpTime was answered. */
      readonly ageMs: number;
    }
  | { readonly kind: 'timed-out' }
  /** The agent, or its security, declined: asking again changes nothing until somebody changes something. */
  | { readonly kind: 'rejected'; readonly reason: string }
  | { readonly kind: 'failed'; readonly reason: string };

export interface ReaderCounts {
  readonly sent: number;
  readonly received: number;
  /** Answers from where nobody was asked, dropped: forged, or too late. */
  readonly foreign: number;
  /** Datagrams of an asked agent that were no answer, or less secured than agreed. */
  readonly garbage: number;
  /** SNMPv3 engines that had to be discovered again. */
  readonly rediscoveries: number;
}

const SYS_UP_TIME = '1.3.6.1.2.1.1.3.0';
const SYS_NAME = '1.3.6.1.2.1.1.5.0';
const NO_SUCH_NAME = 2;
const NO_UP_TIME = 'sysUpTime: the agent has none';
const MAX_FAULTS = 32;
/** SNMPv3 sessions kept, about 11 KB each; the one unused for longest goes first. */
const MAX_KEPT_SESSIONS = 20_000;

/** Reads the interfaces of any number of agents over one socket a family. Whatever an agent does ends in an outcome, in time. */
export class SnmpReader {
  private readonly kept = new Map<string, SnmpSession>();
  private garbage = 0;
  private rediscoveries = 0;

  constructor(
    private readonly sockets: { readonly 4: SharedSocket | null; readonly 6: SharedSocket | null },
    private readonly monotonicMs: () => number = () => performance.now(),
  ) {}

  async readInterfaces(host: string, port: number, credential: SnmpCredential, options: ReadOptions = {}): Promise<InterfacesRead> {
    const family = isIP(host) === 6 ? 6 : 4;
    const address = canonicalAddress(host, family);
    if (address === null) return { kind: 'failed', reason: 'not an IP address' };
    if (!Number.isInteger(port) || port < 1 || port > 65_535) return { kind: 'failed', reason: 'not a port' };
    const socket = this.sockets[family];
    if (!socket) return { kind: 'failed', reason: `no UDP socket for IPv${family}` };
    const limit = new TimeLimit(options.deadlineMs ?? 30_000, options.signal);
    try {
      const target = { address, port, family, credential } as const;
      const first = await this.readOnce(socket, target, limit, options);
      if (first.kind !== 'out-of-sync') return first;
      // The engine was reset, or another device took the address: what was known of it is void. Once, or two would do it for ever.
      this.rediscoveries += 1;
      const second = await this.readOnce(socket, target, limit, options);
      return second.kind === 'out-of-sync' ? { kind: 'failed', reason: 'the engine does not agree on its time' } : second;
    } finally {
      limit.release();
    }
  }

  counts(): ReaderCounts {
    const sum = { sent: 0, received: 0, foreign: 0 };
    for (const socket of [this.sockets[4], this.sockets[6]]) {
      const counts = socket?.counts();
      sum.sent += counts?.sent ?? 0;
      sum.received += counts?.received ?? 0;
      sum.foreign += counts?.foreign ?? 0;
    }
    return { ...sum, garbage: this.garbage, rediscoveries: this.rediscoveries };
  }

  async close(): Promise<void> {
    for (const [key, session] of this.kept) this.drop(key, session);
    await Promise.all([this.sockets[4]?.close(), this.sockets[6]?.close()]);
  }

  private async readOnce(
    socket: SharedSocket,
    target: SessionTarget,
    limit: TimeLimit,
    options: ReadOptions,
  ): Promise<InterfacesRead | { readonly kind: 'out-of-sync' }> {
    const key = `${target.address} ${target.port}`;
    const session = this.take(socket, key, target);
    let isSound = false;
    try {
      const read = await readAgent(session, limit, options, this.monotonicMs);
      isSound = read.kind === 'read' && !limit.ended;
      return read;
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
    return new SnmpSession(socket, target, () => (this.garbage += 1));
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

async function readAgent(
  session: SnmpSession,
  limit: TimeLimit,
  options: ReadOptions,
  monotonicMs: () => number,
): Promise<InterfacesRead | { readonly kind: 'out-of-sync' }> {
  const patience: Patience = { timeoutMs: options.timeoutMs ?? 2000, retries: options.retries ?? 1 };
  const maxRows = options.maxRows ?? 10_000;
  const faults = new Set<string>();
  const fault = (text: string) => {
    if (faults.size < MAX_FAULTS) faults.add(text);
  };
  const system = await readSystem(session, patience, limit, fault);
  if (system.kind !== 'answered') return outcomeOf(system);
  const answeredAtMs = monotonicMs();
  const rows = new InterfaceRows(maxRows, fault);
  const walk = new ColumnWalk(session, INTERFACE_COLUMNS, {
    patience,
    limit,
    maxRows,
    isBulk: session.target.credential.version !== 'v1',
    take: (column, index, varbind) => rows.take(column, index, varbind),
    fault,
  });
  const end = await walk.run();
  if (end.kind !== 'walked') return outcomeOf(end);
  return { kind: 'read', ...system.value, interfaces: rows.rows(), faults: [...faults], ageMs: monotonicMs() - answeredAtMs };
}

interface SystemGroup {
  readonly sysUpTimeTicks: number;
  readonly sysName: string | null;
}

async function readSystem(
  session: SnmpSession,
  patience: Patience,
  limit: TimeLimit,
  fault: (text: string) => void,
): Promise<Answer<SystemGroup>> {
  let answer = await session.get([SYS_UP_TIME, SYS_NAME], patience, limit);
  // SNMPv1 refuses the whole question for one object that it lacks.
  if (answer.kind === 'refused') answer = await session.get([SYS_UP_TIME], patience, limit);
  if (answer.kind === 'refused' && answer.status === NO_SUCH_NAME) {
    fault(NO_UP_TIME);
    return { kind: 'answered', value: { sysUpTimeTicks: 0, sysName: null } };
  }
  if (answer.kind !== 'answered') return answer;
  const find = (oid: string): Varbind | undefined => answer.value.find((varbind) => varbind.oid === oid);
  // An answer about other objects than were asked is another program's, whatever its number says.
  const upTime = find(SYS_UP_TIME);
  if (!upTime) return { kind: 'failed', reason: 'answer is about other objects' };
  const ticks = readNumber(upTime);
  if (ticks.kind !== 'value') fault(NO_UP_TIME);
  const name = find(SYS_NAME);
  const text = name ? readText(name) : { kind: 'hole' as const };
  return {
    kind: 'answered',
    value: {
      sysUpTimeTicks: ticks.kind === 'value' ? ticks.value >>> 0 : 0,
      sysName: text.kind === 'value' ? text.value : null,
    },
  };
}

function outcomeOf(
  answer: Exclude<Answer<never>, { kind: 'answered' }> | Exclude<WalkEnd, { kind: 'walked' }>,
): Exclude<InterfacesRead, { kind: 'read' }> | { readonly kind: 'out-of-sync' } {
  switch (answer.kind) {
    case 'refused':
      return { kind: 'rejected', reason: answer.name };
    case 'ended':
      return answer.reason === 'deadline' ? { kind: 'timed-out' } : { kind: 'failed', reason: 'cancelled' };
    case 'timed-out':
    case 'out-of-sync':
    case 'rejected':
    case 'failed':
      return answer;
  }
}
