export * from './probe.result.js';
export * from './prober.js';
export * from './target.js';
export { LocalIcmpProber, type IcmpProberOptions } from './icmp-prober.local.js';
export { ThreadIcmpProber, type ThreadProberOptions } from './icmp-prober.js';
export { NetSnmpProber, type SnmpProberOptions } from './snmp-prober.js';
export * from './trap-listener.js';
export { SnmpTrapListener, type TrapListenerOptions } from './snmp-trap-listener.js';
