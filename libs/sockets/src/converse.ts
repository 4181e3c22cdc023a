import type { Duplex } from 'node:stream';
import type { Dialer } from './dialer.js';

/** With whom, and for how long. */
export interface Peer {
  readonly dialer: Dialer;
  /** An IP address that was found fit to be asked. */
  readonly address: string;
  readonly port: number;
  /** For all of it, connecting included. */
  readonly deadlineMs: number;
}

/** `isConnected` tells a port that is shut from one that is open and says nothing. */
export type Unanswered =
  | { readonly kind: 'unreachable'; readonly code: string; readonly isConnected: boolean }
  | { readonly kind: 'timed-out'; readonly isConnected: boolean };

/** A connection that was not opened by then will not be: the kernel has asked twice. */
const CONNECT_MS = 2_500;

/**
 * Dials, and lets `talk` have the connection until it ends the conversation, the peer breaks it, or time is up. Whatever happens, the
 * connection is gone afterwards.
 */
export function converse<Outcome>(
  { dialer, address, port, deadlineMs }: Peer,
  signal: AbortSignal,
  talk: (connection: Duplex, end: (outcome: Outcome) => void) => void,
): Promise<Outcome | Unanswered> {
  return new Promise((resolve) => {
    const dialling = new AbortController();
    let connection: Duplex | null = null;
    let isOver = false;
    const end = (outcome: Outcome | Unanswered) => {
      if (isOver) return;
      isOver = true;
      clearTimeout(timer);
      clearTimeout(connecting);
      signal.removeEventListener('abort', giveUp);
      dialling.abort();
      connection?.destroy();
      resolve(outcome);
    };
    const broken = (code: string) => end({ kind: 'unreachable', code, isConnected: connection !== null });
    const giveUp = () => end({ kind: 'timed-out', isConnected: connection !== null });
    const timer = setTimeout(giveUp, deadlineMs);
    const connecting = setTimeout(giveUp, CONNECT_MS);
    signal.addEventListener('abort', giveUp, { once: true });
    if (signal.aborted) return giveUp();
    void dialler().catch(({ code, message }: NodeJS.ErrnoException) => broken(code ?? message));

    async function dialler(): Promise<void> {
      const dialed = await dialer.dial(address, port, dialling.signal);
      if (dialed.kind === 'given-up') return giveUp();
      if (dialed.kind === 'unreachable') return broken(dialed.code);
      if (isOver) return void dialed.connection.destroy();
      clearTimeout(connecting);
      connection = dialed.connection;
      connection.on('error', ({ code }: NodeJS.ErrnoException) => broken(code ?? 'ECONNRESET'));
      if (connection.destroyed) return broken('ECONNRESET');
      talk(connection, end);
    }
  });
}
