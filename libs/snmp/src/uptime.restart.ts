/** What an agent said about how long it runs. */
export interface UptimeSample {
  readonly atMs: number;
  /** sysUpTime, mod 2^32; null or 0 where it was not told. */
  readonly sysUpTimeTicks: number | null;
  /** snmpEngineBoots (SNMPv3), where known. */
  readonly engineBoots?: number | null;
}

export type UptimeVerdict = 'running' | 'restarted' | 'unknown';

const TICKS = 2 ** 32;
const RESTART_TICKS = 3600 * 100;

/**
 * Whether the agent restarted between two samples. sysUpTime wraps after 497.10 days, which is no restart; nor is a clock that
 * is an hour off, since agents set theirs. What was not told proves nothing.
 */
export function uptimeRestart(previous: UptimeSample, next: UptimeSample): UptimeVerdict {
  const { engineBoots: bootsBefore } = previous;
  const { engineBoots: bootsAfter } = next;
  if (typeof bootsBefore === 'number' && typeof bootsAfter === 'number' && bootsAfter > bootsBefore) return 'restarted';
  if (!previous.sysUpTimeTicks || !next.sysUpTimeTicks) return 'unknown';
  const elapsedTicks = (next.atMs - previous.atMs) / 10;
  if (!(elapsedTicks >= 0)) return 'unknown';
  const expected = (previous.sysUpTimeTicks + elapsedTicks) % TICKS;
  const apart = Math.abs(next.sysUpTimeTicks - expected);
  return Math.min(apart, TICKS - apart) > RESTART_TICKS ? 'restarted' : 'running';
}
