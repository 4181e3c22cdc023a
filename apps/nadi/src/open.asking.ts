import { openEchoAsker } from '@app/icmp';
import { type Dialed, Dialer, TcpDialer } from '@app/sockets';
import { AskerEcho, EchoPort } from '@app/verification';
import type { Lab } from '../../lab/src/index.js';

/** What declared cameras are asked by. */
export interface Asking {
  readonly dialer: Dialer;
  readonly echo: EchoPort;
  close(): Promise<void>;
}

/**
 * Opens what declared cameras are asked by. Loopback addresses are those of the demo city's simulated hosts, where there is one: they are
 * asked in its network and never in this machine's own, where they are other hosts.
 */
export async function openAsking(timeoutMs: number, lab: Lab | null): Promise<Asking> {
  const { asker } = await openEchoAsker();
  const outside = new AskerEcho(asker, timeoutMs);
  if (!lab) return { dialer: new TcpDialer(), echo: outside, close: () => outside.close() };
  const labAsker = lab.echoAsker ?? (await openEchoAsker(lab.borrowToVerify ? { borrow: lab.borrowToVerify } : {})).asker;
  const inside = new AskerEcho(labAsker, timeoutMs);
  return {
    dialer: new RoutedDialer(lab.dialer, new TcpDialer()),
    echo: new RoutedEcho(inside, outside),
    close: async () => {
      await inside.close();
      await outside.close();
    },
  };
}

const isLoopback = (address: string) => address.startsWith('127.');

class RoutedDialer extends Dialer {
  constructor(
    private readonly inside: Dialer,
    private readonly outside: Dialer,
  ) {
    super();
  }

  override dial(address: string, port: number, signal: AbortSignal): Promise<Dialed> {
    return (isLoopback(address) ? this.inside : this.outside).dial(address, port, signal);
  }
}

class RoutedEcho extends EchoPort {
  constructor(
    private readonly inside: EchoPort,
    private readonly outside: EchoPort,
  ) {
    super();
  }

  override isAnswered(address: string, signal: AbortSignal): Promise<boolean | null> {
    return (isLoopback(address) ? this.inside : this.outside).isAnswered(address, signal);
  }
}
