import type { TopologyDocument } from '@app/topology';
import { City, isNone, isOne, pause, ROUNDS_MS } from './support/city.js';
import { eventually, nadi } from './support/nadi.js';

/** From a station's router to its switch, within the station: nothing but the link can be blamed in its place. */
const LINK = 'LINK-JAKPUS-GAMBIR-SW1';
const SWITCH = 'PMJ-JAKPUS-GAMBIR-SW1';
const ROUTER = 'PMJ-JAKPUS-GAMBIR-R1';
/** One side of a ring. */
const RING = 'LINK-JAKPUS-GAMBIR-SAWAHBESAR';
const RING_SPAN = 'SPAN-JAKPUS-GAMBIR-SAWAHBESAR';

interface ShownCause {
  readonly alertName: string;
  readonly kind: string;
  readonly rootCode: string;
  readonly candidates: readonly { readonly kind: string; readonly code: string }[];
}

describe('a port brought down in the lab', () => {
  const city = new City({});
  let ports: ReadonlyMap<string, string>;
  let network: TopologyDocument;

  beforeAll(async () => {
    await city.start();
    await city.everybodyAnswers();
    const { stdout } = await nadi(['export', '-', '--data', city.dataDir]);
    network = JSON.parse(stdout) as TopologyDocument;
    const { links } = network;
    ports = new Map(links.flatMap(({ code, a, z }) => [a, z].map((end) => [`${code} ${end.device}`, end.interface ?? ''] as const)));
  }, 120_000);
  afterAll(() => city.stop(), 60_000);

  const portOf = (link: string, device: string) => ports.get(`${link} ${device}`) ?? '';
  const causes = async () => {
    const query = '{ outages(filter: { isOpen: true }) { nodes { alertName kind rootCode candidates { kind code } } } }';
    return (await city.ask<{ outages: { nodes: readonly ShownCause[] } }>(query)).outages.nodes;
  };
  const interfaceUp = (device: string, port: string) => city.metric('nadi_interface_oper_up', `device="${device}",interface="${port}"`);
  const linkUp = (link: string) => city.metric('nadi_link_up', `link="${link}"`);
  const becomes = (value: number) => (read: number) => read === value;

  it('shows in GraphQL, in the metrics and in the diagnosis: the link is down, and it alone', async () => {
    const port = portOf(LINK, ROUTER);
    expect([await interfaceUp(ROUTER, port), await linkUp(LINK)]).toEqual([1, 1]);
    await city.lab('port', 'down', ROUTER, port);
    const [cause] = await eventually(causes, isOne, 'the outage', 30_000);
    expect(cause).toMatchObject({ alertName: 'LinkDown', kind: 'LINK', rootCode: LINK });
    expect(cause.candidates).toEqual(expect.arrayContaining([{ kind: 'LINK', code: LINK }]));
    await eventually(() => interfaceUp(ROUTER, port), becomes(0), 'the interface to read down', 20_000);
    await eventually(() => linkUp(LINK), becomes(0), 'the link to read down', 20_000);
    const query = `{ link(code: "${LINK}") { a { device { name status } interface } z { device { name } } } }`;
    expect(await city.ask(query)).toEqual({
      link: { a: { device: { name: ROUTER, status: 'UP' }, interface: port }, z: { device: { name: SWITCH } } },
    });
    expect(await city.count('UNREACHABLE')).toBeGreaterThan(1);
    await pause(ROUNDS_MS);
    expect(await causes()).toHaveLength(1);
    await city.lab('port', 'up', ROUTER, port);
    await eventually(causes, isNone, 'the outage to clear', 30_000);
    await eventually(() => interfaceUp(ROUTER, port), becomes(1), 'the interface to read up', 20_000);
    await eventually(() => linkUp(LINK), becomes(1), 'the link to read up', 20_000);
    await city.everybodyAnswers();
  }, 120_000);

  it('of a ring costs its redundancy; span and link would look the same, and both are named', async () => {
    const port = portOf(RING, ROUTER);
    await city.lab('port', 'down', ROUTER, port);
    const [cause] = await eventually(causes, isOne, 'the outage', 30_000);
    expect(cause.alertName).toBe('RedundancyLost');
    expect(cause.candidates).toEqual([
      { kind: 'SPAN', code: RING_SPAN },
      { kind: 'LINK', code: RING },
    ]);
    await eventually(() => linkUp(RING), becomes(0), 'the link to read down', 20_000);
    await city.lab('heal', 'all');
    await eventually(causes, isNone, 'the outage to clear', 30_000);
  }, 90_000);

  it('by hand, is no fault of its own interface, and its link is dark by the other end', async () => {
    const port = portOf(RING, ROUTER);
    await city.lab('port', 'shut', ROUTER, port);
    await eventually(() => linkUp(RING), becomes(0), 'the link to read down', 20_000);
    const [cause] = await eventually(causes, isOne, 'the outage', 30_000);
    expect(cause.candidates).toEqual(expect.arrayContaining([{ kind: 'LINK', code: RING }]));
    await city.lab('port', 'up', ROUTER, port);
    await eventually(causes, isNone, 'the outage to clear', 30_000);
  }, 90_000);

  it.each([
    ['power', 'POWER', ['DEVICE', 'PLACE']],
    ['fibre', 'FIBRE', ['CONDUIT', 'SPAN', 'LINK']],
  ] as const)(
    'an ONU that leaves for want of %s: its OLT knows, and the outage says so',
    async (what, named, kinds) => {
      const onu = network.devices.find(({ role }) => role === 'ONU');
      const link = network.links.find(({ z }) => z.device === onu?.name);
      const spans = link?.spans ?? [];
      await city.lab('cut', what === 'power' ? `PLACE:${onu?.place}` : `SPAN:${spans.at(-1)}`);
      const query = '{ outages(filter: { isOpen: true }) { nodes { kind probableCause candidates { kind code } } } }';
      type Told = { readonly kind: string; readonly probableCause: string | null };
      const told = async () => (await city.ask<{ outages: { nodes: readonly Told[] } }>(query)).outages.nodes;
      const isNamed = (nodes: readonly Told[]) => nodes.length === 1 && nodes[0]?.probableCause !== null;
      const [cause] = await eventually(told, isNamed, 'the outage with its cause', 60_000);
      expect(cause?.probableCause).toBe(named);
      expect(kinds).toContain(cause?.kind);
      await city.lab('heal', 'all');
      await eventually(causes, isNone, 'the outage to clear', 60_000);
    },
    150_000,
  );

  it('is refused with the nearest name when there is none such', async () => {
    const { code, stderr } = await nadi(['lab', 'port', 'down', ROUTER, 'xx0/1', '--data', city.dataDir]);
    expect({ code, stderr }).toEqual({
      code: 2,
      stderr: expect.stringMatching(/no .*port "PORT:PMJ-JAKPUS-GAMBIR-R1\/xx0\/1"; did you mean PORT:/) as string,
    });
    for (const words of [
      ['port', 'down', ROUTER],
      ['port', 'off', ROUTER, 'te0/1'],
      ['bend', RING_SPAN, 'much'],
      ['status', '--renumber'],
    ]) {
      expect((await nadi(['lab', ...words, '--data', city.dataDir])).code).toBe(2);
    }
  }, 30_000);

  it('a device that starts anew under other numbers is still the same, and no outage', async () => {
    await city.lab('restart', ROUTER, '--renumber');
    await pause(ROUNDS_MS);
    expect(await causes()).toEqual([]);
    expect([await interfaceUp(ROUTER, portOf(LINK, ROUTER)), await linkUp(LINK), await linkUp(RING)]).toEqual([1, 1, 1]);
  }, 30_000);
});
