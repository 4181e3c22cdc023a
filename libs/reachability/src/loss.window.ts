/** Probes over which loss is counted. */
export const LOSS_WINDOW = 20;
const FEWEST = 10;
const DEGRADED_FROM = 0.2;
const DEGRADED_UNTIL = 0.1;
const MASK = 2 ** LOSS_WINDOW - 1;

/** Which of the last twenty probes of each device were lost, a bit each. A single lost packet is never more than a bit. */
export class LossWindow {
  readonly ratio: Float32Array;
  /** 1 while a device answers, but loses a fifth; until it loses less than a tenth. */
  readonly isDegraded: Uint8Array;
  private readonly lost: Uint32Array;
  private readonly seen: Uint8Array;

  constructor(devices: number) {
    this.ratio = new Float32Array(devices).fill(Number.NaN);
    this.isDegraded = new Uint8Array(devices);
    this.lost = new Uint32Array(devices);
    this.seen = new Uint8Array(devices);
  }

  /** True if the device began or ceased to be degraded by this. */
  note(device: number, isLost: boolean): boolean {
    const bits = ((this.lost[device] << 1) | (isLost ? 1 : 0)) & MASK;
    const seen = Math.min(this.seen[device] + 1, LOSS_WINDOW);
    this.lost[device] = bits;
    this.seen[device] = seen;
    const ratio = bitCount(bits) / seen;
    this.ratio[device] = ratio;
    const was = this.isDegraded[device];
    if (seen >= FEWEST && ratio >= DEGRADED_FROM) this.isDegraded[device] = 1;
    else if (ratio < DEGRADED_UNTIL) this.isDegraded[device] = 0;
    return this.isDegraded[device] !== was;
  }

  /** Begins anew: what was lost in an outage says nothing of the quality after it. */
  reset(device: number): void {
    this.lost[device] = 0;
    this.seen[device] = 0;
    this.isDegraded[device] = 0;
  }

  copy(from: LossWindow, theirs: number, mine: number): void {
    this.ratio[mine] = from.ratio[theirs];
    this.isDegraded[mine] = from.isDegraded[theirs];
    this.lost[mine] = from.lost[theirs];
    this.seen[mine] = from.seen[theirs];
  }
}

function bitCount(word: number): number {
  let bits = word - ((word >>> 1) & 0x5555_5555);
  bits = (bits & 0x3333_3333) + ((bits >>> 2) & 0x3333_3333);
  return (((bits + (bits >>> 4)) & 0x0f0f_0f0f) * 0x0101_0101) >>> 24;
}
