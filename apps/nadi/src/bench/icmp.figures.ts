import { cpus, release } from 'node:os';
import process from 'node:process';

/** What a part of the benchmark found: for people, and for programs. */
export interface Section {
  readonly lines: readonly string[];
  readonly figures: unknown;
}

/** What one pass over some targets gave, whoever asked. */
export interface PassFigures {
  readonly answered: number;
  readonly seconds: number;
  /** User and kernel time of the process that asks. */
  readonly cpuSeconds: number;
}

/** Address `index` of those that the benchmark asks: from 127.1.0.0 on, all answered by the kernel of this machine. */
export function benchAddress(index: number): string {
  return `127.${1 + (index >>> 16)}.${(index >>> 8) & 255}.${index & 255}`;
}

export function benchAddresses(count: number, first = 0): string[] {
  return Array.from({ length: count }, (_, i) => benchAddress(first + i));
}

export function median(values: readonly number[]): number {
  return values.length === 0 ? Number.NaN : values.toSorted((a, b) => a - b)[values.length >> 1];
}

export function machine(): string {
  return `${cpus().length} x ${cpus()[0]?.model ?? 'unknown processor'}, Linux ${release()}, Node ${process.version}`;
}
