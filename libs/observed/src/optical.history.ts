export const HISTORY_HOURS = 7 * 24;
/** Fewer values than this make no median to hold anything against: a day's, so that day and night are both in it. */
const FEWEST = 24;
const NONE = -32_768;
const MOST_CENTI = 32_767;

/**
 * The light of one receiver over the last week: one value an hour, in hundredths of a dBm, 336 bytes. Small enough to be kept for every
 * port of a city, and enough for an exact median.
 */
export class OpticalHistory {
  private constructor(
    private readonly slots: Int16Array,
    private newestHour: number,
  ) {}

  static empty(): OpticalHistory {
    return new OpticalHistory(new Int16Array(HISTORY_HOURS).fill(NONE), 0);
  }

  /** What was kept; anything of another length is from nowhere and counts for nothing. */
  static from(bytes: Uint8Array, newestHour: number): OpticalHistory {
    const history = OpticalHistory.empty();
    if (bytes.byteLength !== HISTORY_HOURS * 2) return history;
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    for (let slot = 0; slot < HISTORY_HOURS; slot++) history.slots[slot] = view.getInt16(2 * slot, true);
    history.newestHour = newestHour;
    return history;
  }

  get hour(): number {
    return this.newestHour;
  }

  /** In the byte order of no machine in particular: little endian. */
  toBytes(): Buffer {
    const bytes = Buffer.alloc(HISTORY_HOURS * 2);
    this.slots.forEach((value, slot) => bytes.writeInt16LE(value, 2 * slot));
    return bytes;
  }

  /** Takes the first value of an hour, and answers whether it did. */
  note(dbm: number, hour: number): boolean {
    if (hour === this.newestHour) return false;
    // Hours without a value are unknown. After a clock that was set back, so is what seems to lie in the future.
    const [from, to] = hour > this.newestHour ? [this.newestHour, hour] : [hour, this.newestHour];
    for (let each = Math.max(from + 1, to - HISTORY_HOURS + 1); each <= to; each++) this.slots[slotOf(each)] = NONE;
    this.slots[slotOf(hour)] = Math.max(NONE + 1, Math.min(MOST_CENTI, Math.round(dbm * 100)));
    this.newestHour = hour;
    return true;
  }

  /** The median of what was seen in the week before `hour`, in dBm; null where too little was. */
  median(hour: number): number | null {
    const values: number[] = [];
    for (let slot = 0; slot < HISTORY_HOURS; slot++) {
      const age = this.newestHour - slotOf(this.newestHour) + slot;
      const at = age > this.newestHour ? age - HISTORY_HOURS : age;
      if (this.slots[slot] !== NONE && at > hour - HISTORY_HOURS) values.push(this.slots[slot]);
    }
    if (values.length < FEWEST) return null;
    values.sort((a, b) => a - b);
    const middle = values.length >> 1;
    return (values.length % 2 === 1 ? values[middle] : (values[middle - 1] + values[middle]) / 2) / 100;
  }
}

function slotOf(hour: number): number {
  return ((hour % HISTORY_HOURS) + HISTORY_HOURS) % HISTORY_HOURS;
}

export function hourOf(ms: number): number {
  return Math.floor(ms / 3_600_000);
}
