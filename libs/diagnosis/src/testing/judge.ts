import type { Fault, ObservationRow } from './oracle.js';
import type { Seen, Simulation } from './simulation.js';

/** An answer in the shape of the contract, section 3. */
export interface AnsweredLine {
  readonly rootCauses: readonly {
    readonly candidates: readonly Fault[];
    readonly affectedDevices: readonly string[];
    readonly affectedCameras: number;
  }[];
  readonly devices: readonly { readonly name: string; readonly status: string }[];
}

const named = (faults: readonly Fault[]) => faults.map(({ kind, code }) => `${kind} ${code}`);

/** What is wrong with an answer by the letter of the contract, where the evidence has an explanation; empty when it is right. */
export class Judge {
  constructor(private readonly simulation: Simulation) {}

  /** `most` is the number of causes that are known to do: that of the faults which made the observation, or of the smallest set. */
  wrongsOf(observation: ObservationRow, answer: AnsweredLine, most: number, isLeast: boolean): string[] {
    const { simulation } = this;
    const seen = simulation.seen(observation);
    const firsts = answer.rootCauses.map(({ candidates: [first] }) => simulation.id(first));
    const found = [
      ...this.againstEvidence(observation, answer),
      ...this.statusWrongs(observation, answer),
      ...this.attributionWrongs(observation, answer),
    ];
    if (!simulation.reproduces(seen, firsts))
      found.push(`${named(answer.rootCauses.map(({ candidates: [first] }) => first)).join(', ')}: not what was seen`);
    else found.push(...this.candidateWrongs(seen, answer, firsts));
    if (firsts.length > most || (isLeast && firsts.length < most)) found.push(`${firsts.length} causes where ${most} do`);
    return found;
  }

  /** Healthy things that are blamed. This must stay empty for any evidence, also where it contradicts itself. */
  againstEvidence(observation: ObservationRow, { rootCauses, devices }: AnsweredLine): string[] {
    const answered = new Set(observation.devices.filter(({ reachable }) => reachable).map(({ name }) => name));
    const asked = new Set(observation.devices.map(({ name }) => name));
    const found: string[] = [];
    for (const { name, status } of devices) {
      if (answered.has(name) && status !== 'UP') found.push(`${name} answered and is ${status}`);
      if (!asked.has(name) && status !== 'UNKNOWN') found.push(`${name} was not asked and is ${status}`);
    }
    for (const { candidates } of rootCauses) {
      for (const candidate of candidates)
        if (this.isProvenWhole(observation, candidate)) found.push(`${candidate.kind} ${candidate.code} works and is blamed`);
    }
    return found;
  }

  /** A device that answered is on, and so is its place; a link read up by a device that is not silent is whole, with all that it rides. */
  private isProvenWhole({ devices, interfaces }: ObservationRow, candidate: Fault): boolean {
    const { simulation } = this;
    const silent = new Set(devices.filter(({ reachable }) => !reachable).map(({ name }) => name));
    simulation.show([simulation.id(candidate)], 0);
    const { lit } = simulation;
    const { kind, code } = candidate;
    const taken = simulation.document.devices.filter(
      ({ name, place }) => (kind === 'DEVICE' && name === code) || (kind === 'PLACE' && place === code),
    );
    const off = new Set(taken.map(({ name }) => name));
    return (
      devices.some(({ name, reachable }) => reachable && off.has(name)) ||
      interfaces.some(({ device, interface: port, operUp }) => operUp && !silent.has(device) && lit[simulation.linkAt(device, port)] === 0)
    );
  }

  private statusWrongs({ devices }: ObservationRow, answer: AnsweredLine): string[] {
    const suspected = new Set(
      answer.rootCauses.flatMap(({ candidates }) => candidates.flatMap(({ kind, code }) => (kind === 'DEVICE' ? code : []))),
    );
    const silent = new Set(devices.filter(({ reachable }) => !reachable).map(({ name }) => name));
    const behind = new Set(answer.rootCauses.flatMap(({ affectedDevices }) => affectedDevices));
    return answer.devices.flatMap(({ name, status }) => {
      if (!silent.has(name)) return [];
      const due = suspected.has(name) || !behind.has(name) ? 'DOWN' : 'UNREACHABLE';
      return status === due ? [] : [`${name} is ${status}, not ${due}`];
    });
  }

  /** Each silent device lies behind exactly one cause, except those that no path leads to with everything up. */
  private attributionWrongs({ devices, poller }: ObservationRow, { rootCauses }: AnsweredLine): string[] {
    const { simulation } = this;
    const standing = simulation.document.pollers?.find(({ code }) => code === poller)?.attachedTo ?? '';
    simulation.show([], simulation.device(standing));
    const { reached } = simulation;
    const due = devices.filter(({ name, reachable }) => !reachable && reached[simulation.device(name)] === 1).map(({ name }) => name);
    const told = rootCauses.flatMap(({ affectedDevices }) => affectedDevices);
    return [...due].sort().join() === [...told].sort().join() ? [] : [`behind the causes lie ${told.join()}, not ${due.join()}`];
  }

  private candidateWrongs(seen: Seen, { rootCauses }: AnsweredLine, firsts: readonly number[]): string[] {
    return rootCauses.flatMap(({ candidates }, i) => {
      const due = named(this.simulation.replacements(seen, firsts, i).map((id) => this.simulation.components[id]));
      const told = named(candidates);
      return [...told].sort().join() === [...due].sort().join() ? [] : [`candidates ${told.join(', ')} instead of ${due.join(', ')}`];
    });
  }
}
