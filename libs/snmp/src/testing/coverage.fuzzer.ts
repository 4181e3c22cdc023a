import { Session, type Profiler } from 'node:inspector';

export interface FuzzBudget {
  readonly executions: number;
  readonly milliseconds: number;
}

export interface FuzzReport {
  readonly executions: number;
  readonly seconds: number;
  /** Inputs that reached something new. */
  readonly corpus: readonly Uint8Array[];
  /** Characters of the explored code that ran: with the seeds alone, and in the end. */
  readonly reachedBySeeds: number;
  readonly reached: number;
}

/** To ask for the counts costs more than hundreds of inputs do. */
const BATCH = 512;
const MAX_BYTES = 1500;
/** Bytes that mean something in a message: tags, lengths of each form, and the ends of numbers. */
const TELLING = [0x00, 0x01, 0x02, 0x04, 0x05, 0x06, 0x30, 0x40, 0x41, 0x43, 0x46, 0x7f, 0x80, 0x81, 0x82, 0x83, 0x84, 0x85, 0xa2, 0xff];

/**
 * Feeds a function ever new bytes, and keeps those that made it run code which no others did: V8 counts the runs of every block
 * itself. The same seed and build give the same inputs. Whatever the function throws is a finding, told with the input.
 */
export class CoverageFuzzer {
  private readonly session = new Session();
  /** By file: which characters of its code have run. */
  private readonly reached = new Map<string, Uint8Array>();
  private readonly corpus: Uint8Array[] = [];

  constructor(
    /** Whether the code of this file is what is to be explored. */
    private readonly isExplored: (url: string) => boolean,
    private random: number,
  ) {}

  run(target: (input: Uint8Array) => void, seeds: readonly Uint8Array[], budget: FuzzBudget): FuzzReport {
    this.session.connect();
    this.post('Profiler.enable');
    this.post('Profiler.startPreciseCoverage', { callCount: true, detailed: true });
    const started = performance.now();
    let executions = 0;
    let reachedBySeeds = 0;
    try {
      for (const seed of seeds) this.seek([seed], target);
      reachedBySeeds = this.reachedCharacters;
      if (this.corpus.length === 0) this.corpus.push(...seeds);
      while (executions < budget.executions && performance.now() - started < budget.milliseconds) {
        this.seek(
          Array.from({ length: BATCH }, () => this.mutate(this.pick())),
          target,
        );
        executions += BATCH;
      }
    } finally {
      this.post('Profiler.stopPreciseCoverage');
      this.session.disconnect();
    }
    const seconds = (performance.now() - started) / 1000;
    return { executions, seconds, corpus: this.corpus, reachedBySeeds, reached: this.reachedCharacters };
  }

  /** Runs the inputs, and keeps those that reach something new: half by half, since few do. */
  private seek(inputs: readonly Uint8Array[], target: (input: Uint8Array) => void): void {
    for (const input of inputs) attempt(target, input);
    const ran = this.take();
    if (!this.isNew(ran)) return;
    if (inputs.length > 1) {
      const middle = inputs.length >> 1;
      this.seek(inputs.slice(0, middle), target);
      this.seek(inputs.slice(middle), target);
      return;
    }
    for (const [url, characters] of ran) {
      const reached = this.reached.get(url) ?? new Uint8Array(characters.length);
      characters.forEach((count, at) => count > 0 && (reached[at] = 1));
      this.reached.set(url, reached);
    }
    this.corpus.push(...inputs);
  }

  private isNew(ran: ReadonlyMap<string, Uint8Array>): boolean {
    return [...ran].some(([url, characters]) => {
      const reached = this.reached.get(url);
      return characters.some((count, at) => count > 0 && reached?.[at] !== 1);
    });
  }

  private get reachedCharacters(): number {
    let sum = 0;
    for (const characters of this.reached.values()) for (const is of characters) sum += is;
    return sum;
  }

  /** What ran since the last call. V8 joins blocks that ran equally often, so blocks are no measure; characters are. */
  private take(): ReadonlyMap<string, Uint8Array> {
    const { result } = this.post('Profiler.takePreciseCoverage') as unknown as Profiler.TakePreciseCoverageReturnType;
    const ran = new Map<string, Uint8Array>();
    for (const { url, functions } of result) {
      if (!this.isExplored(url)) continue;
      // Whole files come first, then what is in them: the inner count is the true one.
      const ranges = functions.flatMap((one) => one.ranges).sort((a, b) => a.startOffset - b.startOffset || b.endOffset - a.endOffset);
      const characters = new Uint8Array(this.reached.get(url)?.length ?? Math.max(...ranges.map(({ endOffset }) => endOffset)));
      for (const { startOffset, endOffset, count } of ranges) characters.fill(count > 0 ? 1 : 0, startOffset, endOffset);
      ran.set(url, characters);
    }
    return ran;
  }

  /** The inspector answers within the call when it is asked from the same thread. */
  private post(method: string, params: object = {}): object {
    let answer: object = {};
    this.session.post(method, params, (error: Error | null, result?: object) => {
      if (error) throw error;
      answer = result ?? {};
    });
    return answer;
  }

  private pick(): Uint8Array {
    return this.corpus[this.below(this.corpus.length)] as Uint8Array;
  }

  private mutate(input: Uint8Array): Uint8Array {
    let bytes = [...input];
    for (let times = 1 + this.below(5); times > 0; times -= 1) bytes = this.mutateOnce(bytes);
    return Uint8Array.from(bytes.slice(0, MAX_BYTES));
  }

  private mutateOnce(bytes: number[]): number[] {
    const at = this.below(bytes.length + 1);
    const telling = TELLING[this.below(TELLING.length)] as number;
    const length = 1 + this.below(16);
    switch (this.below(8)) {
      case 0:
        return replaced(bytes, at, (bytes[at] ?? 0) ^ (1 << this.below(8)));
      case 1:
        return replaced(bytes, at, telling);
      case 2:
        return replaced(bytes, at, (bytes[at] ?? 0) + this.below(5) - 2);
      case 3:
        return bytes.toSpliced(at, 0, telling);
      case 4:
        return bytes.toSpliced(at, length);
      case 5:
        return bytes.toSpliced(at, 0, ...bytes.slice(at, at + length));
      case 6:
        return bytes.slice(0, at);
      default: {
        const other = this.pick();
        const from = this.below(other.length + 1);
        return bytes.toSpliced(at, length, ...other.slice(from, from + length));
      }
    }
  }

  private below(limit: number): number {
    this.random = (Math.imul(this.random, 1_664_525) + 1_013_904_223) | 0;
    return Math.floor(((this.random >>> 0) / 2 ** 32) * limit);
  }
}

function attempt(target: (input: Uint8Array) => void, input: Uint8Array): void {
  try {
    target(input);
  } catch (error) {
    throw new Error(`finding: ${Buffer.from(input).toString('hex')}`, { cause: error });
  }
}

/** One byte more, if `at` is the end. */
function replaced(bytes: readonly number[], at: number, value: number): number[] {
  return bytes.toSpliced(at, 1, value & 0xff);
}
