import { SocketAddress } from 'node:net';
import { nameKey, openUdpSocket, socketName, type DatagramSink, type UdpSocket } from '@app/sockets';
import { MessageReader } from './ber.message.js';
import { QuestionDesk, type Question } from './question.desk.js';

export type Family = 4 | 6;

/** Somebody who is asking an agent. */
export interface AnswerSink {
  /** Whatever the agent sends, for those whose questions the desk does not know: net-snmp reads SNMPv3. */
  readonly receive: ((message: Buffer) => void) | null;
}

export interface SocketCounts {
  readonly sent: number;
  readonly received: number;
  /** From an address and port that nobody is being asked at: forged, or too late. Dropped. */
  readonly foreign: number;
  /** From an asked agent, and to no question that waits: late, twice, or with another number. Dropped. */
  readonly late: number;
  /** From an asked agent, and no message. Dropped. */
  readonly garbage: number;
}

export type OpenedSocket =
  | { readonly kind: 'opened'; readonly socket: SharedSocket; readonly reason: string }
  | { readonly kind: 'failed'; readonly reason: string };

/** Between two looks at the socket while answers come in. */
const TICK_MS = 4;
/** Each look that finds nothing doubles the pause, up to this: a silent device is not worth 250 looks a second. */
const LONGEST_TICK_MS = 16;
/** Datagrams taken in at one look. Who sends more keeps nobody else waiting: the event loop goes round first. */
const MOST_AT_ONCE = 256;
/** Silences are judged at the latest so long after they fell due, though a flood never lets the socket run dry. */
const JUDGE_MS = 200;
/** Tags below are of datagrams that are no question of the desk. */
const NO_QUESTION = -1;

interface Sending {
  readonly done: (error: Error | null, bytes: number) => void;
  error: Error | null;
}

/** One UDP socket for every agent of a family. An answer reaches only those who asked the address and port that it came from. */
export class SharedSocket implements DatagramSink {
  private readonly places = new Map<number | string, Set<AnswerSink>>();
  private readonly message = new MessageReader();
  private readonly desk: QuestionDesk;
  private readonly sendings: Sending[] = [];
  private readonly count = { sent: 0, received: 0, foreign: 0, late: 0, garbage: 0 };
  private holds = 0;
  private judgedMs = 0;
  private pauseMs: number;
  private timer: NodeJS.Timeout | null = null;
  private immediate: NodeJS.Immediate | null = null;
  private isTurning = false;
  private isClosed = false;

  private constructor(
    private readonly udp: UdpSocket,
    private readonly tickMs: number,
  ) {
    this.pauseMs = tickMs;
    this.desk = new QuestionDesk(udp, performance.now());
    udp.listen(this);
  }

  /** @param fd a UDP socket to take over; it is closed with this one */
  static async open(family: Family, fd?: number, way?: 'batched' | 'node', tickMs = TICK_MS): Promise<OpenedSocket> {
    const opened = await openUdpSocket(family, { ...(fd === undefined ? {} : { fd }), ...(way ? { way } : {}) });
    return opened.kind === 'failed' ? opened : { ...opened, socket: new SharedSocket(opened.socket, tickMs) };
  }

  get family(): Family {
    return this.udp.family;
  }

  /** From now on what comes from there is somebody's. */
  attach(name: Uint8Array, sink: AnswerSink): void {
    const key = nameKey(name, 0, this.udp.family);
    const sinks = this.places.get(key);
    if (sinks) sinks.add(sink);
    else this.places.set(key, new Set([sink]));
  }

  detach(name: Uint8Array, sink: AnswerSink): void {
    const key = nameKey(name, 0, this.udp.family);
    const sinks = this.places.get(key);
    sinks?.delete(sink);
    if (sinks?.size === 0) this.places.delete(key);
  }

  /** Asks; the question's own functions tell how it ended. */
  ask(question: Question): void {
    if (this.isClosed) {
      question.unanswered({ kind: 'failed', reason: 'reader is closed' });
      return;
    }
    if (this.desk.waiting === 0) this.desk.tell(performance.now());
    this.count.sent += 1;
    this.desk.ask(question);
    this.wake();
  }

  withdraw(question: Question): void {
    this.desk.withdraw(question);
  }

  /** Sends what is no question of the desk. Its answer is looked for only while somebody holds the socket. */
  send(message: Uint8Array, name: Uint8Array, done: Sending['done']): void {
    if (this.isClosed) {
      done(new Error('socket is closed'), 0);
      return;
    }
    this.count.sent += 1;
    this.sendings.push({ done, error: null });
    this.udp.stage(message, message.length, name, NO_QUESTION - this.sendings.length);
    this.wake();
  }

  /** Somebody waits for an answer that the desk knows nothing of, until the returned function is called. */
  hold(): () => void {
    this.holds += 1;
    this.wake();
    let isHeld = true;
    return () => {
      if (isHeld) this.holds -= 1;
      isHeld = false;
    };
  }

  counts(): SocketCounts {
    return { ...this.count };
  }

  async close(): Promise<void> {
    if (this.isClosed) return;
    this.isClosed = true;
    if (this.timer) clearTimeout(this.timer);
    if (this.immediate) clearImmediate(this.immediate);
    this.desk.end();
    this.places.clear();
    await this.udp.close();
  }

  datagram(bytes: Uint8Array, from: number, to: number, names: Uint8Array, nameAt: number): void {
    this.count.received += 1;
    const { message } = this;
    const kind = message.read(bytes, from, to);
    if (kind === 'whole' && this.desk.answer(message, names, nameAt)) return;
    const sinks = this.places.get(nameKey(names, nameAt, this.udp.family));
    if (!sinks) {
      this.count.foreign += 1;
      return;
    }
    let isHeard = false;
    for (const sink of sinks) {
      if (!sink.receive) continue;
      isHeard = true;
      sink.receive(Buffer.from(bytes.subarray(from, to)));
    }
    if (!isHeard) this.count[kind === 'whole' ? 'late' : 'garbage'] += 1;
  }

  unsent(tag: number, code: string): void {
    if (tag >= 0) {
      this.desk.unsent(tag, code);
      return;
    }
    const sending = this.sendings[NO_QUESTION - 1 - tag];
    if (sending) sending.error = Object.assign(new Error('cannot be sent'), { code });
  }

  /** Sends what was staged in this turn of the event loop, in one batch. */
  private wake(): void {
    this.pauseMs = this.tickMs;
    // What is asked while answers are taken in goes at the end of that turn.
    if (!this.isTurning) this.immediate ??= setImmediate(this.turn);
  }

  private readonly turn = (): void => {
    if (this.timer) clearTimeout(this.timer);
    this.timer = null;
    this.immediate = null;
    this.isTurning = true;
    const taken = this.takeIn(performance.now());
    this.isTurning = false;
    if (this.isClosed || (this.desk.waiting === 0 && this.holds === 0)) return;
    if (taken >= MOST_AT_ONCE) {
      this.wake();
      return;
    }
    this.timer = setTimeout(this.turn, this.pauseMs);
    this.pauseMs = Math.max(this.tickMs, Math.min(this.pauseMs * 2, LONGEST_TICK_MS));
  };

  /** Sends, takes in, judges, and sends what that led to. */
  private takeIn(now: number): number {
    this.desk.tell(now);
    // Whoever asks through `send` expects an answer only once it was told that the question is gone.
    this.flush();
    const taken = this.udp.collect(MOST_AT_ONCE);
    if (taken > 0) this.pauseMs = this.tickMs;
    if (taken < MOST_AT_ONCE || now - this.judgedMs > JUDGE_MS) {
      this.judgedMs = now;
      this.desk.judge();
    }
    this.flush();
    return taken;
  }

  private flush(): void {
    this.udp.send();
    if (this.sendings.length === 0) return;
    for (const { done, error } of this.sendings.splice(0)) done(error, 0);
  }
}

/** The text the kernel's answers carry for this address, or null if it is no IP address of the family. */
export function canonicalAddress(address: string, family: Family): string | null {
  try {
    const [host, scope] = address.split('%', 2) as [string, string?];
    const canonical = new SocketAddress({ address: host, family: family === 4 ? 'ipv4' : 'ipv6' }).address;
    return scope === undefined ? canonical : `${canonical}%${scope}`;
  } catch {
    return null;
  }
}

/** Where an agent is, for the kernel. */
export function agentName(address: string, port: number, family: Family): Uint8Array {
  const name = socketName(address, port, family);
  if (name === null) throw new TypeError('only a canonical address is asked');
  return name;
}
