import type { DetectionPolicy } from '@app/reachability';
import type { WindowPolicy } from '@app/outages';

/** The engine's part of the settings. */
export interface EngineSettings {
  readonly intervals: {
    readonly infrastructureMs: number;
    readonly cameraMs: number;
    readonly icmpTimeoutMs: number;
    readonly snmpRouterMs: number;
    readonly snmpMs: number;
    /** Between two readings of a device's sensors. */
    readonly sensorMs: number;
  };
  /** Whether devices that name no credential can be read by SNMP. */
  readonly hasDefaultCredential: boolean;
  readonly detection: DetectionPolicy;
  readonly window: WindowPolicy;
}
