import { NetworkGraph } from '@app/topology';
import { Dice, type Fault, type ObservationRow, observe, Oracle, POLLER_DEVICE, randomNetwork } from '@testing/diagnosis';
import { diagnose } from './diagnose.js';
import { Diagnoser } from './diagnoser.js';
import type { Evidence } from './evidence.js';
import { readObservation } from './observation.js';

function evidenceOf(graph: NetworkGraph, observation: ObservationRow): Evidence {
  const read = readObservation(graph, observation);
  if (read.kind !== 'read') throw new Error(read.reason);
  return read.evidence;
}

/** Something breaks, something is mended, or a few answers are simply wrong or missing. */
function nextFaults(dice: Dice, oracle: Oracle, faults: readonly Fault[]): Fault[] {
  const next = [...faults];
  if (next.length > 0 && dice.chance(0.4)) next.splice(dice.below(next.length), 1);
  if (next.length < 5 && dice.chance(0.7)) next.push(dice.pick(oracle.components));
  return next;
}

function disturb(dice: Dice, states: Int8Array): void {
  for (let wrong = dice.below(3); wrong > 0; wrong--) states[dice.below(states.length)] = dice.below(3) - 1;
}

/** Steps of random histories at which what was kept from the step before shows in the answer. */
function divergences(seed: number, devices: number, steps: number): string[] {
  const dice = new Dice(seed);
  const document = randomNetwork(dice, devices);
  const oracle = new Oracle(document, POLLER_DEVICE);
  const graph = NetworkGraph.from(document);
  const diagnoser = new Diagnoser(graph);
  const found: string[] = [];
  let faults: Fault[] = [];
  for (let step = 0; step < steps; step++) {
    faults = nextFaults(dice, oracle, faults);
    const evidence = evidenceOf(graph, observe(document, oracle, faults, dice));
    if (dice.chance(0.5)) [evidence.reachable, evidence.operUp].forEach((states) => disturb(dice, states));
    // Everything of the evidence may change in place afterwards: what is kept is a copy.
    const kept = diagnoser.diagnose(evidence);
    if (JSON.stringify(kept) !== JSON.stringify(diagnose(graph, evidence))) found.push(`seed ${seed}, step ${step}`);
    evidence.reachable.fill(0);
  }
  return found;
}

describe('Diagnoser', () => {
  it('says what a diagnosis from nothing says, whatever it was asked before', () => {
    const found = Array.from({ length: 80 }, (_, i) => divergences(40_000 + i, 3 + (i % 40), 10)).flat();
    expect(found).toEqual([]);
  });

  it('keeps what each poller hears apart', () => {
    const dice = new Dice(7);
    const document = randomNetwork(dice, 20);
    const graph = NetworkGraph.from(document);
    const oracle = new Oracle(document, POLLER_DEVICE);
    const diagnoser = Diagnoser.of(graph);
    const [first, second] = [[], [dice.pick(oracle.components)]].map((faults) =>
      evidenceOf(graph, observe(document, oracle, faults, dice)),
    );
    const elsewhere = { ...second, poller: graph.deviceCount - 1 };
    for (const evidence of [first, elsewhere, second, first, elsewhere]) {
      expect(diagnoser.diagnose(evidence)).toEqual(diagnose(graph, evidence));
    }
    expect(Diagnoser.of(graph)).toBe(diagnoser);
  });
});
