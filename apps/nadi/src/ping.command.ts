import type { DeviceId } from '@app/kernel';
import { LocalIcmpProber, PROBE_OUTCOME, type ProbeBatch, type Target } from '@app/probing';
import { createReadStream } from 'node:fs';
import net from 'node:net';
import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import { parseArgs } from 'node:util';
import type { Io } from './io.js';
import { wholeNumber } from './whole.number.js';

const USAGE = 'usage: nadi ping FILE|- [--count N] [--interval-ms N] [--timeout-ms N] [--json]\n';
/** Nobody's ordinary turn comes within a ping: all questions go by the fast clock, which counts them. */
const NO_TURN_MS = 2 ** 52;
const MAX_COUNT = 10_000;
/** A pass over all addresses is spread over the interval, but small lists need not wait for that. */
const LEAST_PER_SECOND = 1000;
const MOST_PER_SECOND = 200_000;

interface Wanted {
  readonly file: string;
  readonly count: number;
  readonly intervalMs: number;
  readonly timeoutMs: number;
  readonly isJson: boolean;
}

/** `nadi ping`: asks every address so many times with the poller's own engine, and prints one line for each. */
export async function runPing(args: string[], io: Io): Promise<number> {
  const wanted = readArguments(args);
  if (typeof wanted === 'string') {
    io.stderr.write(`nadi ping: ${wanted}\n${USAGE}`);
    return 2;
  }
  let input: Input;
  try {
    input = await readAddresses(wanted.file === '-' ? io.stdin : createReadStream(wanted.file), io.stderr);
  } catch (error) {
    io.stderr.write(`nadi ping: cannot read ${wanted.file}: ${error instanceof Error ? error.message : String(error)}\n`);
    return 2;
  }
  if (input.addresses.length === 0) {
    io.stderr.write('nadi ping: no addresses\n');
    return input.refused > 0 ? 1 : 0;
  }
  const tally = new Tally(input.addresses, wanted.count);
  const refusal = await ask(wanted, input.addresses, tally, io.stderr);
  if (refusal !== null) {
    io.stderr.write(`nadi ping: nothing here can ask by ICMP: ${refusal}\n`);
    return 1;
  }
  await print(tally, wanted.isJson, io.stdout);
  if (tally.failures > 0) io.stderr.write(`nadi ping: ${tally.failures} questions could not be asked\n`);
  return input.refused > 0 || tally.failures > 0 ? 1 : 0;
}

function readArguments(args: string[]): Wanted | string {
  try {
    const { values, positionals } = parseArgs({
      args,
      allowPositionals: true,
      options: {
        count: { type: 'string', default: '3' },
        'interval-ms': { type: 'string', default: '1000' },
        'timeout-ms': { type: 'string', default: '1000' },
        json: { type: 'boolean', default: false },
      },
    });
    const [file, ...others] = positionals;
    if (file === undefined || others.length > 0) return 'name one file of addresses, or - for standard input';
    const count = wholeNumber('--count', values.count, 1, MAX_COUNT);
    const intervalMs = wholeNumber('--interval-ms', values['interval-ms'], 1, 3_600_000);
    const timeoutMs = wholeNumber('--timeout-ms', values['timeout-ms'], 1, 60_000);
    return { file, count, intervalMs, timeoutMs, isJson: values.json };
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

interface Input {
  readonly addresses: string[];
  readonly refused: number;
}

/** One address a line; blank lines and what follows a # are passed over. A bad line is named, and costs only itself. */
async function readAddresses(from: Readable, stderr: Writable): Promise<Input> {
  const addresses: string[] = [];
  let refused = 0;
  let lineNumber = 0;
  // A file that cannot be opened says so on the stream, not through readline.
  const failed = new Promise<never>((_, reject) => from.once('error', reject));
  const read = (async () => {
    for await (const line of createInterface({ input: from, crlfDelay: Number.POSITIVE_INFINITY })) {
      lineNumber += 1;
      const text = (lineNumber === 1 ? line.replace(/^\uFEFF/, '') : line).split('#', 1)[0]?.trim() ?? '';
      if (text === '') continue;
      if (net.isIP(text) !== 0 && !text.includes('%')) {
        addresses.push(text);
      } else {
        refused += 1;
        stderr.write(`nadi ping: line ${lineNumber}: ${JSON.stringify(text.slice(0, 60))} is not an IP address\n`);
      }
    }
  })();
  await Promise.race([read, failed]);
  return { addresses, refused };
}

async function ask(wanted: Wanted, addresses: readonly string[], tally: Tally, stderr: Writable): Promise<string | null> {
  const { count, intervalMs, timeoutMs } = wanted;
  const paced = Math.ceil((1250 * addresses.length) / intervalMs);
  const maxPerSecond = Math.min(MOST_PER_SECOND, Math.max(LEAST_PER_SECOND, paced));
  const prober = new LocalIcmpProber({ maxPerSecond, tickMs: 5, flushMs: 50 });
  let finish: () => void = () => undefined;
  const finished = new Promise<void>((resolve) => (finish = resolve));
  const status = await prober.start((batch) => {
    tally.add(batch);
    if (tally.isComplete) finish();
  });
  if (!status.able) {
    await prober.stop();
    return status.reason;
  }
  stderr.write(
    `nadi ping: ${addresses.length} ${addresses.length === 1 ? 'address' : 'addresses'} by ${status.engine} (${status.reason})\n`,
  );
  prober.assign(addresses.map((address, i) => toTarget(address, i, timeoutMs)));
  prober.askNow(
    addresses.map((_, i) => i as DeviceId),
    { tries: count, spacingMs: intervalMs },
  );
  await finished;
  await prober.stop();
  return null;
}

function toTarget(address: string, row: number, timeoutMs: number): Target {
  const deviceId = row as DeviceId;
  return { deviceId, check: 'icmp', address, realm: '', port: null, credential: null, intervalMs: NO_TURN_MS, timeoutMs };
}

/** Figures of each address, in columns: a hundred thousand addresses are an ordinary list. Times in seconds. */
class Tally {
  private readonly received: Uint32Array;
  private readonly lost: Uint32Array;
  private readonly rejected: Uint32Array;
  private readonly failed: Uint32Array;
  private readonly min: Float64Array;
  private readonly max: Float64Array;
  private readonly sum: Float64Array;
  private readonly last: Float64Array;
  private readonly steps: Float64Array;
  private readonly rejectedBy = new Map<number, string>();
  private open: number;
  failures = 0;

  constructor(
    readonly addresses: readonly string[],
    count: number,
  ) {
    const rows = addresses.length;
    this.open = rows * count;
    this.received = new Uint32Array(rows);
    this.lost = new Uint32Array(rows);
    this.rejected = new Uint32Array(rows);
    this.failed = new Uint32Array(rows);
    this.min = new Float64Array(rows).fill(Number.POSITIVE_INFINITY);
    this.max = new Float64Array(rows);
    this.sum = new Float64Array(rows);
    this.last = new Float64Array(rows).fill(Number.NaN);
    this.steps = new Float64Array(rows);
  }

  get isComplete(): boolean {
    return this.open <= 0;
  }

  add(batch: ProbeBatch): void {
    this.open -= batch.count;
    for (let i = 0; i < batch.count; i += 1) {
      const row = batch.deviceIds[i] as number;
      const router = batch.rejectedBy?.get(i);
      if (router !== undefined) this.rejectedBy.set(row, router);
      const outcome = batch.outcomes[i];
      if (outcome === PROBE_OUTCOME.REPLIED) this.replied(row, batch.rttSeconds[i] as number);
      else if (outcome === PROBE_OUTCOME.TIMED_OUT) this.lost[row] = (this.lost[row] as number) + 1;
      else if (outcome === PROBE_OUTCOME.REJECTED) this.rejected[row] = (this.rejected[row] as number) + 1;
      else {
        this.failed[row] = (this.failed[row] as number) + 1;
        this.failures += 1;
      }
    }
  }

  private replied(row: number, rtt: number): void {
    const last = this.last[row] as number;
    this.received[row] = (this.received[row] as number) + 1;
    this.min[row] = Math.min(this.min[row] as number, rtt);
    this.max[row] = Math.max(this.max[row] as number, rtt);
    this.sum[row] = (this.sum[row] as number) + rtt;
    if (!Number.isNaN(last)) this.steps[row] = (this.steps[row] as number) + Math.abs(rtt - last);
    this.last[row] = rtt;
  }

  row(row: number) {
    const received = this.received[row] as number;
    const rejected = this.rejected[row] as number;
    const sent = received + rejected + (this.lost[row] as number);
    const none = received === 0;
    return {
      address: this.addresses[row] as string,
      sent,
      received,
      lossRatio: sent === 0 ? null : (sent - received) / sent,
      rttMinSeconds: none ? null : round(this.min[row] as number),
      rttAvgSeconds: none ? null : round((this.sum[row] as number) / received),
      rttMaxSeconds: none ? null : round(this.max[row] as number),
      /** Mean of |RTTi - RTTi-1|. */
      jitterSeconds: received < 2 ? null : round((this.steps[row] as number) / (received - 1)),
      rejected,
      rejectedBy: this.rejectedBy.get(row) ?? null,
      failed: this.failed[row] as number,
    };
  }
}

function round(seconds: number): number {
  return Math.round(seconds * 1e7) / 1e7;
}

type PingRow = ReturnType<Tally['row']>;

function asText(row: PingRow): string {
  const ms = (seconds: number | null) => ((seconds ?? 0) * 1000).toFixed(3);
  const loss = row.lossRatio === null ? '-' : `${(row.lossRatio * 100).toFixed(row.lossRatio % 0.01 === 0 ? 0 : 1)}%`;
  const rtt = row.received === 0 ? '-' : `${ms(row.rttMinSeconds)}/${ms(row.rttAvgSeconds)}/${ms(row.rttMaxSeconds)} ms`;
  const jitter = row.jitterSeconds === null ? '' : `, jitter ${ms(row.jitterSeconds)} ms`;
  const rejected = row.rejected === 0 ? '' : `, rejected ${row.rejected}${row.rejectedBy === null ? '' : ` by ${row.rejectedBy}`}`;
  const failed = row.failed === 0 ? '' : `, not asked ${row.failed}`;
  return `${row.address} sent ${row.sent}, received ${row.received}, loss ${loss}, rtt min/avg/max ${rtt}${jitter}${rejected}${failed}`;
}

async function print(tally: Tally, isJson: boolean, stdout: Writable): Promise<void> {
  let chunk = '';
  const flush = () => new Promise<void>((resolve) => stdout.write(chunk, () => resolve()));
  for (let row = 0; row < tally.addresses.length; row += 1) {
    chunk += `${isJson ? JSON.stringify(tally.row(row)) : asText(tally.row(row))}\n`;
    if (chunk.length > 65_536) {
      await flush();
      chunk = '';
    }
  }
  await flush();
}
