import { once } from 'node:events';
import { chmod, mkdir, rm } from 'node:fs/promises';
import net from 'node:net';
import path from 'node:path';
import process from 'node:process';
import { createInterface } from 'node:readline';
import { LabClient } from './lab.client.js';
import type { LabRequest, LabResponse } from './lab.messages.js';
import { labSocketPath } from './lab.socket.js';

const OTHERS = 0o077;
const MOST_LINE = 4_096;

/** Another lab serves this data folder already: two would answer for the same city. */
export class LabRunsError extends Error {
  constructor(readonly path: string) {
    super(`a lab already listens at ${path}`);
  }
}

/** Listens in the data folder for `nadi lab`: one JSON line in, one out. Only who may enter the folder may speak. */
export class LabControl {
  private constructor(
    private readonly server: net.Server,
    private readonly path: string,
    private readonly open: Set<net.Socket>,
  ) {}

  static async listen(dataDir: string, handle: (request: LabRequest) => Promise<LabResponse>): Promise<LabControl> {
    const socketPath = labSocketPath(dataDir);
    const running = await new LabClient(dataDir).ask({ do: 'status' });
    if (running.kind === 'answered') throw new LabRunsError(socketPath);
    await mkdir(path.dirname(socketPath), { recursive: true, mode: 0o700 });
    // What a killed lab left behind.
    await rm(socketPath, { force: true });
    const open = new Set<net.Socket>();
    const server = net.createServer((socket) => {
      open.add(socket);
      socket.once('close', () => open.delete(socket));
      socket.on('error', () => undefined);
      const lines = createInterface({ input: socket });
      lines.on('error', () => undefined);
      lines.on('line', (line) => void respond(line, handle).then((response) => socket.write(`${JSON.stringify(response)}\n`)));
    });
    const listening = once(server, 'listening');
    // The socket is made within this call: at no moment may others speak through it.
    const before = process.umask(OTHERS);
    server.listen(socketPath);
    process.umask(before);
    await listening;
    await chmod(socketPath, 0o600);
    return new LabControl(server, socketPath, open);
  }

  async close(): Promise<void> {
    const closed = new Promise<void>((resolve) => this.server.close(() => resolve()));
    for (const socket of this.open) socket.end();
    await closed;
    await rm(this.path, { force: true });
  }
}

async function respond(line: string, handle: (request: LabRequest) => Promise<LabResponse>): Promise<LabResponse> {
  const request = line.length > MOST_LINE ? null : readRequest(line);
  if (!request) return { kind: 'refused', reason: 'this is no request: {"do":"status"|"cut"|"heal"|"restart"|"down","code":…}' };
  try {
    return await handle(request);
  } catch (error) {
    return { kind: 'refused', reason: error instanceof Error ? error.message : String(error) };
  }
}

function readRequest(line: string): LabRequest | null {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    return null;
  }
  if (typeof value !== 'object' || value === null) return null;
  const { do: act, code, device, isRenumbered } = value as Record<string, unknown>;
  if (act === 'status' || act === 'down') return { do: act };
  if (act === 'restart') return typeof device === 'string' ? { do: act, device, isRenumbered: isRenumbered === true } : null;
  return (act === 'cut' || act === 'heal') && typeof code === 'string' ? { do: act, code } : null;
}
