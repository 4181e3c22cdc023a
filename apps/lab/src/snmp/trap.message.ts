import type { DeviceReadings } from '../truth/device.readings.js';
import { ONU_CAUSE } from '../truth/device.readings.js';
import type { LabTrap } from '../truth/trap.watch.js';
import { encode, encodeInteger, encodeOid, TAG } from './ber.codec.js';
import { identifier, integer, oidOf, text, ticks } from './mib.values.js';
import type { Oid } from './mib.view.js';

const V2C = 1;
const TRAP_V2 = 0xa7;
const SYS_UP_TIME = oidOf('1.3.6.1.2.1.1.3.0');
const SNMP_TRAP_OID = oidOf('1.3.6.1.6.3.1.1.4.1.0');
const COLD_START = oidOf('1.3.6.1.6.3.1.1.5.1');
const LINK_DOWN = oidOf('1.3.6.1.6.3.1.1.5.3');
const LINK_UP = oidOf('1.3.6.1.6.3.1.1.5.4');
const IF_ENTRY = oidOf('1.3.6.1.2.1.2.2.1');
const IF_NAME = oidOf('1.3.6.1.2.1.31.1.1.1.1');
/** What an OLT of the lab says of an ONU: notifications of our own, with an object of HUAWEI-XPON-MIB. */
const ONU_NOTIFICATIONS = oidOf('1.3.6.1.4.1.8072.9999.1.0');
const ONU_RETURNED = 1;
const ONU_DYING_GASP = 2;
const ONU_LOST = 3;
const ONT_CONTROL = oidOf('1.3.6.1.4.1.2011.6.128.1.1.2.46.1');
const RUN_STATUS = 15;
const LAST_DOWN_CAUSE = 24;

type Bind = readonly [Oid, Buffer];

/** An SNMPv2-Trap of the device (RFC 3416): when, what, and the objects that belong to it. */
export function trapMessage(readings: DeviceReadings, trap: LabTrap, requestId: number, community: string): Buffer {
  const { what, objects } = contentOf(readings, trap);
  const head: Bind[] = [
    [SYS_UP_TIME, ticks(readings.sysUpTimeTicks(trap.device))],
    [SNMP_TRAP_OID, identifier(what)],
  ];
  const rows = [...head, ...objects].map(([oid, value]) => encode(TAG.SEQUENCE, Buffer.concat([encodeOid(oid), value])));
  const numbers = [requestId, 0, 0].map((value) => encodeInteger(TAG.INTEGER, value));
  const body = encode(TRAP_V2, Buffer.concat([...numbers, encode(TAG.SEQUENCE, Buffer.concat(rows))]));
  return encode(TAG.SEQUENCE, Buffer.concat([encodeInteger(TAG.INTEGER, V2C), encode(TAG.OCTETS, Buffer.from(community)), body]));
}

function contentOf(readings: DeviceReadings, trap: LabTrap): { what: Oid; objects: Bind[] } {
  switch (trap.kind) {
    case 'cold-start':
      return { what: COLD_START, objects: [] };
    case 'link': {
      const { ifIndex, ifName, adminUp } = readings.portAt(trap.device, trap.port);
      return {
        what: trap.isUp ? LINK_UP : LINK_DOWN,
        objects: [
          [[...IF_ENTRY, 1, ifIndex], integer(ifIndex)],
          [[...IF_ENTRY, 7, ifIndex], integer(adminUp ? 1 : 2)],
          [[...IF_ENTRY, 8, ifIndex], integer(trap.isUp ? 1 : 2)],
          [[...IF_NAME, ifIndex], text(ifName)],
        ],
      };
    }
    case 'onu': {
      const instance = [trap.ponIfIndex, trap.onuId];
      const isBack = trap.cause === ONU_CAUSE.NONE;
      const left = trap.cause === ONU_CAUSE.DYING_GASP ? ONU_DYING_GASP : ONU_LOST;
      return {
        what: [...ONU_NOTIFICATIONS, isBack ? ONU_RETURNED : left],
        objects: [
          [[...ONT_CONTROL, RUN_STATUS, ...instance], integer(isBack ? 1 : 2)],
          [[...ONT_CONTROL, LAST_DOWN_CAUSE, ...instance], integer(trap.cause)],
        ],
      };
    }
  }
}
