import { diagnose, Diagnoser, type Evidence, type Verdict } from '@app/diagnosis';
import { hopsFrom, impactOf, NetworkGraph, noDarkness, shortestPath, type TopologyDocument } from '@app/topology';
import { type Figure, heldBytes, nowMs, timed } from './graph.figures.js';
import { type Broken, evidenceOf, SCENARIOS, spread } from './graph.scenarios.js';
import { syntheticTopology } from './synthetic.topology.js';

const RUNS = 5;
const QUESTIONS = 40;

/** Stations, buildings, access points, conduits, spans, devices and links. */
function elementsOf(document: TopologyDocument): number {
  const { stations, buildings = [], accessPoints = [], conduits = [], spans = [], devices, links } = document;
  return [stations, buildings, accessPoints, conduits, spans, devices, links].reduce((count, { length }) => count + length, 0);
}

/** Our own graph: built, weighed, walked, judged and asked. */
export class GraphMeasures {
  readonly wrong: string[] = [];

  constructor(
    private readonly graph: NetworkGraph,
    private readonly tell: (figure: Figure) => void,
  ) {}

  all(): void {
    const { graph } = this;
    Diagnoser.of(graph).diagnose(evidenceOf(graph, []));
    const walk = timed(() => hopsFrom(graph, graph.pollers[0].device, noDarkness(graph)), RUNS);
    this.note('walk the whole network', walk.ms, `${reachedBy(walk.result)} devices`);
    this.diagnoses();
    this.changes();
    this.impacts();
    this.paths();
  }

  private diagnoses(): void {
    const { graph } = this;
    for (const { name, broken } of SCENARIOS) {
      const expected = broken(graph);
      const evidence = evidenceOf(graph, expected);
      const { ms, result } = timed(() => diagnose(graph, evidence), RUNS);
      this.note(`diagnose, all evidence: ${name}`, ms, told(result));
      this.check(name, result, expected);
    }
  }

  /** On top of what is broken, a camera and a switch die and come back in turn. */
  private changes(): void {
    const { graph } = this;
    for (const { name, broken } of SCENARIOS) {
      const standing = broken(graph);
      const more = [...spread(graph, 'CAMERA', 2).slice(1), ...spread(graph, 'SWITCH', 2).slice(1)];
      const steps = more.flatMap((one) => [[...standing, one], standing]).map((all) => evidenceOf(graph, all));
      const diagnoser = new Diagnoser(graph);
      diagnoser.diagnose(steps.at(-1)!);
      const { ms } = timed((i) => diagnoser.diagnose(steps[i % steps.length]), 4 * RUNS);
      this.note(`diagnose, after a change: ${name}`, ms, '');
      for (const step of steps) this.checkSame(name, diagnoser.diagnose(step), step);
    }
  }

  private impacts(): void {
    const { graph } = this;
    const lostBy = (index: number) => impactOf(graph, [{ kind: 'SPAN', index }]).lostDevices.length;
    const spans = Array.from({ length: QUESTIONS }, (_, i) => Math.floor((i * graph.spanCount) / QUESTIONS));
    const lost = Math.max(...spans.map(lostBy));
    const each = timed((i) => lostBy(spans[i % QUESTIONS]), QUESTIONS);
    this.note('what if a span is cut', each.ms, `${QUESTIONS} spans, up to ${lost} devices lost`);
    const slow = slowestOf(spans, lostBy);
    this.note('what if a span is cut, the slowest of them', timed(() => lostBy(slow), 3).ms, '');
    const station = graph.deviceIndex('ST3-rt');
    const impact = timed(() => impactOf(graph, [{ kind: 'DEVICE', index: station }]), RUNS);
    this.note('impact of a station off', impact.ms, `${impact.result.lostDevices.length} devices lost`);
  }

  private paths(): void {
    const { graph } = this;
    const root = graph.pollers[0].device;
    const cameras = spread(graph, 'CAMERA', QUESTIONS).map(({ index }) => index);
    const pathFrom = (camera: number) => shortestPath(graph, camera, root);
    const hops = hopsFrom(graph, root, noDarkness(graph));
    for (const camera of cameras) {
      if (pathFrom(camera)?.length !== hops[camera]) this.wrong.push(`the path from ${graph.deviceNames[camera]} is not a shortest`);
    }
    this.note('path from a camera to the poller', timed((i) => pathFrom(cameras[i % QUESTIONS]), QUESTIONS).ms, `${QUESTIONS} cameras`);
    const far = slowestOf(cameras, pathFrom);
    this.note('path from a camera, the slowest of them', timed(() => pathFrom(far), 3).ms, `${hops[far]} links`);
  }

  private note(what: string, ms: number, note: string): void {
    this.tell({ who: 'nadi', devices: this.graph.deviceCount, what, ms, note });
  }

  /** Each broken thing stands among the candidates of a cause of its own. */
  private check(name: string, { rootCauses, isMinimal }: Verdict, broken: readonly Broken[]): void {
    const named = (cause: Verdict['rootCauses'][number]) =>
      broken.some(({ kind, index }) => cause.candidates.some((candidate) => candidate.kind === kind && candidate.index === index));
    if (!isMinimal || rootCauses.length !== broken.length || !rootCauses.every(named)) {
      this.wrong.push(`${this.graph.deviceCount} devices, ${name}: ${rootCauses.length} causes for ${broken.length} broken things`);
    }
  }

  private checkSame(name: string, after: Verdict, evidence: Evidence): void {
    const full = diagnose(this.graph, evidence);
    const same = Buffer.compare(after.statuses, full.statuses) === 0 && causesOf(after) === causesOf(full);
    if (!same) this.wrong.push(`${this.graph.deviceCount} devices, ${name}: another answer after a change than from all evidence`);
  }
}

/** Builds the graph, and weighs it once its document is gone: alone, and with all that answering keeps beside it. */
export class GraphScale {
  readonly graph: NetworkGraph;
  private readonly empty = heldBytes();
  private readonly elements: number;

  constructor(
    devices: number,
    private readonly tell: (figure: Figure) => void,
  ) {
    const { graph, elements, ms } = build(devices);
    this.graph = graph;
    this.elements = elements;
    tell({ who: 'nadi', devices: graph.deviceCount, what: 'build the graph', ms, note: `${elements} elements` });
    this.weigh('memory of the graph');
  }

  weigh(what: string): void {
    const bytes = heldBytes() - this.empty;
    const each = (count: number) => `${Math.round(bytes / count)} bytes`;
    const note = `${Math.round(bytes / 1e6)} MB: ${each(this.elements)} an element, ${each(this.elements + 2 * this.graph.linkCount)} if each interface is one`;
    this.tell({ who: 'nadi', devices: this.graph.deviceCount, what, ms: null, note });
  }
}

/** Apart, so that nothing holds on to the document afterwards. */
function build(devices: number): { graph: NetworkGraph; elements: number; ms: number } {
  const document = syntheticTopology(devices);
  const started = nowMs();
  const graph = NetworkGraph.from(document);
  return { graph, elements: elementsOf(document), ms: nowMs() - started };
}

/** By the clock, which is good enough to choose one. */
function slowestOf(subjects: readonly number[], run: (subject: number) => unknown): number {
  const took = subjects.map((subject) => {
    const started = performance.now();
    run(subject);
    return performance.now() - started;
  });
  return subjects[took.indexOf(Math.max(...took))];
}

function reachedBy(hops: Int32Array): number {
  return hops.reduce((count, hop) => count + (hop >= 0 ? 1 : 0), 0);
}

function told({ rootCauses }: Verdict): string {
  const silent = rootCauses.reduce((count, { affectedDevices }) => count + affectedDevices.length, 0);
  return `${rootCauses.length} root causes, ${silent} devices behind them`;
}

function causesOf({ rootCauses }: Verdict): string {
  return JSON.stringify(rootCauses.map(({ candidates, affectedDevices, isolating }) => [candidates, [...affectedDevices], isolating]));
}
