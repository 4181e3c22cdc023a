import { createSocket, type RemoteInfo, type Socket } from 'node:dgram';
import { isIP } from 'node:net';
import type { SnmpCredential } from './snmp.credential.js';
import { STANDARD_TRAPS, TRAP_KINDS, TRAP_RESULTS, type Trap, type TrapCount, type TrapKind, type TrapResult } from './trap.js';
import { PDU, readContent, type TrapContent } from './trap.content.js';
import { BerCursor } from './trap.cursor.js';
import type { TrapEngine } from './trap.engine.js';
import type { UserCredential } from './trap.keys.js';
import { RecentTraps, SourceLimit } from './trap.limits.js';
import { readSecured } from './trap.message.js';
import { TrapSecurity } from './trap.security.js';

export interface TrapReceiverOptions {
  readonly address: string;
  /** 0: any free one. */
  readonly port: number;
  /** A bound UDP socket over IPv4 to hear through instead, e.g. of another network namespace. It is taken over, and closed with this. */
  readonly udp4Fd?: number;
  /** Whether anything of this address is read at all. */
  readonly isKnown: (address: string) => boolean;
  readonly engine: TrapEngine;
  readonly onTrap: (trap: Trap) => void;
  /** What notifications mean, beside the standard ones: of vendors, by trapOid. */
  readonly kinds?: ReadonlyMap<string, TrapKind>;
  readonly clock?: { wallMs(): number; monotonicMs(): number };
}

export type OpenedTrapReceiver =
  { readonly kind: 'opened'; readonly receiver: TrapReceiver } | { readonly kind: 'failed'; readonly reason: string };

const PROCESS_CLOCK = { wallMs: () => Date.now(), monotonicMs: () => performance.now() };
const VERSIONS: Readonly<Record<number, Trap['version']>> = { 0: 'v1', 1: 'v2c', 3: 'v3' };
const IS_READ: ReadonlySet<TrapResult> = new Set<TrapResult>(['accepted', 'duplicate']);
/** Ten times what a frame holds; the largest that UDP carries is of no use to any sender. */
const MAX_BYTES = 16_384;
/** Room for the notifications of a second or so; what comes faster is a flood, and better lost by the kernel. */
const RECEIVE_BUFFER_BYTES = 1024 * 1024;

/** Hears traps and informs on a port of its own, and acknowledges what wants it. Nothing a datagram holds throws. */
export class TrapReceiver {
  private readonly security: TrapSecurity;
  private readonly limit = new SourceLimit();
  private readonly recent = new RecentTraps();
  private readonly counted = new Map<string, { -readonly [K in keyof TrapCount]: TrapCount[K] }>();
  private readonly clock: { wallMs(): number; monotonicMs(): number };
  private communities: ReadonlySet<string> = new Set();

  private constructor(
    private readonly options: TrapReceiverOptions,
    private readonly sockets: readonly Socket[],
  ) {
    this.security = new TrapSecurity(options.engine);
    // A zero that is told can be graphed, one that is missing cannot.
    for (const kind of TRAP_KINDS) this.add('accepted', kind, 0);
    for (const result of TRAP_RESULTS) if (!IS_READ.has(result)) this.add(result, 'unread', 0);
    this.clock = options.clock ?? PROCESS_CLOCK;
    for (const socket of sockets) {
      socket.on('message', (datagram, from) => this.hear(socket, datagram, from));
      // A socket that merely waits keeps no process alive.
      socket.unref();
    }
  }

  /** Binds the port. `::` means every address of either family, any other address itself. */
  static async open(options: TrapReceiverOptions): Promise<OpenedTrapReceiver> {
    const { address, udp4Fd } = options;
    if (udp4Fd !== undefined) {
      const lent = await bind('udp4', { fd: udp4Fd });
      return typeof lent === 'string' ? { kind: 'failed', reason: lent } : { kind: 'opened', receiver: new TrapReceiver(options, [lent]) };
    }
    const family = isIP(address);
    if (family === 0) return { kind: 'failed', reason: `${address} is no address` };
    const sockets: Socket[] = [];
    const faults: string[] = [];
    let { port } = options;
    for (const [type, host] of address === '::' ? BOTH : [[`udp${family}`, address] as const]) {
      const bound = await bind(type as 'udp4' | 'udp6', { address: host, port });
      if (typeof bound === 'string') faults.push(bound);
      else {
        sockets.push(bound);
        ({ port } = bound.address());
      }
    }
    const isTaken = faults.some((fault) => fault !== NO_FAMILY);
    if (sockets.length > 0 && !isTaken) return { kind: 'opened', receiver: new TrapReceiver(options, sockets) };
    for (const socket of sockets) socket.close();
    return { kind: 'failed', reason: faults.find((fault) => fault !== NO_FAMILY) ?? NO_FAMILY };
  }

  get port(): number {
    return this.sockets[0]?.address().port ?? 0;
  }

  /** From now on only what is secured by one of these is taken. */
  admit(credentials: readonly SnmpCredential[]): void {
    this.communities = new Set(credentials.flatMap((each) => (each.version === 'v3' ? [] : [each.community])));
    this.security.admit(credentials.filter((each): each is UserCredential => each.version === 'v3'));
    this.limit.forget();
  }

  counts(): readonly TrapCount[] {
    return [...this.counted.values()].map((each) => ({ ...each }));
  }

  async close(): Promise<void> {
    await Promise.all(this.sockets.map((socket) => new Promise<void>((resolve) => socket.close(() => resolve()))));
  }

  private hear(socket: Socket, datagram: Buffer, { address, port }: RemoteInfo): void {
    // Link-local senders carry the name of our interface.
    const scope = address.indexOf('%');
    const source = scope < 0 ? address : address.slice(0, scope);
    if (!this.options.isKnown(source)) return this.count('unknown_source');
    const nowMs = this.clock.monotonicMs();
    if (!this.limit.admits(source, nowMs)) return this.count('limited');
    if (datagram.length > MAX_BYTES) return this.count('garbage');
    const reply = (answer: Buffer) => socket.send(answer, port, address, () => undefined);
    const message = new BerCursor(datagram);
    const version = message.enter(0x30).integer();
    if (!message.isSound) return this.count('garbage');
    switch (VERSIONS[version]) {
      case 'v1':
        return this.hearOpen('v1', datagram, source, nowMs, reply);
      case 'v2c':
        return this.hearOpen('v2c', datagram, source, nowMs, reply);
      case 'v3':
        return this.hearSecured(datagram, source, nowMs, reply);
      case undefined:
        return this.count('garbage');
    }
  }

  private hearOpen(version: 'v1' | 'v2c', datagram: Buffer, source: string, nowMs: number, reply: (answer: Buffer) => void): void {
    const outside = new BerCursor(datagram);
    const message = outside.enter(0x30);
    message.integer();
    const community = message.octets(0x04).toString();
    if (!outside.isSound) return this.count('garbage');
    if (!this.communities.has(community)) return this.count('bad_community');
    const pduAt = message.position;
    if ((message.tag === PDU.TRAP_V1) !== (version === 'v1')) return this.count('garbage');
    const content = readContent(message);
    if (!content) return this.count('garbage');
    if (content.isInform) {
      const answer = Buffer.from(datagram.subarray(0, message.end));
      answer[pduAt] = PDU.RESPONSE;
      reply(answer);
    }
    this.take(version, content, source, nowMs);
  }

  private hearSecured(datagram: Buffer, source: string, nowMs: number, reply: (answer: Buffer) => void): void {
    const message = readSecured(datagram);
    if (!message) return this.count('garbage');
    const opened = this.security.open(message, source, nowMs);
    if (opened.kind === 'refused') {
      if (opened.reply) reply(opened.reply);
      return this.count(opened.result);
    }
    const pdu = new BerCursor(opened.scoped, opened.pduAt);
    const content = pdu.tag === PDU.TRAP_V1 ? null : readContent(pdu);
    if (!content) return this.count('garbage');
    // An inform under another's clock cannot be told from a replay, nor be acknowledged.
    if (content.isInform && !opened.isOurs) return this.count('bad_security');
    if (content.isInform) reply(this.security.acknowledge(message, opened));
    this.take('v3', content, source, nowMs);
  }

  private take(version: Trap['version'], content: TrapContent, source: string, nowMs: number): void {
    const { isInform, trapOid, ifIndex, varbinds, mark } = content;
    const kind = STANDARD_TRAPS.get(trapOid) ?? this.options.kinds?.get(trapOid) ?? 'other';
    if (this.recent.isRepeated(`${source} ${mark}`, nowMs)) return this.count('duplicate', kind);
    this.count('accepted', kind);
    this.options.onTrap({ receivedAtMs: this.clock.wallMs(), fromAddress: source, version, isInform, kind, trapOid, ifIndex, varbinds });
  }

  private count(result: TrapResult, kind: TrapCount['kind'] = 'unread'): void {
    this.add(result, kind, 1);
  }

  private add(result: TrapResult, kind: TrapCount['kind'], count: number): void {
    const key = `${kind} ${result}`;
    const counted = this.counted.get(key);
    if (counted) counted.count += count;
    else this.counted.set(key, { kind, result, count });
  }
}

const BOTH = [
  ['udp4', '0.0.0.0'],
  ['udp6', '::'],
] as const;
const NO_FAMILY = 'no such family of addresses here';

interface Place {
  readonly address: string;
  readonly port: number;
}

/** The bound socket, or why there is none. */
async function bind(type: 'udp4' | 'udp6', place: Place | { readonly fd: number }): Promise<Socket | string> {
  const socket = createSocket({ type, ipv6Only: type === 'udp6' });
  try {
    await new Promise<void>((resolve, reject) => {
      socket.once('listening', resolve).once('error', reject);
      socket.bind(place);
    });
  } catch (error) {
    socket.close();
    const { code } = error as NodeJS.ErrnoException;
    return 'fd' in place ? `the lent socket cannot be used (${code ?? 'unknown'})` : faultOf(code, place);
  }
  // An error without a listener ends the process; what could not be sent is asked for again.
  socket.on('error', () => undefined);
  try {
    socket.setRecvBufferSize(RECEIVE_BUFFER_BYTES);
  } catch {
    // A smaller one loses notifications sooner: the next ordinary poll sees what they told.
  }
  return socket;
}

function faultOf(code: string | undefined, { address, port }: Place): string {
  switch (code) {
    case 'EADDRINUSE':
      return `UDP port ${port} of ${address} is in use`;
    case 'EACCES':
      return `UDP port ${port} may not be opened by this user: choose one from 1024 up`;
    case 'EADDRNOTAVAIL':
      return address === '::' ? NO_FAMILY : `${address} is no address of this machine`;
    case 'EAFNOSUPPORT':
      return NO_FAMILY;
    default:
      return `UDP port ${port} of ${address} cannot be opened (${code ?? 'unknown'})`;
  }
}
