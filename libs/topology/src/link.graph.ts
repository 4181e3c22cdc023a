import type { NetworkGraph } from './network.graph.js';

/** Devices and links alone: what walks and trees need. A network's graph is one, and so is a part of it in a numbering of its own. */
export type LinkGraph = Pick<NetworkGraph, 'deviceCount' | 'linkCount' | 'linkA' | 'linkZ' | 'adjStart' | 'adjNode' | 'adjLink'>;
