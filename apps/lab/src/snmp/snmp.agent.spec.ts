import fc from 'fast-check';
import { generateCity } from '../city/generate.city.js';
import { DeviceReadings } from '../truth/device.readings.js';
import { addressNumber, LabTruth } from '../truth/lab.truth.js';
import { BerReader, encode, encodeInteger, encodeOid, TAG } from './ber.codec.js';
import { compareOids, type Oid } from './mib.view.js';
import { SnmpAgent } from './snmp.agent.js';

const document = generateCity({ cameras: 200 });
const truth = new LabTruth(document);
const agent = new SnmpAgent(truth, new DeviceReadings(truth, () => 1_000_000));
const SWITCH = document.devices.findIndex(({ role }) => role === 'SWITCH');
const address = (device: number) => addressNumber(document.devices[device].address ?? '') ?? -1;

const GET = 0xa0;
const NEXT = 0xa1;
const BULK = 0xa5;
const IF_TABLE = [1, 3, 6, 1, 2, 1, 2, 2];
const IF_X_TABLE = [1, 3, 6, 1, 2, 1, 31, 1, 1];

function request(pdu: number, oids: readonly Oid[], { second = 0, community = 'lab' } = {}): Buffer {
  const rows = oids.map((oid) => encode(TAG.SEQUENCE, Buffer.concat([encodeOid(oid), encode(TAG.NULL, Buffer.alloc(0))])));
  const body = [77, 0, second].map((value) => encodeInteger(TAG.INTEGER, value));
  const sealed = encode(pdu, Buffer.concat([...body, encode(TAG.SEQUENCE, Buffer.concat(rows))]));
  const head = [encodeInteger(TAG.INTEGER, 1), encode(TAG.OCTETS, Buffer.from(community))];
  return encode(TAG.SEQUENCE, Buffer.concat([...head, sealed]));
}

interface Row {
  readonly oid: number[];
  readonly tag: number;
  readonly value: string | number | null;
}

function ask(device: number, message: Buffer): { error: number; rows: Row[] } | null {
  const answer = agent.answer(address(device), message);
  if (!answer) return null;
  const envelope = new BerReader(answer).enter(TAG.SEQUENCE);
  envelope.integer();
  envelope.octets();
  const body = envelope.enter(0xa2);
  expect(body.integer()).toBe(77);
  const error = body.integer();
  body.integer();
  const list = body.enter(TAG.SEQUENCE);
  const rows: Row[] = [];
  while (!list.isAtEnd) {
    const row = list.enter(TAG.SEQUENCE);
    const oid = row.oid();
    const tag = row.peekTag();
    rows.push({ oid, tag, value: tag === TAG.OCTETS ? Buffer.from(row.octets()).toString() : tag === TAG.INTEGER ? row.integer() : null });
  }
  return { error, rows };
}

function walk(device: number, root: Oid): Row[] {
  const found: Row[] = [];
  for (let at = root; ;) {
    const [row] = ask(device, request(NEXT, [at]))?.rows ?? [];
    if (!row || row.tag === TAG.END_OF_MIB_VIEW || root.some((part, i) => row.oid[i] !== part)) return found;
    expect(compareOids(row.oid, at)).toBeGreaterThan(0);
    found.push(row);
    at = row.oid;
  }
}

describe('an agent of the lab', () => {
  it('says who it is', () => {
    expect(ask(SWITCH, request(GET, [[1, 3, 6, 1, 2, 1, 1, 5, 0]]))?.rows[0].value).toBe(document.devices[SWITCH].name);
  });

  it('walks over the interfaces that the document gives it', () => {
    const names = walk(SWITCH, [...IF_X_TABLE, 1, 1]).map(({ value }) => value);
    const { name } = document.devices[SWITCH];
    const expected = document.links.flatMap(({ a, z }) => [a, z]).filter(({ device }) => device === name);
    expect(names).toEqual(expected.map((end) => end.interface));
  });

  it('reads the same by bulk as step by step', () => {
    const steps = walk(SWITCH, IF_TABLE);
    const bulk: Row[] = [];
    for (let at: Oid = IF_TABLE; bulk.length < steps.length;) {
      const { rows = [] } = ask(SWITCH, request(BULK, [at], { second: 25 })) ?? {};
      bulk.push(...rows);
      at = rows[rows.length - 1].oid;
    }
    expect(bulk.slice(0, steps.length)).toEqual(steps);
  });

  it('keeps a bulk answer small enough for one packet', () => {
    const answer = agent.answer(address(SWITCH), request(BULK, [IF_TABLE], { second: 10_000 }));
    expect(answer?.length).toBeLessThanOrEqual(1_472);
  });

  it('says what it does not have, and that it cannot be written to', () => {
    const rows = ask(
      SWITCH,
      request(GET, [
        [1, 3, 6, 1, 4, 1, 1],
        [...IF_TABLE, 1, 8, 9999],
        [1, 3, 6, 1, 2, 1, 1, 5],
      ]),
    )?.rows;
    expect(rows?.map(({ tag }) => tag)).toEqual([TAG.NO_SUCH_OBJECT, TAG.NO_SUCH_INSTANCE, TAG.NO_SUCH_INSTANCE]);
    expect(ask(SWITCH, request(0xa3, [[1, 3, 6, 1, 2, 1, 1, 5, 0]]))?.error).toBe(17);
    expect(ask(SWITCH, request(NEXT, [[1, 3, 6, 1, 9]]))?.rows[0].tag).toBe(TAG.END_OF_MIB_VIEW);
  });

  it('is silent to a wrong community, for cameras, for nobody, and out of reach', () => {
    const who = request(GET, [[1, 3, 6, 1, 2, 1, 1, 5, 0]]);
    expect(ask(SWITCH, request(GET, [], { community: 'public' }))).toBeNull();
    expect(ask(document.devices.length - 1, who)).toBeNull();
    expect(agent.answer(0x7f000001, who)).toBeNull();
    truth.setBroken([`DEVICE:${document.devices[SWITCH].name}`]);
    expect(ask(SWITCH, who)).toBeNull();
    truth.setBroken([]);
    expect(ask(SWITCH, who)).not.toBeNull();
  });

  it('tells an interface down while its link is dark', () => {
    const { name } = document.devices[SWITCH];
    const dark = document.links.filter(({ a, z }) => a.device === name || z.device === name)[1];
    const states = () => walk(SWITCH, [...IF_TABLE, 1, 8]).map(({ value }) => value);
    truth.setBroken([`LINK:${dark.code}`]);
    expect(states().slice(0, 3)).toEqual([1, 2, 1].slice(0, states().length));
    truth.setBroken([]);
    expect(new Set(states())).toEqual(new Set([1]));
  });

  it('survives whatever comes', () => {
    const good = request(BULK, [IF_TABLE], { second: 3 });
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.nat(good.length - 1), fc.nat(255)), { maxLength: 6 }), fc.nat(good.length), (changes, length) => {
        const bytes = Buffer.from(good);
        for (const [at, value] of changes) bytes[at] = value;
        agent.answer(address(SWITCH), bytes.subarray(0, length));
      }),
    );
  });
});
