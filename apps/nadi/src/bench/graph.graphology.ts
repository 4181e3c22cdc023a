import type { NetworkGraph } from '@app/topology';
import { type Figure, nowMs, timed } from './graph.figures.js';

/** What of graphology is used; the package itself is there in development only. */
interface PeerGraph {
  addNode(key: number): void;
  addUndirectedEdgeWithKey(key: number, source: number, target: number): void;
  dropEdge(key: number): void;
}
type Walk = (graph: PeerGraph, node: number, visit: (node: string) => void) => void;
type Path = (graph: PeerGraph, source: number, target: number) => string[] | null;
interface Peer {
  readonly Graph: new (options: { multi: boolean; type: string }) => PeerGraph;
  readonly bfsFromNode: Walk;
  readonly bidirectional: Path;
}

/** What both sides are asked, and what ours said. */
export interface PeerQuestions {
  readonly reached: number;
  readonly cutLink: number;
  readonly lostByCut: number;
  readonly camera: number;
  readonly hops: number;
}

/** The same network in graphology: built, walked, cut, and asked for a path. */
export async function measureGraphology(graph: NetworkGraph, asked: PeerQuestions): Promise<{ figures: Figure[]; wrong: string[] }> {
  const who = 'graphology';
  const devices = graph.deviceCount;
  const peer = await load();
  if (typeof peer === 'string') return { figures: [{ who, devices, what: peer, ms: null, note: '' }], wrong: [] };
  const figures: Figure[] = [];
  const wrong: string[] = [];
  const note = (what: string, ms: number, found: number, expected: number) => {
    figures.push({ who, devices, what, ms, note: `${found}` });
    if (found !== expected) wrong.push(`${devices} devices: graphology, ${what}: ${found}, ours: ${expected}`);
  };
  const root = graph.pollers[0].device;
  const built = timedBuild(peer, graph);
  figures.push({ who, devices, what: 'build the graph', ms: built.ms, note: '' });
  const walk = () => {
    let count = 0;
    peer.bfsFromNode(built.graph, root, () => void count++);
    return count;
  };
  const runs = 1;
  const whole = timed(walk, runs);
  note('walk the whole network', whole.ms, whole.result, asked.reached);
  const path = timed(() => peer.bidirectional(built.graph, asked.camera, root), runs);
  note('path from a camera to the poller', path.ms, (path.result?.length ?? 0) - 1, asked.hops);
  built.graph.dropEdge(asked.cutLink);
  const cut = timed(walk, runs);
  note('what is lost if a link is cut', cut.ms, asked.reached - cut.result, asked.lostByCut);
  return { figures, wrong };
}

function timedBuild({ Graph }: Peer, { deviceCount, linkCount, linkA, linkZ }: NetworkGraph): { graph: PeerGraph; ms: number } {
  const started = nowMs();
  const graph = new Graph({ multi: true, type: 'undirected' });
  for (let device = 0; device < deviceCount; device++) graph.addNode(device);
  for (let link = 0; link < linkCount; link++) graph.addUndirectedEdgeWithKey(link, linkA[link], linkZ[link]);
  return { graph, ms: nowMs() - started };
}

async function load(): Promise<Peer | string> {
  // Named at run time: where only the product is installed, there is nothing to compile against.
  const names = ['graphology', 'graphology-traversal', 'graphology-shortest-path'];
  try {
    const [core, traversal, paths] = (await Promise.all(names.map((name) => import(name)))) as [
      { default: Peer['Graph'] },
      { default?: { bfsFromNode: Walk }; bfsFromNode?: Walk },
      { default?: { bidirectional: Path }; bidirectional?: Path },
    ];
    const bfsFromNode = traversal.bfsFromNode ?? traversal.default?.bfsFromNode;
    const bidirectional = paths.bidirectional ?? paths.default?.bidirectional;
    if (!bfsFromNode || !bidirectional) return 'graphology is installed, but not as it is known here';
    return { Graph: core.default, bfsFromNode, bidirectional };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ERR_MODULE_NOT_FOUND') return 'not installed (it is a development dependency)';
    throw error;
  }
}
