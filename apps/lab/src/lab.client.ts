import net from 'node:net';
import { createInterface } from 'node:readline';
import type { LabRequest, LabResponse } from './lab.messages.js';
import { labSocketPath } from './lab.socket.js';

export type LabAnswer =
  | { readonly kind: 'answered'; readonly response: LabResponse }
  /** Nobody listens: no lab runs on this data folder. */
  | { readonly kind: 'nobody'; readonly path: string }
  | { readonly kind: 'failed'; readonly reason: string };

const TIMEOUT_MS = 10_000;

/** Speaks to the lab that runs on a data folder. */
export class LabClient {
  private readonly path: string;

  constructor(dataDir: string) {
    this.path = labSocketPath(dataDir);
  }

  ask(request: LabRequest): Promise<LabAnswer> {
    return new Promise((resolve) => {
      const socket = net.connect(this.path);
      const finish = (answer: LabAnswer) => {
        socket.destroy();
        resolve(answer);
      };
      socket.setTimeout(TIMEOUT_MS, () => finish({ kind: 'failed', reason: `the lab did not answer within ${TIMEOUT_MS / 1000} s` }));
      socket.once('connect', () => socket.write(`${JSON.stringify(request)}\n`));
      socket.once('error', (error: NodeJS.ErrnoException) => {
        const isAbsent = error.code === 'ENOENT' || error.code === 'ECONNREFUSED';
        finish(isAbsent ? { kind: 'nobody', path: this.path } : { kind: 'failed', reason: error.message });
      });
      const lines = createInterface({ input: socket });
      lines.on('error', () => undefined);
      lines.once('line', (line) => finish({ kind: 'answered', response: JSON.parse(line) as LabResponse }));
      socket.once('close', () => finish({ kind: 'failed', reason: 'the lab ended without an answer' }));
    });
  }
}
