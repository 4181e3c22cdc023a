import { jest } from '@jest/globals';
import { CLOCK } from '@app/availability';
import { type ApiUnderTest, fixture, startApi } from './support/api.js';

jest.setTimeout(60_000);

/** A November of Jakarta that is over. */
const FROM = '2025-11-01T00:00:00+07:00';
const TO = '2025-12-01T00:00:00+07:00';
const HOUR_S = 3_600;

let nadi: ApiUnderTest;
beforeAll(async () => {
  nadi = await startApi();
  await nadi.ask('mutation ($document: JSON!) { importTopology(input: { document: $document }) { version } }', {
    document: fixture('small-city.json'),
  });
  await nadi.sql(
    `CREATE TABLE availability_transition_2025_11 PARTITION OF availability_transition FOR VALUES FROM ('${FROM}') TO ('${TO}')`,
  );
  await nadi.sql(`INSERT INTO availability_watch (from_at, to_at) VALUES ($1, $2)`, [FROM, TO]);
  const change = (name: string, at: string, clock: number) =>
    nadi.sql(`INSERT INTO availability_transition (kind, object_id, at, clock) SELECT 0, id, $2, $3 FROM device WHERE name = $1`, [
      name,
      at,
      clock,
    ]);
  for (const name of ['gd1-cam-1', 'gd1-cam-2', 'gd2-cam-1']) await change(name, FROM, CLOCK.UP);
  await change('gd1-cam-1', '2025-11-10T04:00:00+07:00', CLOCK.UPSTREAM);
  await change('gd1-cam-1', '2025-11-10T08:00:00+07:00', CLOCK.UP);
});
afterAll(() => nadi.stop());

const ASK = `query ($objects: AvailabilityObjects!, $from: DateTime!, $to: DateTime!, $hours: CountedHours!) {
  availability(objects: $objects, from: $from, to: $to, hours: $hours) { from to knownFrom unwatchedS
    totals { objects ratio observedRatio seconds { up own upstream power maintenance unobserved } }
    objects(first: 2) { totalCount pageInfo { hasNextPage } nodes { code ratio observedRatio seconds { up upstream unobserved } } } } }`;
const ask = async (objects: object, more: object = {}, token?: string) =>
  nadi.ask(ASK, { objects, from: FROM, to: TO, hours: 'ALL', ...more }, token);

describe('availability in GraphQL', () => {
  it('tells each and all, to the second', async () => {
    const { data, errors } = await ask({ kind: 'CAMERA' });
    expect(errors).toEqual([]);
    expect(data.availability).toMatchObject({ from: '2025-10-31T17:00:00.000Z', to: '2025-11-30T17:00:00.000Z', unwatchedS: 0 });
    const month = 720 * HOUR_S;
    expect(data.availability.objects).toEqual({
      totalCount: 3,
      pageInfo: { hasNextPage: true },
      nodes: [
        { code: 'gd1-cam-1', ratio: 716 / 720, observedRatio: 1, seconds: { up: month - 4 * HOUR_S, upstream: 4 * HOUR_S, unobserved: 0 } },
        { code: 'gd1-cam-2', ratio: 1, observedRatio: 1, seconds: { up: month, upstream: 0, unobserved: 0 } },
      ],
    });
    expect(data.availability.totals).toMatchObject({ objects: 3, seconds: { up: 3 * month - 4 * HOUR_S, upstream: 4 * HOUR_S } });
  });

  it('counts by daylight, by area, and gives no figure of what was hardly observed', async () => {
    const daylight = await ask({ kind: 'CAMERA', codes: ['gd1-cam-1'] }, { hours: 'DAYLIGHT' });
    expect(daylight.data.availability.totals.seconds).toMatchObject({ up: 358 * HOUR_S, upstream: 2 * HOUR_S });
    const below = await ask({ kind: 'CAMERA', within: 'SUB' });
    expect(below.data.availability.objects.nodes.map(({ code }: { code: string }) => code)).toEqual(['gd2-cam-1']);
    const stations = await ask({ kind: 'STATION', within: 'PSA' });
    expect(stations.data.availability.objects.nodes).toMatchObject([
      { code: 'PSA', ratio: null, observedRatio: 0 },
      { code: 'SUB', ratio: null, observedRatio: 0 },
    ]);
    const countOf = async (kind: string) => (await ask({ kind, within: 'SUB' })).data.availability.objects.totalCount as number;
    // L-PSA-SUB-1 and -2, L-SUB-GD2, L-GD2-C1; S6, S7, S10; sub-sw, gd2-sw, gd2-cam-1.
    expect([await countOf('LINK'), await countOf('SPAN'), await countOf('DEVICE')]).toEqual([4, 3, 3]);
  });

  it('says where its knowledge begins, and refuses periods that are none', async () => {
    const before = await ask({ kind: 'CAMERA' }, { from: '2025-10-01T00:00:00+07:00' });
    expect(before.data.availability).toMatchObject({ knownFrom: '2025-10-31T17:00:00.000Z', unwatchedS: 31 * 24 * HOUR_S });
    expect((await ask({ kind: 'CAMERA' }, { to: FROM })).errors[0].message).toContain('must lie after from');
    expect((await ask({ kind: 'CAMERA' }, { to: '2099-01-01T00:00:00Z' })).errors[0].message).toContain('ten years');
  });

  it('shows a viewer what lies in their area and nothing else', async () => {
    const officer = await nadi.parts.access.issueToken('officer', 'station-viewer', null, [{ kind: 'STATION', code: 'SUB' }]);
    const { data } = await ask({ kind: 'CAMERA' }, {}, officer);
    expect(data.availability.objects.nodes.map(({ code }: { code: string }) => code)).toEqual(['gd2-cam-1']);
    expect(data.availability.totals.objects).toBe(1);
    const others = await ask({ kind: 'CAMERA', codes: ['gd1-cam-1'] }, {}, officer);
    expect(others.data.availability.totals).toMatchObject({ objects: 0, ratio: null });
  });
});
