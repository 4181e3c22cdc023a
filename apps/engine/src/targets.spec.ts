import { snapshotOf } from '@testing/inventory';
import type { PollerRow, TopologyDocument } from '@app/topology';
import { NetworkGraph } from '@app/topology';
import { assignmentOf } from './targets.js';
import { SETTINGS } from './testing/simulated.engine.js';

/** Two islands: noc – a, and far – b; b stands in a realm of its own. */
const document: TopologyDocument = {
  version: 1,
  stations: ['noc', 'a', 'far', 'b'].map((code) => ({ code, kind: 'POLSEK', name: code })),
  realms: [{ code: 'branch' }],
  devices: ['noc', 'a', 'far', 'b'].map((name, i) => ({
    name,
    role: 'ROUTER',
    place: name,
    address: `10.0.0.${i}`,
    ...(name === 'b' ? { realm: 'branch' } : {}),
  })),
  links: [
    { code: 'noc-a', a: { device: 'noc' }, z: { device: 'a' } },
    { code: 'far-b', a: { device: 'far' }, z: { device: 'b' } },
  ],
};

function askedWith(...pollers: PollerRow[]): { asked: string[]; leftToOthers: number } {
  const snapshot = snapshotOf({ ...document, pollers });
  const { targets, leftToOthers } = assignmentOf(snapshot, SETTINGS);
  return { asked: targets.map(({ deviceId }) => snapshot.graph.deviceNames[snapshot.indexOfDevice(deviceId)]), leftToOthers };
}

describe('the pollers of a topology', () => {
  it('ask everything where there is one, what it has no way to included: that silence is told as it is', () => {
    expect(askedWith({ code: 'P', attachedTo: 'noc' })).toEqual({ asked: ['noc', 'a', 'far', 'b'], leftToOthers: 0 });
  });

  it('leave to each other what only one of them has a way to', () => {
    expect(askedWith({ code: 'P', attachedTo: 'noc' }, { code: 'Q', attachedTo: 'far' })).toEqual({ asked: ['noc', 'a'], leftToOthers: 2 });
  });

  it('leave to each other the realms that one of them names: the same address is another device there', () => {
    const joined = { ...document, links: [...document.links, { code: 'noc-far', a: { device: 'noc' }, z: { device: 'far' } }] };
    const pollers = [
      { code: 'P', attachedTo: 'noc' },
      { code: 'Q', attachedTo: 'far', realms: ['branch'] },
    ];
    const snapshot = snapshotOf({ ...joined, pollers });
    const { targets, leftToOthers } = assignmentOf(snapshot, SETTINGS);
    expect(targets.map(({ address }) => address)).toEqual(['10.0.0.0', '10.0.0.1', '10.0.0.2']);
    expect(leftToOthers).toBe(1);
  });

  it('stand at devices that exist, or there is no such network', () => {
    const nowhere = { ...document, pollers: [{ code: 'P', attachedTo: 'nobody' }] };
    expect(() => NetworkGraph.from(nowhere)).toThrow(/nobody/);
  });
});
