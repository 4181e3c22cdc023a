import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

/** What a running embedded server leaves for other commands on the same folder; readable by its owner alone. */
export interface ServerRecord {
  readonly url: string;
  readonly ownerPid: number;
  /** Start time of the owner in clock ticks since boot: a process number alone may have been given to somebody else. */
  readonly ownerStart: string;
}

export const RECORD_FILE = 'postgres.json';
export const CLUSTER_FOLDER = 'postgres';

export function readServerRecord(dataDir: string): ServerRecord | null {
  try {
    return JSON.parse(readFileSync(join(dataDir, RECORD_FILE), 'utf8')) as ServerRecord;
  } catch {
    return null;
  }
}

export function startTimeOf(pid: number): string | null {
  try {
    return readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)?.split(' ')[19] ?? null;
  } catch {
    return null;
  }
}

export function isOwnerAlive(record: ServerRecord): boolean {
  return startTimeOf(record.ownerPid) === record.ownerStart;
}

/** The process that serves the cluster now, or null: a lock file alone proves nothing, its number may be another program's by now. */
export function runningServerPid(cluster: string): number | null {
  const lock = join(cluster, 'postmaster.pid');
  if (!existsSync(lock)) return null;
  const [pidLine, folder] = readFileSync(lock, 'utf8').split('\n');
  const pid = Number(pidLine);
  if (!Number.isInteger(pid) || pid <= 1 || resolve(folder ?? '') !== resolve(cluster)) return null;
  try {
    const command = readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0');
    return command.some((word) => word.endsWith('postgres')) && command.includes(cluster) ? pid : null;
  } catch {
    return null;
  }
}
