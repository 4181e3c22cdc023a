import type { Readable, Writable } from 'node:stream';

/** Where a command reads and writes: answers to stdout, messages to stderr. */
export interface Io {
  readonly stdin: Readable;
  readonly stdout: Writable;
  readonly stderr: Writable;
}

/** Exit 0: done. 1: the answer is "no", or some rows were refused. 2: bad use. */
export type Command = (args: string[], io: Io) => Promise<number>;
