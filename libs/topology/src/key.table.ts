/** So many places are looked at for a key; what finds none of them free goes to a list apart. */
const MOST_LOOKS = 64;

/**
 * Finds positions by an owner and a name, as a hash table of positions alone: 8 to 16 bytes a key, where a Map takes forty and more
 * for the collector to walk through. Names come from files, and whoever writes them to collide only makes a Map of it.
 */
export class KeyTable {
  /** Position + 1; 0 where nothing is. */
  private readonly slots: Int32Array;
  private readonly crowded = new Map<string, number>();

  /** For at most so many keys, whose owners and names can be looked up by their positions. */
  constructor(
    count: number,
    private readonly nameOf: (position: number) => string,
    private readonly ownerOf: (position: number) => number = () => 0,
  ) {
    let size = 16;
    while (size < 2 * count) size *= 2;
    this.slots = new Int32Array(size);
  }

  /** The position of a key, or -1. */
  find(name: string, owner = 0): number {
    const mask = this.slots.length - 1;
    let slot = hashOf(name, owner) & mask;
    for (let looks = 0; looks < MOST_LOOKS; looks++) {
      const position = this.slots[slot] - 1;
      if (position < 0) return -1;
      if (this.ownerOf(position) === owner && this.nameOf(position) === name) return position;
      slot = (slot + 1) & mask;
    }
    return this.crowded.get(`${owner} ${name}`) ?? -1;
  }

  /** Enters a position; where its key is taken, enters nothing and answers the position that has it. Else -1. */
  enter(position: number): number {
    const name = this.nameOf(position);
    const owner = this.ownerOf(position);
    const mask = this.slots.length - 1;
    let slot = hashOf(name, owner) & mask;
    for (let looks = 0; looks < MOST_LOOKS; looks++) {
      const other = this.slots[slot] - 1;
      if (other < 0) {
        this.slots[slot] = position + 1;
        return -1;
      }
      if (this.ownerOf(other) === owner && this.nameOf(other) === name) return other;
      slot = (slot + 1) & mask;
    }
    const taken = this.crowded.get(`${owner} ${name}`);
    if (taken !== undefined) return taken;
    this.crowded.set(`${owner} ${name}`, position);
    return -1;
  }
}

/** FNV-1a over code units, stirred at the end: names differ in their last digits. */
function hashOf(name: string, owner: number): number {
  let hash = 0x811c9dc5 ^ Math.imul(owner, 0x9e3779b1);
  for (let i = 0; i < name.length; i++) hash = Math.imul(hash ^ name.charCodeAt(i), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 15), 0x85ebca6b);
  return (hash ^ (hash >>> 13)) >>> 0;
}
