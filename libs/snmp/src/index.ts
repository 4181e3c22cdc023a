export { counterRate, type CounterRate, type CounterSample } from './counter.rate.js';
export { type InterfaceRow } from './interface.row.js';
export { openSnmpReader, type OpenedReader, type OpenReaderOptions } from './open.reader.js';
export { AUTH_PROTOCOLS, parseSnmpCredential, PRIV_PROTOCOLS, type ParsedCredential, type SnmpCredential } from './snmp.credential.js';
export { SnmpReader, type InterfacesRead, type ReaderCounts, type ReadOptions } from './snmp.reader.js';
export { uptimeRestart, type UptimeSample, type UptimeVerdict } from './uptime.restart.js';
