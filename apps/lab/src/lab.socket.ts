import { createHash } from 'node:crypto';
import os from 'node:os';
import path from 'node:path';

/** sockaddr_un holds 107 bytes and their NUL on Linux, 103 elsewhere. */
const MOST_BYTES = 103;

/** Where the lab of a data folder listens, for commands or what else the name says. A folder whose name is too long for a socket has it in the folder for temporary files. */
export function labSocketPath(dataDir: string, name = 'lab.sock'): string {
  const inside = path.join(path.resolve(dataDir), name);
  if (Buffer.byteLength(inside) <= MOST_BYTES) return inside;
  const digest = createHash('sha256').update(path.resolve(dataDir)).digest('hex').slice(0, 16);
  return path.join(os.tmpdir(), `nadi-lab-${digest}`, name);
}
