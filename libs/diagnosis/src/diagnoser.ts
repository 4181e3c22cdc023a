import type { NetworkGraph } from '@app/topology';
import { diagnose } from './diagnose.js';
import type { Evidence } from './evidence.js';
import { Testimony } from './testimony.js';
import type { Verdict } from './verdict.js';

const DIAGNOSERS = new WeakMap<NetworkGraph, Diagnoser>();

/**
 * Says what {@link diagnose} says, for evidence that comes again and again with little changed: what was weighed of each device and
 * link is kept, and only what changed is weighed anew. What it was asked before never shows in an answer.
 */
export class Diagnoser {
  /** By poller: each hears other things. */
  private readonly testimonies = new Map<number, Testimony>();

  constructor(private readonly graph: NetworkGraph) {}

  /** The one that goes with a version of the network. */
  static of(graph: NetworkGraph): Diagnoser {
    let diagnoser = DIAGNOSERS.get(graph);
    if (diagnoser === undefined) DIAGNOSERS.set(graph, (diagnoser = new Diagnoser(graph)));
    return diagnoser;
  }

  diagnose(evidence: Evidence): Verdict {
    let testimony = this.testimonies.get(evidence.poller);
    if (testimony === undefined) this.testimonies.set(evidence.poller, (testimony = new Testimony(this.graph, evidence)));
    else testimony.follow(evidence);
    return diagnose(this.graph, evidence, testimony);
  }
}
