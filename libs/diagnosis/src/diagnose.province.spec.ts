import { NetworkGraph } from '@app/topology';
import {
  type AnsweredLine,
  Dice,
  flaky,
  Judge,
  type ObservationRow,
  randomFaults,
  randomProvince,
  showTo,
  Simulation,
} from '@testing/diagnosis';
import { diagnose } from './diagnose.js';
import { diagnosisLine } from './diagnosis.line.js';
import { readObservation } from './observation.js';

/** So many scenarios of each kind, from a seed of one's own, where `NADI_DIAGNOSE_SCENARIOS` asks for them; else what takes seconds. */
const asked = Number(process.env.NADI_DIAGNOSE_SCENARIOS ?? 0);
const firstSeed = Number(process.env.NADI_DIAGNOSE_SEED ?? 1);

function answer(graph: NetworkGraph, observation: ObservationRow): AnsweredLine {
  const read = readObservation(graph, observation);
  if (read.kind !== 'read') throw new Error(read.reason);
  expect(read.refused).toEqual([]);
  const verdict = diagnose(graph, read.evidence);
  expect(verdict.isMinimal).toBe(true);
  return diagnosisLine(graph, read.id, verdict);
}

interface Scenario {
  readonly simulation: Simulation;
  readonly graph: NetworkGraph;
  readonly faults: readonly number[];
  readonly observations: readonly ObservationRow[];
  readonly dice: Dice;
}

/** A random network, up to `most` faults in it, and what each of its pollers sees of them. */
function scenario(seed: number, [least, largest]: readonly [number, number], most: number): Scenario {
  const dice = new Dice(seed);
  const document = randomProvince(dice, least + dice.below(largest - least + 1));
  const simulation = new Simulation(document);
  const faults = randomFaults(simulation, dice.below(most + 1), dice);
  const share = () => dice.pick([1, 0.9, 0.5, 0.2]);
  const asking = dice.chance(0.5) ? { devices: 1, interfaces: 1 } : { devices: share(), interfaces: dice.pick([1, 0.9, 0.5, 0]) };
  const observations = (document.pollers ?? []).map(({ code }) => showTo(code, simulation, faults, asking, dice));
  return { simulation, graph: NetworkGraph.from(document), faults, observations, dice };
}

/** Runs scenarios and gathers what is wrong with each, by its seed. */
function run(count: number, sizes: readonly [number, number], most: number, wrongsOf: (scenario: Scenario) => string[]): void {
  const scenarios = asked > 0 ? asked : count;
  const wrong: string[] = [];
  let lines = 0;
  for (let seed = firstSeed; seed < firstSeed + scenarios; seed++) {
    const made = scenario(seed, sizes, most);
    lines += made.observations.length;
    const found = wrongsOf(made);
    if (found.length > 0) wrong.push(`seed ${seed}: ${found.slice(0, 3).join('; ')}`);
  }
  if (asked > 0)
    process.stderr.write(`${expect.getState().currentTestName}: ${scenarios} scenarios, ${lines} observations, ${wrong.length} wrong\n`);
  expect(wrong).toEqual([]);
}

/** How many faults every set can be tried of in a network of so many components. */
const triable = (components: number) => (components < 26 ? 4 : components < 45 ? 3 : 2);

const HOURS = 8 * 3_600_000;

describe('diagnose, held against a judge of its own', () => {
  it(
    'is exact by the letter in every small network, for each poller and whatever was asked',
    () =>
      run(300, [5, 60], 4, ({ simulation, graph, faults, observations }) =>
        observations.flatMap((observation) => {
          const told = answer(graph, observation);
          const tried = Math.min(faults.length, triable(simulation.components.length));
          const least = simulation.smallest(simulation.seen(observation), tried);
          return new Judge(simulation).wrongsOf(observation, told, least ?? faults.length, least !== null);
        }),
      ),
    HOURS,
  );

  it(
    'reproduces what was seen in networks of thousands, with no more causes than faults, and names all that look the same',
    () =>
      run(5, [1000, 5000], 4, ({ simulation, graph, faults, observations }) =>
        observations.slice(0, 2).flatMap((observation) => {
          const least = simulation.reproduces(simulation.seen(observation), []) ? 0 : faults.length;
          return new Judge(simulation).wrongsOf(observation, answer(graph, observation), least, least < 2);
        }),
      ),
    HOURS,
  );

  it(
    'gives the same bytes for any order and any repeats of what was seen',
    () =>
      run(40, [20, 300], 4, ({ graph, observations, dice }) =>
        observations.flatMap((observation) => {
          const mixed = <Row>(rows: readonly Row[]) => dice.shuffled([...rows, ...rows.filter(() => dice.chance(0.3))]);
          const again = { ...observation, devices: mixed(observation.devices), interfaces: mixed(observation.interfaces) };
          return JSON.stringify(answer(graph, again)) === JSON.stringify(answer(graph, observation)) ? [] : ['other bytes'];
        }),
      ),
    HOURS,
  );

  it(
    'blames nothing that was seen to work, though one device in a hundred is silent for no reason',
    () =>
      run(150, [5, 600], 4, ({ simulation, graph, observations, dice }) =>
        observations.flatMap((observation) => {
          const seen = flaky(observation, 0.01, dice);
          return new Judge(simulation).againstEvidence(seen, answer(graph, seen));
        }),
      ),
    HOURS,
  );
});
