import { DEVICE_STATUSES, type ComponentKind, type DeviceStatus } from '@app/kernel';
import type { NetworkGraph } from '@app/topology';
import type { Verdict } from './verdict.js';

/** A diagnosis in the shape of the contract, section 3. */
export interface DiagnosisLine {
  readonly id: string | number;
  readonly rootCauses: readonly {
    readonly candidates: readonly { readonly kind: ComponentKind; readonly code: string }[];
    readonly affectedDevices: readonly string[];
    readonly affectedCameras: number;
  }[];
  readonly devices: readonly { readonly name: string; readonly status: DeviceStatus }[];
}

/**
 * A verdict as one answer line. Its root causes are the explanation and no more: a silence that nothing broken explains is told by the
 * device's own status, DOWN.
 */
export function diagnosisLine(graph: NetworkGraph, id: string | number, { rootCauses, statuses }: Verdict): DiagnosisLine {
  return {
    id,
    rootCauses: rootCauses
      .filter(({ explains }) => explains)
      .map(({ candidates, affectedDevices, affectedCameras }) => ({
        candidates: candidates.map(({ kind, code }) => ({ kind, code })),
        affectedDevices: Array.from(affectedDevices, (device) => graph.deviceNames[device]),
        affectedCameras,
      })),
    devices: graph.deviceNames.map((name, device) => ({ name, status: DEVICE_STATUSES[statuses[device]] })),
  };
}
