import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import process from 'node:process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { Loan } from '../open.asker.js';

interface Lent {
  readonly pid: number;
  readonly icmp4: { readonly dgram: number; readonly raw: number };
  readonly icmp6: { readonly dgram: number; readonly raw: number };
  readonly udp: number;
}

export interface Lender extends Lent {
  loan(kind: 'dgram' | 'raw'): Loan;
  close(): Promise<void>;
}

/**
 * A process in a network namespace of its own that lends its ICMP sockets, and where 127.66.0.N answers (1), answers three times (2),
 * too late (3), is rejected by a router with a long (4) or short (5) quotation, answers from another address (6), with another
 * token (7), not at all (8), after a flood of garbage (9), cut short (10). Null where no namespace can be made.
 */
export async function startLender(): Promise<Lender | null> {
  const script = path.join(path.dirname(fileURLToPath(import.meta.url)), 'lender.mjs');
  const flags = process.getuid?.() === 0 ? ['-n'] : ['-U', '-r', '-n'];
  const child = spawn('unshare', [...flags, process.execPath, script], { stdio: ['pipe', 'pipe', 'ignore'] });
  child.on('error', () => undefined);
  child.stdin.on('error', () => undefined);
  const line = await Promise.race([
    once(createInterface({ input: child.stdout }), 'line').then(([text]) => String(text)),
    once(child, 'close').then(
      () => null,
      () => null,
    ),
  ]);
  if (line === null) return null;
  const lent = JSON.parse(line) as Lent;
  return {
    ...lent,
    loan: (kind) => ({ pid: lent.pid, icmp4: { fd: lent.icmp4[kind], kind }, icmp6: { fd: lent.icmp6[kind], kind } }),
    close: async () => {
      const closed = once(child, 'close');
      child.stdin.end();
      await closed;
    },
  };
}
