import type { DeviceId } from '@app/kernel';
import type { TrapKind } from '@app/probing';

/** A device to look at now; `isToAsk`: whether it lives, too. */
export interface Look {
  readonly id: DeviceId;
  readonly isToAsk: boolean;
}

export interface HintPolicy {
  /** No device is looked at more often than this because of what it tells. */
  readonly holdMs: number;
  /** Nor more devices than so many a second, and at once: what they are asked on their turn goes before. */
  readonly perSecond: number;
  readonly burst: number;
}

const POLICY: HintPolicy = { holdMs: 5_000, perSecond: 50, burst: 100 };
/** After these a device, or a way to it, may be gone or back. */
const TO_ASK: ReadonlySet<TrapKind> = new Set<TrapKind>(['linkDown', 'linkUp', 'coldStart', 'warmStart']);

/**
 * How often a hint makes us look: a flood of traps must not drive the pollers. The first is followed at once; what is told while a device is
 * held is followed once, when the hold ends, so that the last word of a flapping port is seen. Time is an argument: monotonic milliseconds.
 */
export class HintGate {
  /** Devices to look at, in the order in which they told. */
  private readonly waiting = new Map<DeviceId, boolean>();
  /** When devices were looked at, the oldest first. */
  private readonly lookedAt = new Map<DeviceId, number>();
  private tokens: number;
  private filledMs: number | null = null;

  constructor(private readonly policy: HintPolicy = POLICY) {
    this.tokens = policy.burst;
  }

  /** Takes a hint; false where its device is held, so that nothing is due sooner by it. */
  offer(id: DeviceId, kind: TrapKind): boolean {
    this.waiting.set(id, (this.waiting.get(id) ?? false) || TO_ASK.has(kind));
    return !this.lookedAt.has(id);
  }

  /** Whom to look at now; they are held from now on. */
  due(nowMs: number): Look[] {
    this.refill(nowMs);
    this.release(nowMs);
    const looks: Look[] = [];
    for (const [id, isToAsk] of this.waiting) {
      if (this.tokens < 1) break;
      if (this.lookedAt.has(id)) continue;
      this.tokens -= 1;
      this.waiting.delete(id);
      this.lookedAt.set(id, nowMs);
      looks.push({ id, isToAsk });
    }
    return looks;
  }

  private refill(nowMs: number): void {
    const { perSecond, burst } = this.policy;
    this.tokens = Math.min(burst, this.tokens + ((nowMs - (this.filledMs ?? nowMs)) / 1000) * perSecond);
    this.filledMs = nowMs;
  }

  private release(nowMs: number): void {
    for (const [id, at] of this.lookedAt) {
      if (nowMs - at < this.policy.holdMs) break;
      this.lookedAt.delete(id);
    }
  }
}
