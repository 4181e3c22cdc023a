import type { ProbeOutcome } from '@app/probing';
import { type DetectionPolicy, nextReachability, type Observation, type Reachability } from './reachability.js';

/** What is heard so much later than what was asked after it does not count any more, milliseconds. */
const HORIZON_MS = 20_000;
/** Of a device that is asked more often than that, the oldest are settled earlier. */
const MOST_KEPT = 32;

/**
 * What was heard of one device in doubt, in the order of asking. Results are late, overtake each other and come twice; what is believed
 * is what it would be had each come once and in its order.
 */
export class Recollection {
  /** Pairs of an instant and an outcome, the oldest first; numbers, since all devices may be in doubt at once. */
  private readonly heard: number[] = [];

  constructor(private before: Reachability) {}

  /** False for a repeat, and for what is older than all that is settled already. */
  add({ outcome, sentAt }: Observation, policy: DetectionPolicy): boolean {
    const { heard } = this;
    let at = heard.length;
    while (at > 0 && heard[at - 2] > sentAt) at -= 2;
    const isRepeat = at > 0 && heard[at - 2] === sentAt;
    const newest = heard.length > 0 ? heard[heard.length - 2] : sentAt;
    if (isRepeat || sentAt < newest - HORIZON_MS) return false;
    heard.splice(at, 0, sentAt, outcome);
    this.settle(policy);
    return true;
  }

  believed(policy: DetectionPolicy): Reachability {
    let state = this.before;
    for (let i = 0; i < this.heard.length; i += 2) state = nextReachability(state, this.at(i), policy);
    return state;
  }

  instants(): number[] {
    return this.heard.filter((_, i) => i % 2 === 0);
  }

  /** Whether nothing is in doubt any more: all that is remembered says the same as what is settled. */
  isOver(policy: DetectionPolicy): boolean {
    const { before, heard } = this;
    if (before.contradictions > 0 || before.failures > 0) return false;
    for (let i = 0; i < heard.length; i += 2) {
      const after = nextReachability(before, this.at(i), policy);
      if (after.contradictions > 0 || after.failures > 0 || after.status !== before.status) return false;
    }
    return true;
  }

  private settle(policy: DetectionPolicy): void {
    const { heard } = this;
    const until = heard[heard.length - 2] - HORIZON_MS;
    let settled = 0;
    while (heard[settled] < until || heard.length - settled > 2 * MOST_KEPT) {
      this.before = nextReachability(this.before, this.at(settled), policy);
      settled += 2;
    }
    if (settled > 0) heard.splice(0, settled);
  }

  private at(i: number): Observation {
    return { sentAt: this.heard[i], outcome: this.heard[i + 1] as ProbeOutcome };
  }
}
