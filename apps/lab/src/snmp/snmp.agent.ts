import type { DeviceReadings } from '../truth/device.readings.js';
import type { LabTruth } from '../truth/lab.truth.js';
import { BerReader, encode, encodeInteger, encodeOid, TAG } from './ber.codec.js';
import { DeviceAgent } from './device.agent.js';
import { DEVICE_MIB } from './device.mib.js';
import type { Oid } from './mib.view.js';

const V2C = 1;
const GET = 0xa0;
const GET_NEXT = 0xa1;
const RESPONSE = 0xa2;
const SET = 0xa3;
const GET_BULK = 0xa5;
const TOO_BIG = 1;
const NOT_WRITABLE = 17;
/** A bulk answer stops before it would be cut into fragments. */
const BULK_BYTES = 1400;
const MOST_BYTES = 8000;
const MOST_ROWS = 500;
export const LAB_COMMUNITY = 'lab';

interface Request {
  readonly pdu: number;
  readonly requestId: number;
  /** Non-repeaters and max-repetitions of a bulk request. */
  readonly first: number;
  readonly second: number;
  readonly oids: readonly Oid[];
}

/** Answers SNMPv2c for every router and switch of the lab. Like a real agent it is silent to a wrong community and to what it cannot read. */
export class SnmpAgent {
  private readonly agents = new Map<number, DeviceAgent>();

  constructor(
    private readonly truth: LabTruth,
    private readonly readings: DeviceReadings,
  ) {}

  /** The answer of the device at an address, or null for silence. */
  answer(address: number, message: Uint8Array): Buffer | null {
    const device = this.truth.deviceAt(address);
    if (device < 0 || !this.truth.isHeard(device)) return null;
    const agent = this.agentOf(device);
    if (!agent) return null;
    const request = readRequest(message);
    agent.asked += 1;
    return request && respond(agent, request);
  }

  private agentOf(device: number): DeviceAgent | null {
    const known = this.agents.get(device);
    if (known) return known;
    if (!this.truth.document.devices[device].checks?.includes('snmp')) return null;
    const agent = new DeviceAgent(this.readings, device);
    this.agents.set(device, agent);
    return agent;
  }
}

function readRequest(message: Uint8Array): Request | null {
  try {
    const envelope = new BerReader(message).enter(TAG.SEQUENCE);
    if (envelope.integer() !== V2C || Buffer.from(envelope.octets()).toString('latin1') !== LAB_COMMUNITY) return null;
    const pdu = envelope.peekTag();
    if (![GET, GET_NEXT, GET_BULK, SET].includes(pdu)) return null;
    const body = envelope.enter();
    const [requestId, first, second] = [body.integer(), body.integer(), body.integer()];
    const list = body.enter(TAG.SEQUENCE);
    const oids: Oid[] = [];
    while (!list.isAtEnd) oids.push(list.enter(TAG.SEQUENCE).oid());
    return { pdu, requestId, first, second, oids };
  } catch (error) {
    if (error instanceof RangeError) return null;
    throw error;
  }
}

function respond(agent: DeviceAgent, request: Request): Buffer {
  const { pdu, oids } = request;
  if (pdu === SET) return seal(request, echo(oids), NOT_WRITABLE, 1);
  const rows =
    pdu === GET
      ? oids.map((oid) => row(oid, DEVICE_MIB.get(agent, oid)))
      : pdu === GET_NEXT
        ? oids.map((oid) => nextRow(agent, oid).bytes)
        : bulk(agent, request);
  const answer = seal(request, rows);
  return answer.length <= MOST_BYTES ? answer : seal(request, [], TOO_BIG);
}

function bulk(agent: DeviceAgent, { first, second, oids }: Request): Buffer[] {
  const single = Math.min(Math.max(first, 0), oids.length);
  const rows = oids.slice(0, single).map((oid) => nextRow(agent, oid).bytes);
  let bytes = rows.reduce((sum, { length }) => sum + length, 0);
  let at: readonly Oid[] = oids.slice(single);
  for (let turn = 0; turn < second && at.length > 0; turn++) {
    const found = at.map((oid) => nextRow(agent, oid));
    for (const { bytes: encoded } of found) {
      bytes += encoded.length;
      if ((bytes > BULK_BYTES && rows.length > 0) || rows.length >= MOST_ROWS) return rows;
      rows.push(encoded);
    }
    if (found.every(({ isEnd }) => isEnd)) return rows;
    at = found.map(({ oid }) => oid);
  }
  return rows;
}

function nextRow(agent: DeviceAgent, oid: Oid): { oid: Oid; bytes: Buffer; isEnd: boolean } {
  const next = DEVICE_MIB.next(agent, oid);
  if (!next) return { oid, bytes: row(oid, encode(TAG.END_OF_MIB_VIEW, Buffer.alloc(0))), isEnd: true };
  return { oid: next.oid, bytes: row(next.oid, next.value), isEnd: false };
}

function row(oid: Oid, value: Buffer): Buffer {
  return encode(TAG.SEQUENCE, Buffer.concat([encodeOid(oid), value]));
}

function echo(oids: readonly Oid[]): Buffer[] {
  return oids.map((oid) => row(oid, encode(TAG.NULL, Buffer.alloc(0))));
}

function seal({ requestId }: Request, rows: readonly Buffer[], errorStatus = 0, errorIndex = 0): Buffer {
  const head = [requestId, errorStatus, errorIndex].map((value) => encodeInteger(TAG.INTEGER, value));
  const body = encode(RESPONSE, Buffer.concat([...head, encode(TAG.SEQUENCE, Buffer.concat(rows))]));
  const community = encode(TAG.OCTETS, Buffer.from(LAB_COMMUNITY));
  return encode(TAG.SEQUENCE, Buffer.concat([encodeInteger(TAG.INTEGER, V2C), community, body]));
}
