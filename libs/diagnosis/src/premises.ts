import type { Darkness, SeveredTree, SpanningTree } from '@app/topology';

/** What a device or link must be in every explanation. */
export const FREE = -1;
export const MUST_NOT = 0;
export const MUST = 1;

/** What is out, as flags and as lists: most often next to nothing is. */
export interface Closed extends Darkness {
  readonly closedLinks: readonly number[];
  readonly closedDevices: readonly number[];
}

/**
 * The evidence, freed of its contradictions: there is always a set of components that fulfils all of it. What had to be left out is
 * named.
 */
export interface Premises {
  readonly poller: number;
  /** The tree from the poller with everything up. */
  readonly intact: SpanningTree;
  /** Per device: MUST be reachable, MUST_NOT be, or FREE (nobody asked). */
  readonly device: Int8Array;
  /** Per link: MUST be lit, MUST_NOT be (it was read down), or FREE. */
  readonly link: Int8Array;
  /**
   * Where a path may lead in any explanation: 1 for links and devices that are out. Silent devices and links read down are, for they
   * must come out unreachable and dark; so what is reached can be judged without them.
   */
  readonly closed: Closed;
  /** The tree from the poller over what is not closed. It reaches every device that must be reachable. */
  readonly openTree: SeveredTree;
  /** Devices that work although no path leads to them: the topology is wrong there, and still they have power. */
  readonly apart: ReadonlySet<number>;
  /** Silent devices that nothing explains: DOWN on their own. */
  readonly blamed: readonly number[];
  /** Those of them that may be taken as off, with all that lies behind them. */
  readonly blamedOff: readonly number[];
  readonly unexplainedLinks: readonly number[];
}
