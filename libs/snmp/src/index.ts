export { AgentVisit, type VisitEnd } from './agent.visit.js';
export { type WalkColumn, type WalkEnd } from './column.walk.js';
export { counterRate, type CounterRate, type CounterSample } from './counter.rate.js';
export { type InterfaceRow } from './interface.row.js';
export { openSnmpReader, type OpenedReader, type OpenReaderOptions } from './open.reader.js';
export { AUTH_PROTOCOLS, parseSnmpCredential, PRIV_PROTOCOLS, type ParsedCredential, type SnmpCredential } from './snmp.credential.js';
export { SnmpReader, type InterfacesRead, type NoReading, type ReaderCounts, type ReadOptions } from './snmp.reader.js';
export { uptimeRestart, type UptimeSample, type UptimeVerdict } from './uptime.restart.js';
export {
  cleanText,
  isHole,
  readCounter,
  readExactText,
  readNumber,
  readText,
  TAG as SNMP_TYPE,
  type Value,
  type Varbind,
} from './varbind.value.js';
export { type Answer } from './snmp.session.js';
export {
  STANDARD_TRAPS,
  TRAP_KINDS,
  TRAP_RESULTS,
  type Trap,
  type TrapCount,
  type TrapKind,
  type TrapResult,
  type TrapVarbind,
} from './trap.js';
export { loadTrapEngine, type TrapEngine } from './trap.engine.js';
export { TrapReceiver, type OpenedTrapReceiver, type TrapReceiverOptions } from './trap.receiver.js';
