import { connect, isIP } from 'node:net';
import type { Duplex } from 'node:stream';

export type Dialed =
  | { readonly kind: 'connected'; readonly connection: Duplex }
  /** Refused, unreachable, or it could not be tried; the code is the system's. */
  | { readonly kind: 'unreachable'; readonly code: string }
  | { readonly kind: 'given-up' };

/** Opens TCP connections to IP addresses. No name is resolved, so that an address that was judged is the one that is dialled. */
export abstract class Dialer {
  /** Silence, a refusal and no route are answers, so it never throws for them; `signal` ends the waiting. */
  abstract dial(address: string, port: number, signal: AbortSignal): Promise<Dialed>;
}

/** Dials from this process's own network. */
export class TcpDialer extends Dialer {
  override dial(address: string, port: number, signal: AbortSignal): Promise<Dialed> {
    if (isIP(address) === 0) return Promise.resolve({ kind: 'unreachable', code: 'ENOTFOUND' });
    if (signal.aborted) return Promise.resolve({ kind: 'given-up' });
    return new Promise((resolve) => {
      const socket = connect({ host: address, port, noDelay: true });
      const settle = (dialed: Dialed) => {
        signal.removeEventListener('abort', giveUp);
        if (dialed.kind !== 'connected') socket.destroy();
        resolve(dialed);
      };
      const giveUp = () => settle({ kind: 'given-up' });
      signal.addEventListener('abort', giveUp, { once: true });
      // Stays for good: an error that comes between two owners of the connection must end nobody's process.
      socket.on('error', ({ code }: NodeJS.ErrnoException) => settle({ kind: 'unreachable', code: code ?? 'EUNKNOWN' }));
      socket.once('connect', () => settle({ kind: 'connected', connection: socket }));
    });
  }
}
