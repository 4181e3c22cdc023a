import { NetworkGraph, type TopologyDocument } from '@app/topology';
import { Dice, type Fault, type ObservationRow, observe, Oracle, POLLER_DEVICE, randomNetwork } from '@testing/diagnosis';
import { diagnose } from './diagnose.js';
import { readObservation } from './observation.js';
import type { Verdict } from './verdict.js';

interface Scene {
  readonly document: TopologyDocument;
  readonly oracle: Oracle;
  readonly faults: readonly Fault[];
  readonly observation: ObservationRow;
  readonly verdict: Verdict;
}

function scene(seed: number, faultCount: number, devices: number): Scene {
  const dice = new Dice(seed);
  const document = randomNetwork(dice, 3 + dice.below(devices - 2));
  const oracle = new Oracle(document, POLLER_DEVICE);
  const faults = Array.from({ length: faultCount }, () => dice.pick(oracle.components));
  const observation = observe(document, oracle, faults, dice);
  const graph = NetworkGraph.from(document);
  const read = readObservation(graph, observation);
  if (read.kind !== 'read') throw new Error(read.reason);
  return { document, oracle, faults, observation, verdict: diagnose(graph, read.evidence) };
}

const named = ({ kind, code }: Fault) => `${kind} ${code}`;

/** What is wrong with the verdict by the letter of the contract; empty when it is right. */
function wrongs({ document, oracle, faults, observation, verdict }: Scene): string[] {
  // A device that nothing leads to is silent in every world: it is told as a cause of its own, and is no part of the explanation.
  const own = new Set([...verdict.unexplained].map((device) => document.devices[device].name));
  const isOwn = ({ candidates: [first] }: Verdict['rootCauses'][number]) => first.kind === 'DEVICE' && own.has(first.code);
  const causes = verdict.rootCauses.filter((cause) => !isOwn(cause));
  const firsts = causes.map(({ candidates }) => candidates[0]);
  const found: string[] = [];
  if (!verdict.isMinimal) found.push('gave up');
  if (!oracle.reproduces(observation, firsts)) found.push(`does not reproduce: ${firsts.map(named).join(', ')}`);
  const least = oracle.smallest(observation, faults.length);
  if (least !== firsts.length) found.push(`${firsts.length} causes where ${least} do`);
  causes.forEach(({ candidates }, i) => {
    const expected = oracle.replacements(observation, firsts, i).map(named).sort();
    const told = candidates.map(named).sort();
    if (told.join() !== expected.join()) found.push(`candidates ${told.join(', ')} instead of ${expected.join(', ')}`);
  });
  const silent = observation.devices.filter(({ reachable }) => !reachable).length;
  const behind = verdict.rootCauses.flatMap(({ affectedDevices }) => [...affectedDevices]);
  if (behind.length !== silent || new Set(behind).size !== silent)
    found.push(`${behind.length} of ${silent} silent devices lie behind a cause`);
  const intact = oracle.world([]);
  for (const name of own) if (intact.reachable.has(name)) found.push(`${name} is explicable`);
  return found;
}

function check(seeds: number, firstSeed: number, faultCount: number, devices: number): void {
  const failures: string[] = [];
  for (let seed = firstSeed; seed < firstSeed + seeds; seed++) {
    const found = wrongs(scene(seed, faultCount, devices));
    if (found.length > 0) failures.push(`seed ${seed}: ${found.join('; ')}`);
  }
  expect(failures).toEqual([]);
}

describe('diagnose, held against every possible explanation', () => {
  it('says nothing of a healthy network', () => check(300, 1, 0, 12));
  it('finds each single fault and all that looks the same', () => check(3000, 10_000, 1, 12));
  it('finds the smallest explanation of two faults', () => check(400, 20_000, 2, 9));
  it('finds the smallest explanation of three faults', () => check(30, 30_000, 3, 7));
});
