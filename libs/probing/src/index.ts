export * from './document.result.js';
export type { EquipmentIntervals } from './equipment-turns.js';
export { InspectingProber, type EquipmentProberOptions, type OpenedInspector } from './equipment-prober.js';
export * from './probe.result.js';
export * from './prober.js';
export * from './target.js';
export { LocalIcmpProber, type IcmpProberOptions } from './icmp-prober.local.js';
export { ThreadIcmpProber, type ThreadProberOptions } from './icmp-prober.js';
export { NetSnmpProber, type SnmpProberOptions } from './snmp-prober.js';
