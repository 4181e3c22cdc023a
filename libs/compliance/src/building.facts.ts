/** Camera time of a building over some time, camera-seconds. */
export interface CameraTime {
  readonly upS: number;
  /** Not reachable for a reason that lies in the building. */
  readonly downS: number;
  /** Not reachable for a reason outside of it, or unknown: it counts neither way. */
  readonly excludedS: number;
}

export const NO_TIME: CameraTime = { upS: 0, downS: 0, excludedS: 0 };

/** What is known of a building when it is judged. */
export interface BuildingFacts {
  /** When the list that counts now was handed in; null: there is none. */
  readonly declaredAt: Date | null;
  readonly camerasDeclared: number;
  readonly camerasVerified: number;
  /** Cameras of the inventory, and how many of them anything asks. */
  readonly cameras: number;
  readonly camerasWatched: number;
  readonly integrated: CameraTime;
  readonly lapsed: CameraTime;
  readonly repaired: CameraTime;
}

/** The share of the measured time; null: nothing was measured. */
export function shareOf({ upS, downS }: CameraTime): number | null {
  return upS + downS > 0 ? upS / (upS + downS) : null;
}

/** Whether so much was measured that something follows from it. */
export function isKnown({ upS, downS }: CameraTime, cameras: number, overMs: number, knownRatio: number): boolean {
  return cameras > 0 && upS + downS > 0 && upS + downS >= (knownRatio * cameras * overMs) / 1_000;
}
