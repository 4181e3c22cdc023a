import type { DeviceId } from '@app/kernel';
import { LocalIcmpProber, PROBE_OUTCOME, type IcmpProber, type IcmpProberOptions, type Target } from '@app/probing';
import type { Address } from './address.range.js';

export interface SweepOptions {
  /** Questions a second at most. */
  readonly perSecond: number;
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
  readonly onSwept: (swept: number, answered: number) => void;
}

export type Swept =
  | { readonly kind: 'swept'; readonly living: ReadonlySet<string> }
  | { readonly kind: 'unable'; readonly reason: string }
  | { readonly kind: 'cancelled' };

/** Asks many addresses once for a sign of life. */
export abstract class EchoSweep {
  abstract sweep(addresses: readonly Address[], options: SweepOptions): Promise<Swept>;
}

/** Nobody's ordinary turn comes within a sweep: all questions go by the fast clock, which counts them. */
const NO_TURN_MS = 2 ** 52;
/** A lost packet must not hide a host. */
const TRIES = 2;
const SPACING_MS = 500;
const PIECE = 2_048;

/** Sweeps with the poller's own engine, piece by piece, so that it can be ended between two. */
export class ProberSweep extends EchoSweep {
  constructor(
    private readonly options: IcmpProberOptions = {},
    private readonly open: (options: IcmpProberOptions) => IcmpProber = (given) => new LocalIcmpProber(given),
  ) {
    super();
  }

  override async sweep(addresses: readonly Address[], options: SweepOptions): Promise<Swept> {
    const living = new Set<string>();
    const prober = this.open({ ...this.options, maxPerSecond: options.perSecond, tickMs: 5, flushMs: 50 });
    const round = new Round();
    const status = await prober.start((batch) => {
      for (let i = 0; i < batch.count; i += 1) round.hear(batch.deviceIds[i] as number, batch.outcomes[i] === PROBE_OUTCOME.REPLIED);
    });
    try {
      if (!status.able) return { kind: 'unable', reason: status.reason };
      for (let from = 0; from < addresses.length; from += PIECE) {
        if (options.signal.aborted) return { kind: 'cancelled' };
        const piece = addresses.slice(from, from + PIECE);
        const answered = round.begin(piece.length * TRIES, options.signal);
        prober.assign(piece.map((address, row) => toTarget(address, row, options.timeoutMs)));
        prober.askNow(
          piece.map((_, row) => row as DeviceId),
          { tries: TRIES, spacingMs: SPACING_MS },
        );
        for (const row of await answered) living.add(piece[row]?.text ?? '');
        options.onSwept(from + piece.length, living.size);
      }
      return options.signal.aborted ? { kind: 'cancelled' } : { kind: 'swept', living };
    } finally {
      await prober.stop();
    }
  }
}

/** One piece: open until every question has an outcome, or the run is cancelled. */
class Round {
  private open = 0;
  private living = new Set<number>();
  private finish: () => void = () => undefined;

  async begin(questions: number, signal: AbortSignal): Promise<ReadonlySet<number>> {
    this.open = questions;
    this.living = new Set();
    const done = new Promise<void>((resolve) => (this.finish = resolve));
    const cancel = () => this.finish();
    signal.addEventListener('abort', cancel, { once: true });
    await done;
    signal.removeEventListener('abort', cancel);
    return this.living;
  }

  hear(row: number, replied: boolean): void {
    if (replied) this.living.add(row);
    this.open -= 1;
    if (this.open <= 0) this.finish();
  }
}

function toTarget({ text }: Address, row: number, timeoutMs: number): Target {
  const deviceId = row as DeviceId;
  return { deviceId, check: 'icmp', address: text, realm: '', port: null, credential: null, intervalMs: NO_TURN_MS, timeoutMs };
}
