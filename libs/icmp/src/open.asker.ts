import { randomBytes } from 'node:crypto';
import { checkLayouts, type Libc, loadLibc } from '@app/sockets';
import { processClock, type EchoAsker, type EchoClock } from './echo.asker.js';
import type { EchoIdentity } from './echo.packet.js';
import { FpingAsker, testFping } from './fping.asker.js';
import { borrowSocket, openSocket, type IcmpSocket, type OpenedSocket, type SocketKind } from './icmp.socket.js';
import { loadPing, PingAsker } from './ping.asker.js';
import { SocketAsker } from './socket.asker.js';
import { UnableAsker } from './unable.asker.js';

/** A socket that another process lends. */
export interface LentSocket {
  readonly fd: number;
  readonly kind: SocketKind;
}

/** Sockets to be taken from another process, so as to ask from its network namespace. */
export interface Loan {
  readonly pid: number;
  readonly icmp4?: LentSocket;
  readonly icmp6?: LentSocket;
}

export type EngineName = 'icmp-dgram' | 'icmp-raw' | 'fping' | 'ping';

export interface OpenOptions {
  /** Default: the best that works. A named engine is used or nothing is. */
  readonly engine?: EngineName;
  readonly borrow?: Loan;
  readonly clock?: EchoClock;
}

export interface OpenedAsker {
  readonly asker: EchoAsker;
  /** Why this engine: which better ones do not work here. */
  readonly reason: string;
  readonly able: boolean;
}

/** Opens the best way to ask that works here: datagram sockets, raw sockets, fping, the package `ping`. Each is tried for real. */
export async function openEchoAsker(options: OpenOptions = {}): Promise<OpenedAsker> {
  const clock = options.clock ?? processClock;
  const refusals: string[] = [];
  const wants = (...names: EngineName[]) => options.engine === undefined || names.includes(options.engine);

  if (options.borrow || wants('icmp-dgram', 'icmp-raw')) {
    const opened = openSocketAsker(options, clock);
    if (opened.kind === 'opened') return { asker: opened.asker, reason: opened.reason, able: true };
    refusals.push(opened.reason);
  }
  // Whoever lends sockets wants to be asked from there: from here the same addresses are other hosts.
  if (!options.borrow && wants('fping')) {
    const refusal = await testFping();
    if (refusal === null) return { asker: new FpingAsker(clock), reason: because('fping works', refusals), able: true };
    refusals.push(`fping: ${refusal}`);
  }
  if (!options.borrow && wants('ping')) {
    const load = await loadPing();
    if (load.kind === 'loaded') return { asker: new PingAsker(clock, load.probe), reason: because('ping works', refusals), able: true };
    refusals.push(`ping: ${load.reason}`);
  }
  return { asker: new UnableAsker(clock), reason: refusals.join('; '), able: false };
}

function because(works: string, refusals: readonly string[]): string {
  return refusals.length === 0 ? `${works}, as was asked` : `${works}; ${refusals.join('; ')}`;
}

type OpenedSockets =
  { readonly kind: 'opened'; readonly asker: SocketAsker; readonly reason: string } | { readonly kind: 'refused'; readonly reason: string };

function openSocketAsker(options: OpenOptions, clock: EchoClock): OpenedSockets {
  const load = loadLibc();
  if (load.kind === 'unable') return { kind: 'refused', reason: load.reason };
  const { libc } = load;
  const fault = checkLayouts(libc);
  if (fault !== null) return { kind: 'refused', reason: `the memory layout of messages is not the known one: ${fault}` };

  const random = randomBytes(16);
  const identity: EchoIdentity = {
    tokenLow: random.readUInt32LE(0),
    tokenHigh: random.readUInt32LE(4),
    identifier: random.readUInt16LE(8),
  };
  const attempts = options.borrow ? borrowBoth(libc, options.borrow, identity) : openBoth(libc, options.engine, identity);
  const sockets: IcmpSocket[] = [];
  const notes: string[] = [];
  for (const { family, result } of attempts) {
    if (result.kind === 'opened') {
      sockets.push(result.socket);
      notes.push(`IPv${family} by a ${result.socket.kind === 'dgram' ? 'datagram' : 'raw'} socket`);
    } else {
      notes.push(`no IPv${family} (${result.reason})`);
    }
  }
  if (sockets.length === 0) return { kind: 'refused', reason: `sockets: ${notes.join(', ')}` };
  const origin = options.borrow ? `, borrowed from process ${options.borrow.pid}` : '';
  const asker = new SocketAsker({ libc, sockets, identity, firstNumber: random.readUInt32LE(12), monotonicMs: () => clock.monotonicMs() });
  return { kind: 'opened', asker, reason: `${notes.join(', ')}${origin}` };
}

interface Attempt {
  readonly family: 4 | 6;
  readonly result: OpenedSocket;
}

function openBoth(libc: Libc, engine: EngineName | undefined, identity: EchoIdentity): Attempt[] {
  const kinds: SocketKind[] = engine === 'icmp-dgram' ? ['dgram'] : engine === 'icmp-raw' ? ['raw'] : ['dgram', 'raw'];
  return ([4, 6] as const).map((family) => ({ family, result: openSocket(libc, family, identity, kinds) }));
}

function borrowBoth(libc: Libc, loan: Loan, identity: EchoIdentity): Attempt[] {
  const lent = [
    [4, loan.icmp4],
    [6, loan.icmp6],
  ] as const;
  return lent.map(([family, socket]) => ({
    family,
    result: socket ? borrowSocket(libc, { pid: loan.pid, ...socket }, family, identity) : { kind: 'refused', reason: 'not lent' },
  }));
}
