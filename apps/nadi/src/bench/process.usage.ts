import { readdirSync, readFileSync } from 'node:fs';

/** CPU seconds and memory of some processes, read from /proc (Linux). */
export interface ProcessUsage {
  readonly cpuSeconds: number;
  /** Proportional set size: shared pages are divided among those who share them, so that PostgreSQL's are not counted many times. */
  readonly pssBytes: number;
}

const TICKS_PER_SECOND = 100;

interface Stat {
  readonly parent: number;
  readonly cpuSeconds: number;
}

function readStat(pid: number): Stat | null {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)?.split(' ') ?? [];
    return { parent: Number(fields[1]), cpuSeconds: (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND };
  } catch {
    return null;
  }
}

function readPssBytes(pid: number): number {
  try {
    return Number(/^Pss:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8'))?.[1] ?? 0) * 1024;
  } catch {
    return 0;
  }
}

function commandLine(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ');
  } catch {
    return '';
  }
}

/** The process and all below it, without the subtrees whose command line matches `without`. */
export function processTree(root: number, without: RegExp): number[] {
  const children = new Map<number, number[]>();
  for (const name of readdirSync('/proc')) {
    const pid = Number(name);
    const stat = Number.isInteger(pid) ? readStat(pid) : null;
    if (stat) children.set(stat.parent, [...(children.get(stat.parent) ?? []), pid]);
  }
  const found: number[] = [];
  const visit = (pid: number) => {
    if (pid !== root && without.test(commandLine(pid))) return;
    found.push(pid);
    for (const child of children.get(pid) ?? []) visit(child);
  };
  visit(root);
  return found;
}

export function usageOf(pids: readonly number[]): ProcessUsage {
  let cpuSeconds = 0;
  let pssBytes = 0;
  for (const pid of pids) {
    cpuSeconds += readStat(pid)?.cpuSeconds ?? 0;
    pssBytes += readPssBytes(pid);
  }
  return { cpuSeconds, pssBytes };
}
