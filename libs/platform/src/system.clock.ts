import { Clock } from '@app/kernel';

/** The machine's clocks. The only place that reads them for the rules of the product. */
export class SystemClock extends Clock {
  override now(): Date {
    return new Date();
  }

  override monotonicMs(): number {
    return performance.now();
  }
}
