import type { OnuReading } from '@app/equipment';
import type { NetworkGraph } from '@app/topology';

/** Why something fell silent, as far as those around it tell: the power behind it, or the fibre to it. */
export const PROBABLE_CAUSES = ['power', 'fibre'] as const;
export type ProbableCause = (typeof PROBABLE_CAUSES)[number];

/** Why an ONU is not there, as its OLT tells. */
export interface OnuTelling {
  readonly cause: ProbableCause;
  /** Since when it is told so: milliseconds since the epoch. */
  readonly since: number;
}

interface Told {
  /** Null: it is there, or nobody can tell. Kept, so that an older telling that comes late changes nothing. */
  readonly cause: ProbableCause | null;
  readonly since: number;
  /** When it was told last. */
  readonly at: number;
}

/** What OLTs tell of why an ONU left: a dying gasp says that its power failed, a loss of signal that the fibre did (ITU-T G.984.3). */
export class OnuTellings {
  /** Another number: something is told otherwise. */
  revision = 0;
  /** By position of the ONU's device. */
  private readonly told = new Map<number, Told>();

  constructor(private readonly graph: NetworkGraph) {}

  /** Takes what one OLT tells; answers whether anything is told otherwise than before. */
  hear(olt: number, onus: readonly OnuReading[], observedAtMs: number): boolean {
    let isChanged = false;
    for (const onu of onus) {
      const device = this.deviceOf(olt, onu);
      const before = this.told.get(device);
      if (device < 0 || (before && before.at > observedAtMs)) continue;
      const cause = causeOf(onu);
      const isSame = before !== undefined && before.cause === cause;
      this.told.set(device, { cause, since: isSame ? before.since : observedAtMs, at: observedAtMs });
      isChanged ||= (before?.cause ?? null) !== cause;
    }
    if (isChanged) this.revision += 1;
    return isChanged;
  }

  /** The clock was set back: what seems to be told later than now would hide all that is told until then. */
  turnBack(now: number): void {
    for (const [device, { cause, since, at }] of this.told)
      if (at > now) this.told.set(device, { cause, since: Math.min(since, now), at: now });
  }

  causeOf(device: number): ProbableCause | null {
    return this.told.get(device)?.cause ?? null;
  }

  tellingOf(device: number): OnuTelling | null {
    const { cause = null, since = 0 } = this.told.get(device) ?? {};
    return cause && { cause, since };
  }

  /** What was told of the network before, for the devices that are still in it. */
  carry(before: OnuTellings): void {
    this.revision = before.revision + 1;
    for (const [position, telling] of before.told) {
      const device = this.graph.deviceIndex(before.graph.deviceNames[position] ?? '');
      if (device >= 0) this.told.set(device, telling);
    }
  }

  /** The link names the OLT's end as the OLT does, "0/1/3:12"; else the ONU is described by the name of its device. */
  private deviceOf(olt: number, { id, description }: OnuReading): number {
    const { graph } = this;
    const end = graph.linkEndIndex(olt, id);
    if (end >= 0) return (end & 1 ? graph.linkA[end >> 1] : graph.linkZ[end >> 1]) as number;
    const named = description === null ? -1 : graph.deviceIndex(description);
    return named >= 0 && graph.deviceRoles[named] === 'ONU' ? named : -1;
  }
}

/** An ONU that is there has no cause, whatever made it leave the last time. */
function causeOf({ state, downCause }: OnuReading): ProbableCause | null {
  if (state !== 'offline') return null;
  if (downCause === 'dying-gasp') return 'power';
  return downCause === 'loss-of-signal' ? 'fibre' : null;
}
