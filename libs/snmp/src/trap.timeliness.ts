interface Heard {
  readonly boots: number;
  readonly time: number;
  /** When that was the engine's time, by our monotonic clock. */
  readonly atMs: number;
}

export const WINDOW_SECONDS = 150;
const MAX_BOOTS = 2 ** 31 - 1;
const FORGOTTEN_MS = 3_600_000;
const MAX_ENGINES = 65_536;

/**
 * The clocks of engines that sent authentic traps (RFC 3414 section 3.2, step 7b): what is older than 150 s by them is a replay. An engine
 * that was not heard for an hour is learnt anew: one that lost its memory, and begins to count its boots from one, would be refused for
 * ever, while a replay costs one poll.
 */
export class EngineClocks {
  /** The one that was heard the longest ago comes first. */
  private readonly heard = new Map<string, Heard>();

  /** Whether an authentic message is new enough; it then counts as heard. Engines are told apart by address too: ids are copied with disks. */
  isTimely(source: string, engineId: Buffer, boots: number, time: number, nowMs: number): boolean {
    if (boots === MAX_BOOTS) return false;
    const key = `${source} ${engineId.toString('hex')}`;
    const known = this.heard.get(key);
    if (known && nowMs - known.atMs < FORGOTTEN_MS) {
      const isLater = boots > known.boots || (boots === known.boots && time > known.time);
      const notion = known.time + Math.floor((nowMs - known.atMs) / 1000);
      if (boots < known.boots || (boots === known.boots && time < notion - WINDOW_SECONDS)) return false;
      if (!isLater) return true;
    }
    this.heard.delete(key);
    if (this.heard.size >= MAX_ENGINES) this.heard.delete(this.heard.keys().next().value as string);
    this.heard.set(key, { boots, time, atMs: nowMs });
    return true;
  }
}
