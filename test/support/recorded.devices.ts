import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { freeUdpPort } from './udp.port.js';

/** Recorded devices lie beside the repository, not in it: they are other people's. */
const SHARED = resolve(process.env.NADI_SHARED_DIR ?? join(import.meta.dirname, '../../../shared'));
export const RECORDINGS = join(SHARED, 'snmp/snmprec');
export const EXPECTED = join(SHARED, 'snmp/expected');
export const SCORER = join(SHARED, 'snmp/score.mjs');
const SIMULATOR = join(SHARED, 'snmp/serve.mjs');

export const hasRecordings = existsSync(SIMULATOR) && existsSync(RECORDINGS);

export function recordingNames(): string[] {
  return readdirSync(RECORDINGS)
    .filter((file) => file.endsWith('.snmprec'))
    .map((file) => file.slice(0, -'.snmprec'.length))
    .sort();
}

/** The simulator of recorded devices: SNMPv1 and v2c on one port of loopback, a community each. */
export class RecordedDevices {
  private constructor(
    private readonly child: ChildProcess,
    readonly port: number,
  ) {}

  static async start(...options: string[]): Promise<RecordedDevices> {
    const port = await freeUdpPort();
    const child = spawn(process.execPath, [SIMULATOR, RECORDINGS, '--listen', `127.0.0.1:${port}`, ...options], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    await new Promise<void>((resolve, reject) => {
      child.stdout?.once('data', () => resolve());
      child.once('exit', (code) => reject(new Error(`the simulator ended with ${code}`)));
    });
    return new RecordedDevices(child, port);
  }

  async stop(): Promise<void> {
    const gone = new Promise((resolve) => this.child.once('exit', resolve));
    if (this.child.exitCode === null && this.child.kill()) await gone;
  }
}
