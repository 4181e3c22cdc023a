import { PROBE_OUTCOME, type ProbeBatch, type ProbeOutcome } from './probe.result.js';

/** Gathers results in columns until somebody takes them. */
export class BatchBuilder {
  private deviceIds = new Int32Array(1024);
  private outcomes = new Uint8Array(1024);
  private rttSeconds = new Float32Array(1024);
  private observedAtMs = new Float64Array(1024);
  private sentAtMs = new Float64Array(1024);
  private rejectedBy = new Map<number, string>();
  private filled = 0;

  get count(): number {
    return this.filled;
  }

  add(deviceId: number, outcome: ProbeOutcome, rttSeconds: number, observedAtMs: number, sentAtMs: number, router: string | null): void {
    if (this.filled === this.outcomes.length) this.grow();
    const row = this.filled;
    this.deviceIds[row] = deviceId;
    this.outcomes[row] = outcome;
    this.rttSeconds[row] = rttSeconds;
    this.observedAtMs[row] = observedAtMs;
    this.sentAtMs[row] = sentAtMs;
    if (outcome === PROBE_OUTCOME.REJECTED && router !== null) this.rejectedBy.set(row, router);
    this.filled = row + 1;
  }

  /** What was gathered, in arrays of its own that may be transferred to another thread. */
  take(): ProbeBatch {
    const { filled } = this;
    const batch: ProbeBatch = {
      count: filled,
      deviceIds: this.deviceIds.slice(0, filled),
      outcomes: this.outcomes.slice(0, filled),
      rttSeconds: this.rttSeconds.slice(0, filled),
      observedAtMs: this.observedAtMs.slice(0, filled),
      sentAtMs: this.sentAtMs.slice(0, filled),
      ...(this.rejectedBy.size > 0 ? { rejectedBy: this.rejectedBy } : {}),
    };
    if (this.rejectedBy.size > 0) this.rejectedBy = new Map();
    this.filled = 0;
    return batch;
  }

  private grow(): void {
    const larger = <A extends Int32Array | Uint8Array | Float32Array | Float64Array>(column: A): A => {
      const copy = new (column.constructor as new (length: number) => A)(column.length * 2);
      copy.set(column);
      return copy;
    };
    this.deviceIds = larger(this.deviceIds);
    this.outcomes = larger(this.outcomes);
    this.rttSeconds = larger(this.rttSeconds);
    this.observedAtMs = larger(this.observedAtMs);
    this.sentAtMs = larger(this.sentAtMs);
  }
}

/** The buffers of a batch, for postMessage to hand over without a copy. */
export function buffersOf(batch: ProbeBatch): ArrayBuffer[] {
  return [batch.deviceIds, batch.outcomes, batch.rttSeconds, batch.observedAtMs, batch.sentAtMs].map(
    (column) => column.buffer as ArrayBuffer,
  );
}
