import { BELIEF, type DeviceBeliefs, type InterfaceBeliefs } from '@app/reachability';
import type { NetworkGraph } from '@app/topology';
import type { EngineSettings } from './engine.settings.js';

/** What was not heard in so many turns, and not for so long, says nothing of now. */
const STALE_TURNS = 5;
const STALE_MS = 60_000;
/** How often that is looked for, milliseconds. */
const LOOK_MS = 1_000;

/** Knows when anything came of asking whom, by a clock that nobody sets, and forgets what is believed of whom nothing comes any more. */
export class Freshness {
  /** By position of the devices. */
  private readonly probedMs: Float64Array;
  private readonly toldMs: Float64Array;
  private nextLook = 0;

  constructor(
    private readonly graph: NetworkGraph,
    private readonly intervals: EngineSettings['intervals'],
  ) {
    this.probedMs = new Float64Array(graph.deviceCount);
    this.toldMs = new Float64Array(graph.deviceCount);
  }

  probed(device: number, nowMs: number): void {
    if (device >= 0) this.probedMs[device] = nowMs;
  }

  told(device: number, nowMs: number): void {
    if (device >= 0) this.toldMs[device] = nowMs;
  }

  /** True if anything was forgotten. */
  forgetStale(nowMs: number, devices: DeviceBeliefs, interfaces: InterfaceBeliefs): boolean {
    if (nowMs < this.nextLook) return false;
    // Another version of the network, or a start: everybody has the whole time.
    if (this.nextLook === 0) for (const instants of [this.probedMs, this.toldMs]) instants.fill(nowMs);
    this.nextLook = nowMs + LOOK_MS;
    const isForgotten = this.forgetSilent(nowMs, devices);
    return this.forgetUntold(nowMs, interfaces) || isForgotten;
  }

  private forgetSilent(nowMs: number, devices: DeviceBeliefs): boolean {
    let isForgotten = false;
    for (let device = 0; device < devices.status.length; device++) {
      const isKnown = devices.status[device] !== BELIEF.UNKNOWN && devices.heardSince[device] > 0;
      const intervalMs = devices.roster.isInfrastructure[device] ? this.intervals.infrastructureMs : this.intervals.cameraMs;
      if (!isKnown || !isStale(nowMs - this.probedMs[device], intervalMs)) continue;
      devices.forget(device);
      isForgotten = true;
    }
    return isForgotten;
  }

  private forgetUntold(nowMs: number, interfaces: InterfaceBeliefs): boolean {
    const { linkA, linkZ, deviceRoles } = this.graph;
    let isForgotten = false;
    for (let end = 0; end < interfaces.readAt.length; end++) {
      const teller = (end & 1 ? linkZ : linkA)[end >> 1];
      const intervalMs = deviceRoles[teller] === 'ROUTER' ? this.intervals.snmpRouterMs : this.intervals.snmpMs;
      if (interfaces.readAt[end] === 0 || !isStale(nowMs - this.toldMs[teller], intervalMs)) continue;
      interfaces.forget(end);
      isForgotten = true;
    }
    return isForgotten;
  }
}

function isStale(ageMs: number, intervalMs: number): boolean {
  return ageMs > Math.max(STALE_MS, STALE_TURNS * intervalMs);
}
