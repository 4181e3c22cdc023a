/** One reading of one octet counter, with all that decides whether a difference to it means anything. */
export interface CounterSample {
  readonly ifName: string;
  /** When it was read, by a clock that never goes back. */
  readonly atMs: number;
  /** sysUpTime of the same answer: hundredths of a second mod 2^32; 0 where the agent has none. */
  readonly sysUpTimeTicks: number;
  readonly discontinuityTicks: number | null;
  readonly octets: bigint | null;
  readonly counterBits: 32 | 64;
  readonly speedBitsPerSecond: number | null;
}

export type CounterRate =
  | { readonly kind: 'rate'; readonly octetsPerSecond: number; readonly seconds: number }
  /** Start over from the later sample: there is no rate, which is neither 0 nor negative. */
  | { readonly kind: 'no-rate'; readonly reason: string };

const TICKS = 2 ** 32;
const COUNTER32 = 2n ** 32n;
/** The agent's clock against ours: what polling delays and bad oscillators explain. More is a restart or a clock that was set. */
const CLOCK_SLACK_SECONDS = 3;
const CLOCK_SLACK_RATIO = 0.1;
/** An interface cannot carry more than its speed; 5 % for preambles counted and ticks rounded. */
const SPEED_SLACK = 1.05;

/** The rate between two samples of a counter, if it is sure; the rules of RFC 2863 section 3.1 and of what agents do instead. */
export function counterRate(previous: CounterSample, next: CounterSample): CounterRate {
  if (previous.octets === null || next.octets === null) return none('no counter');
  if (previous.counterBits !== next.counterBits) return none('another width of counter');
  const width = BigInt(next.counterBits);
  // An agent that answers with more bits than the column has: no difference of such values means anything.
  if (previous.octets >> width || next.octets >> width) return none('counter is wider than its column');
  if (previous.ifName !== next.ifName) return none('ifIndex names another interface');
  if (previous.discontinuityTicks !== next.discontinuityTicks) return none('discontinuity');
  const seconds = agreedSeconds(previous, next);
  if (typeof seconds === 'string') return none(seconds);
  const speed = Math.max(previous.speedBitsPerSecond ?? 0, next.speedBitsPerSecond ?? 0);
  const most = speed > 0 ? (speed / 8) * seconds * SPEED_SLACK : null;
  const octets = next.counterBits === 64 ? difference64(previous.octets, next.octets) : difference32(previous.octets, next.octets, most);
  if (typeof octets === 'string') return none(octets);
  if (most !== null && octets > most) return none('faster than the interface');
  return { kind: 'rate', octetsPerSecond: octets / seconds, seconds };
}

/** The time between the samples by the agent's clock, where ours agrees. */
function agreedSeconds(previous: CounterSample, next: CounterSample): number | string {
  const elapsed = (next.atMs - previous.atMs) / 1000;
  if (!(elapsed > 0)) return 'no time passed';
  if (previous.sysUpTimeTicks === 0 || next.sysUpTimeTicks === 0) return 'no sysUpTime';
  const seconds = ((next.sysUpTimeTicks - previous.sysUpTimeTicks + TICKS) % TICKS) / 100;
  if (Math.abs(seconds - elapsed) > CLOCK_SLACK_SECONDS + elapsed * CLOCK_SLACK_RATIO) return 'sysUpTime did not move as expected';
  return seconds > 0 ? seconds : 'no time passed';
}

/** 2^64 octets take 58 years at 80 Gbit/s: what falls was reset. */
function difference64(previous: bigint, next: bigint): number | string {
  return next < previous ? 'counter was reset' : Number(next - previous);
}

function difference32(previous: bigint, next: bigint, most: number | null): number | string {
  // Without a speed nobody knows how often it wrapped: at 1 Gbit/s every 34 s.
  if (most === null) return 'speed unknown';
  if (most >= Number(COUNTER32)) return 'could have wrapped more than once';
  return Number((next - previous + COUNTER32) % COUNTER32);
}

function none(reason: string): CounterRate {
  return { kind: 'no-rate', reason };
}
