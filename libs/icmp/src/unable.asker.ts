import { ECHO_OUTCOME, EchoAsker, type EchoClock } from './echo.asker.js';

/** Stands where nothing can ask: every question FAILED, so that everything is unknown and nothing is down. */
export class UnableAsker extends EchoAsker {
  override readonly engine = 'none';
  override readonly maxPerSecond = Number.POSITIVE_INFINITY;
  override readonly pending = 0;

  constructor(private readonly clock: EchoClock) {
    super();
  }

  override room(): number {
    return Number.POSITIVE_INFINITY;
  }

  override ask(tag: number): void {
    const now = this.clock.wallMs();
    this.sink.outcome(tag, ECHO_OUTCOME.FAILED, Number.NaN, now, now, null);
  }

  override send(): void {}

  override collect(): void {}

  override close(): Promise<void> {
    return Promise.resolve();
  }
}
