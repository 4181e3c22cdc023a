import { generateCity } from '../city/generate.city.js';
import { DeviceReadings, ONU_CAUSE } from './device.readings.js';
import { LabTruth } from './lab.truth.js';
import { type LabTrap, TrapWatch } from './trap.watch.js';

const document = generateCity({ cameras: 12_000 });
const RING = 'LINK-JAKPUS-GAMBIR-SAWAHBESAR';
const RING_SPAN = 'SPAN-JAKPUS-GAMBIR-SAWAHBESAR';
const OLT = 'PMJ-JAKPUS-MENTENG-OLT1';

function lab() {
  const clock = { now: 1_000_000_000 };
  const truth = new LabTruth(document);
  const readings = new DeviceReadings(truth, () => clock.now);
  const cut = (code: string) => {
    const found = truth.find(code);
    if (found.kind !== 'found') throw new Error(`${code} is ${found.kind}`);
    return { isChange: truth.cut(found.component), heal: () => truth.heal(found.component) };
  };
  const ringLink = truth.graph.linkIndex(RING);
  const portsOf = (name: string) => {
    const device = truth.graph.deviceIndex(name);
    return Array.from({ length: readings.interfaceCount(device) }, (_, i) => readings.interfaceAt(device, i + 1));
  };
  const portTo = (name: string, link: string) => {
    const found = portsOf(name).find(({ ifAlias }) => ifAlias === link);
    if (!found) throw new Error(`${name} has no port to ${link}`);
    return found;
  };
  return { clock, truth, readings, cut, ringLink, portsOf, portTo };
}

const endOf = ({ truth, ringLink }: ReturnType<typeof lab>, side: 'a' | 'z') => {
  const device = (side === 'a' ? truth.graph.linkA : truth.graph.linkZ)[ringLink];
  return { name: truth.graph.deviceNames[device], port: truth.graph.linkInterfaces[side][ringLink] ?? '' };
};

describe('a port', () => {
  it('that dies darkens its link, and both ends say down; nobody shut it', () => {
    const city = lab();
    const { name, port } = endOf(city, 'a');
    const fault = city.cut(`PORT:${name}/${port}`);
    expect(city.truth.isDark(city.ringLink)).toBe(true);
    expect(city.truth.brokenCodes()).toEqual([`PORT:${name}/${port}`]);
    for (const side of ['a', 'z'] as const) {
      expect(city.portTo(endOf(city, side).name, RING)).toMatchObject({ isUp: false, adminUp: true });
    }
    expect(fault.heal()).toBe(true);
    expect(city.truth.isDark(city.ringLink)).toBe(false);
  });

  it('that is shut says so at its own end alone, and still sees the light of the other', () => {
    const city = lab();
    const { name, port } = endOf(city, 'z');
    city.cut(`SHUT:${name}/${port}`);
    expect(city.portTo(name, RING)).toMatchObject({ isUp: false, adminUp: false });
    expect(city.portTo(endOf(city, 'a').name, RING)).toMatchObject({ isUp: false, adminUp: true });
    expect(city.truth.receivedDbm(2 * city.ringLink + 1)).not.toBeNull();
    expect(city.truth.receivedDbm(2 * city.ringLink)).toBeNull();
  });

  it('is either dead or shut, and one mending ends both', () => {
    const city = lab();
    const { name, port } = endOf(city, 'a');
    city.cut(`PORT:${name}/${port}`);
    expect(city.cut(`SHUT:${name}/${port}`).isChange).toBe(true);
    expect(city.truth.brokenCodes()).toEqual([`SHUT:${name}/${port}`]);
    const meant = city.truth.find(`PORT:${name}/${port}`);
    expect(meant.kind === 'found' && city.truth.heal(meant.component)).toBe(true);
    expect(city.truth.brokenCodes()).toEqual([]);
  });

  it('that nobody has is guessed at among those of its device', () => {
    const city = lab();
    const { name, port } = endOf(city, 'a');
    expect(city.truth.find(`PORT:${name}/${port}9`)).toMatchObject({
      kind: 'unknown',
      near: expect.arrayContaining([`PORT:${name}/${port}`]),
    });
    expect(city.truth.find('PORT:PMJ-R7/hu0/1')).toMatchObject({ kind: 'unknown', near: expect.arrayContaining(['PORT:PMJ-R1/hu0/1']) });
  });
});

describe('light', () => {
  it('falls by what a bend costs, at both ends, and returns when it is straightened', () => {
    const city = lab();
    const before = city.truth.receivedDbm(2 * city.ringLink) ?? Number.NaN;
    city.cut(`BEND:${RING_SPAN}/3.5`);
    expect(city.truth.receivedDbm(2 * city.ringLink)).toBeCloseTo(before - 3.5);
    expect(city.truth.isDark(city.ringLink)).toBe(false);
    city.cut(`BEND:${RING_SPAN}/5`);
    expect(city.truth.brokenCodes()).toEqual([`BEND:${RING_SPAN}/5`]);
    expect(city.truth.receivedDbm(2 * city.ringLink)).toBeCloseTo(before - 5);
    city.cut(`BEND:${RING_SPAN}/0`);
    expect(city.truth.brokenCodes()).toEqual([]);
    expect(city.truth.receivedDbm(2 * city.ringLink)).toBeCloseTo(before);
  });

  it('that is bent too much does not arrive: the link is dark', () => {
    const city = lab();
    city.cut(`BEND:${RING_SPAN}/40`);
    expect(city.truth.isDark(city.ringLink)).toBe(true);
    expect(city.truth.receivedDbm(2 * city.ringLink)).toBeNull();
  });

  it('is within what each receiver was chosen for, all over the city', () => {
    const { truth } = lab();
    const outside = [];
    for (let end = 0; end < 2 * truth.graph.linkCount; end++) {
      if (!truth.plant.isOptical(end >> 1)) continue;
      const { lowWarn, highWarn } = truth.plant.opticsAt(end);
      const level = truth.receivedDbm(end) ?? Number.NaN;
      if (!(level > lowWarn && level < highWarn)) outside.push(`${truth.graph.linkCodes[end >> 1]} ${level}`);
    }
    expect(outside).toEqual([]);
  });
});

describe('an OLT', () => {
  it('tells power from fibre, and keeps the last cause', () => {
    const city = lab();
    const onus = city.readings.ports.onus(city.truth.graph.deviceIndex(OLT));
    expect(onus.length).toBeGreaterThan(1);
    const causes = () => onus.map(({ link }) => city.readings.onuCause(link));
    expect(new Set(causes())).toEqual(new Set([ONU_CAUSE.NONE]));
    const building = city.truth.graph.linkCodes[onus[0].link].replace('LINK-', '');
    city.cut(`PLACE:${building}`).heal();
    city.cut(`SPAN:SPAN-${city.truth.graph.linkCodes[onus[1].link].replace('LINK-', '')}`);
    expect(causes().slice(0, 2)).toEqual([ONU_CAUSE.DYING_GASP, ONU_CAUSE.LOSI]);
    city.truth.healAll();
    city.cut('SPAN:SPAN-JAKPUS-MENTENG-ODC1');
    expect(new Set(causes())).toEqual(new Set([ONU_CAUSE.LOS]));
  });
});

describe('a restart', () => {
  it('counts the time anew; the interfaces come back under other numbers when asked so, and know their names', () => {
    const city = lab();
    const device = city.truth.graph.deviceIndex('PMJ-R1');
    const numbers = () => new Map(city.portsOf('PMJ-R1').map(({ ifName, ifIndex }) => [ifName, ifIndex]));
    const before = numbers();
    city.truth.restart({ device, isRenumbered: false });
    expect(numbers()).toEqual(before);
    city.clock.now += 3_000;
    city.truth.restart({ device, isRenumbered: true });
    const after = numbers();
    city.clock.now += 5_000;
    expect(city.readings.sysUpTimeTicks(device)).toBe(500);
    expect(city.readings.bootsOf(device)).toBe(3);
    expect([...after.keys()].sort()).toEqual([...before.keys()].sort());
    expect([...after.values()].sort((a, z) => a - z)).toEqual([...before.values()].sort((a, z) => a - z));
    for (const [ifName, ifIndex] of after) expect(ifIndex).not.toBe(before.get(ifName));
  });
});

describe('what devices tell unasked', () => {
  function watched() {
    const city = lab();
    const told: LabTrap[] = [];
    new TrapWatch(city.readings, (trap) => told.push(trap));
    const say = () =>
      told.splice(0).map((trap) => {
        const name = city.truth.graph.deviceNames[trap.device];
        switch (trap.kind) {
          case 'link':
            return `${name} ${city.readings.portAt(trap.device, trap.port).ifAlias} ${trap.isUp ? 'up' : 'down'}`;
          case 'cold-start':
            return `${name} started`;
          case 'onu':
            return `${name} ONU ${trap.onuId} ${trap.cause}`;
        }
      });
    return { ...city, say };
  }

  it('is the end of a link at both ends, where both can be heard', () => {
    const city = watched();
    const ends = ['a', 'z'].map((side) => endOf(city, side as 'a' | 'z').name);
    const { heal } = city.cut(`SPAN:${RING_SPAN}`);
    expect(city.say()).toEqual(ends.map((name) => `${name} ${RING} down`));
    heal();
    expect(city.say()).toEqual(ends.map((name) => `${name} ${RING} up`));
  });

  it('is nothing from behind a cut; a start after a loss of power is told when it is over', () => {
    const city = watched();
    const { heal } = city.cut('PLACE:PMJ-PRIOK');
    expect(city.say()).toEqual(expect.arrayContaining(['PMJ-JAKUT-R1 LINK-JAKUT-PRIOK-A down', 'PMJ-JAKUT-R2 LINK-JAKUT-PRIOK-B down']));
    heal();
    expect(city.say()).toEqual(expect.arrayContaining(['PMJ-PRIOK-R1 started', 'PMJ-PRIOK-R1 LINK-JAKUT-PRIOK-A up']));
  });

  it('is the last gasp of an ONU, by the mouth of its OLT', () => {
    const city = watched();
    const [{ link, onuId }] = city.readings.ports.onus(city.truth.graph.deviceIndex(OLT));
    city.cut(`PLACE:${city.truth.graph.linkCodes[link].replace('LINK-', '')}`);
    expect(city.say()).toEqual([`${OLT} ONU ${onuId} ${ONU_CAUSE.DYING_GASP}`]);
  });
});
