import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, linkSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import process from 'node:process';

/** A process as it can be told from a later one of the same number. */
interface Owner {
  readonly ownerPid: number;
  /** Start time of the owner in clock ticks since boot: a process number alone may have been given to somebody else. */
  readonly ownerStart: string | null;
}

/** What a running embedded server leaves for other commands on the same folder; readable by its owner alone. */
export interface ServerRecord extends Owner {
  readonly url: string;
}

export const RECORD_FILE = 'postgres.json';
export const CLAIM_FILE = 'postgres.owner';
export const CLUSTER_FOLDER = 'postgres';

/** Folders that this very process has claimed: its own number says nothing about that where start times are not told. */
const claimed = new Set<string>();

export function readServerRecord(dataDir: string): ServerRecord | null {
  return readJson(join(dataDir, RECORD_FILE)) as ServerRecord | null;
}

/** The embedded server that a living process serves on this folder, or null. */
export function findRunningServer(dataDir: string): ServerRecord | null {
  const folder = resolve(dataDir);
  const record = readServerRecord(folder);
  return record !== null && isOwnerAlive(folder, record) ? record : null;
}

export function writeServerRecord(folder: string, url: string): void {
  writePrivate(join(folder, RECORD_FILE), JSON.stringify({ url, ...thisProcess() }));
}

/**
 * Claims the folder for this process before anything in it is touched: of two that start at the same time one gets it. Answers the
 * number of the living process that has it, or null once it is ours. The claim of a dead process is taken over.
 */
export function claimFolder(folder: string): number | null {
  const path = join(folder, CLAIM_FILE);
  const draft = `${path}.${process.pid}`;
  writePrivate(draft, JSON.stringify(thisProcess()));
  try {
    for (;;) {
      if (tryLink(draft, path)) {
        claimed.add(folder);
        return null;
      }
      const text = readText(path);
      const owner = parseOwner(text);
      if (owner !== null && isOwnerAlive(folder, owner)) return owner.ownerPid;
      if (text !== null) discard(path, text);
    }
  } finally {
    rmSync(draft, { force: true });
  }
}

export function releaseFolder(folder: string): void {
  for (const file of [RECORD_FILE, CLAIM_FILE]) rmSync(join(folder, file), { force: true });
  claimed.delete(folder);
}

/** Links are made or not made, never half: unlike a file that is created first and written later. */
function tryLink(draft: string, path: string): boolean {
  try {
    linkSync(draft, path);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    // A file system without hard links (some network and shared folders).
    if (existsSync(path)) return false;
    writeFileSync(path, readFileSync(draft), { mode: 0o600, flag: 'wx' });
    return true;
  }
}

/** Removes the claim that was read, and puts back one that another process has made in its place since. */
function discard(path: string, text: string): void {
  const aside = `${path}.${process.pid}.stale`;
  try {
    renameSync(path, aside);
  } catch {
    return;
  }
  if (readText(aside) !== text) tryLink(aside, path);
  rmSync(aside, { force: true });
}

function thisProcess(): Owner {
  return { ownerPid: process.pid, ownerStart: startTimeOf(process.pid) };
}

/** Null for one that is gone, or dead and only not yet fetched by its parent; null for all where there is no /proc. */
function startTimeOf(pid: number): string | null {
  const fields = readText(`/proc/${pid}/stat`)?.split(') ').at(-1)?.split(' ') ?? [];
  return fields[0] === 'Z' || fields[0] === 'X' ? null : (fields[19] ?? null);
}

function isOwnerAlive(folder: string, { ownerPid, ownerStart }: Owner): boolean {
  if (ownerPid === process.pid) return claimed.has(folder);
  if (ownerStart !== null) return startTimeOf(ownerPid) === ownerStart;
  return isRunning(ownerPid);
}

export function isRunning(pid: number): boolean {
  if (startTimeOf(process.pid) !== null) return startTimeOf(pid) !== null;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** The process that serves the cluster now, or null: a lock file alone proves nothing, its number may be another program's by now. */
export function runningServerPid(cluster: string): number | null {
  const [pidLine, folder] = readText(join(cluster, 'postmaster.pid'))?.split('\n') ?? [];
  const pid = Number(pidLine);
  if (!Number.isInteger(pid) || pid <= 1 || resolve(folder ?? '') !== resolve(cluster)) return null;
  const command = commandOf(pid);
  return command.some((word) => word.endsWith('postgres')) && command.includes(cluster) ? pid : null;
}

function commandOf(pid: number): string[] {
  if (existsSync('/proc/self/cmdline')) return readText(`/proc/${pid}/cmdline`)?.split('\0') ?? [];
  return (
    spawnSync('ps', ['-ww', '-o', 'command=', '-p', String(pid)], { encoding: 'utf8' })
      .stdout?.trim()
      .split(' ') ?? []
  );
}

function parseOwner(text: string | null): Owner | null {
  try {
    const owner = JSON.parse(text ?? '') as Owner | null;
    return Number.isInteger(owner?.ownerPid) ? owner : null;
  } catch {
    return null;
  }
}

function readJson(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch {
    return null;
  }
}

function readText(path: string): string | null {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return null;
  }
}

/** A file that only its owner may read, on the disk before this returns. */
export function writePrivate(path: string, text: string): void {
  writeFileSync(path, text, { mode: 0o600, flush: true });
  chmodSync(path, 0o600);
}
