import type { Reach } from '@app/kernel';

/** What a camera looks at. */
export const SIGHTS = ['ENTRANCE', 'ROAD', 'JUNCTION', 'PARKING', 'LOBBY', 'OTHER'] as const;
export type Sight = (typeof SIGHTS)[number];

/** One camera as its owner declares it. Texts are bounded and without control characters; nothing of it has been checked on the network. */
export interface DeclaredCamera {
  /** Where it stands in what was handed in, as a spreadsheet numbers it. */
  readonly row: number;
  readonly building: string;
  /** Unique within its building. */
  readonly name: string;
  /** The address space of its address; the building's own has the building's code. */
  readonly realm: string;
  /** In its one spelling. */
  readonly address: string | null;
  readonly reach: Reach;
  readonly rtspPort: number | null;
  readonly onvifPort: number | null;
  readonly httpPort: number | null;
  readonly rtspPath: string | null;
  readonly lat: number | null;
  readonly lon: number | null;
  /** Floor, room or corner, in words. */
  readonly location: string | null;
  readonly headingDeg: number | null;
  readonly fieldOfViewDeg: number | null;
  readonly streetFacing: boolean | null;
  readonly sees: Sight | null;
  readonly recorder: string | null;
  readonly channel: number | null;
  readonly retentionDays: number | null;
  readonly vendor: string | null;
  readonly model: string | null;
  readonly serial: string | null;
  readonly mac: string | null;
}

/** Whether the service would send packets to its address: then one address is one camera. */
export function isReachedByAddress({ reach }: { readonly reach: Reach }): boolean {
  return reach === 'DIRECT' || reach === 'VPN';
}
