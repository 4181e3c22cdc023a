import { jest } from '@jest/globals';
import { type ApiUnderTest, fixture, startApi } from './support/api.js';

jest.setTimeout(60_000);

let nadi: ApiUnderTest;
let noc: string;
beforeAll(async () => {
  nadi = await startApi();
  noc = await nadi.issue('noc');
  await nadi.ask('mutation ($document: JSON!) { importTopology(input: { document: $document }) { version } }', {
    document: fixture('small-city.json'),
  });
});
afterAll(() => nadi.stop());

const HOUR = 3_600_000;
const soon = (hours: number) => new Date(Date.now() + hours * HOUR).toISOString();
const span = (code: string) => [{ kind: 'SPAN', code }];
const SCHEDULE = `mutation ($input: ScheduleMaintenanceInput!) { done: scheduleMaintenance(input: $input) {
  window { id title kind isInForce nextTurnAt subjects { kind code } createdBy recurrence } loss { devices cameras isolatedStations exposedStations }
  others { title } userErrors { code path message } } }`;

async function schedule(input: object, token = noc) {
  const plan = { title: 'works', startsAt: soon(1), endsAt: soon(3), subjects: span('S9'), ...input };
  return (await nadi.ask(SCHEDULE, { input: plan }, token)).data?.done;
}

describe('maintenance in GraphQL', () => {
  it('is scheduled with what it takes away told, and listed; a dry run keeps nothing', async () => {
    const dry = await schedule({ dryRun: true });
    expect(dry).toMatchObject({ loss: { devices: 3, cameras: 2, isolatedStations: [], exposedStations: [] }, userErrors: [] });
    const kept = await schedule({ title: ' Ganti ODC ', kind: 'RECURRING', recurrence: 'FREQ=WEEKLY;BYDAY=SU', startsAt: soon(-0.01) });
    expect(kept.window).toMatchObject({ title: 'Ganti ODC', kind: 'RECURRING', subjects: span('S9'), createdBy: 'noc' });
    const list = '{ maintenanceWindows(filter: { isPending: true, subject: { kind: SPAN, code: "S9" } }) { totalCount nodes { title } } }';
    expect((await nadi.ask(list)).data.maintenanceWindows).toEqual({ totalCount: 1, nodes: [{ title: 'Ganti ODC' }] });
    const isolating = await schedule({ subjects: [{ kind: 'STATION', code: 'PSA' }], dryRun: true });
    expect(isolating.loss.isolatedStations).toEqual(['PSA', 'SUB']);
  });

  it('is refused with the reason where two together isolate a station; one after the other they are not', async () => {
    expect((await schedule({ title: 'first', subjects: span('S6'), startsAt: soon(30), endsAt: soon(34) })).userErrors).toEqual([]);
    const second = { title: 'second', subjects: span('S7'), startsAt: soon(32), endsAt: soon(36) };
    const { window, others, userErrors } = await schedule(second);
    expect(window).toBeNull();
    expect(others).toEqual([{ title: 'first' }]);
    expect(userErrors).toEqual([
      {
        code: 'CONFLICT',
        path: ['input', 'subjects'],
        message: expect.stringContaining('would isolate SUB together with "first"') as string,
      },
    ]);
    expect((await schedule({ ...second, startsAt: soon(34.1) })).userErrors).toEqual([]);
    // On the same at the same time is nobody's harm: it is said.
    expect((await schedule({ title: 'third', subjects: span('S6'), startsAt: soon(31), endsAt: soon(33) })).others).toEqual([
      { title: 'first' },
    ]);
  });

  it.each([
    [{ startsAt: soon(-5), endsAt: soon(-2) }, 'startsAt', 'lies in the past'],
    [{ startsAt: soon(3), endsAt: soon(3) }, 'endsAt', 'must lie after'],
    [{ endsAt: soon(24 * 40) }, 'endsAt', 'longer than 31 days'],
    [{ startsAt: soon(24 * 1_200), endsAt: soon(24 * 1_200 + 1) }, 'startsAt', 'three years'],
    [{ recurrence: 'FREQ=DAILY' }, 'recurrence', 'belongs to a recurring window'],
    [{ kind: 'RECURRING' }, 'recurrence', 'belongs to a recurring window'],
    [{ kind: 'RECURRING', recurrence: 'FREQ=SECONDLY' }, 'recurrence', 'needs FREQ'],
    [{ kind: 'RECURRING', recurrence: 'FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30' }, 'recurrence', 'no occurrence'],
    [{ kind: 'FLEXIBLE' }, 'durationS', 'belongs to a flexible window'],
    [{ kind: 'FLEXIBLE', durationS: 5 }, 'durationS', '60 s to 31 days'],
    [{ subjects: [] }, 'subjects', 'is empty'],
    [{ subjects: [...span('S9'), ...span('S99')] }, 'subjects', 'not in the network: SPAN S99'],
    [{ title: '  ' }, 'title', 'is empty'],
    [{ title: 'x'.repeat(201) }, 'title', 'allowed are 200'],
  ])('refuses %j for %s', async (input, field, reason) => {
    const { window, userErrors } = await schedule(input);
    expect(window).toBeNull();
    expect(userErrors).toEqual([{ code: 'INVALID', path: ['input', field], message: expect.stringContaining(reason) as string }]);
  });

  it('is cancelled and begun once', async () => {
    const flexible = await schedule({ kind: 'FLEXIBLE', durationS: 600, startsAt: soon(0), title: 'flexible' });
    const change = async (name: string, id: string) =>
      (
        await nadi.ask(
          `mutation ($id: ID!) { done: ${name}(input: { id: $id }) { window { isInForce } userErrors { code message } } }`,
          { id },
          noc,
        )
      ).data.done;
    expect(flexible.window.isInForce).toBe(false);
    expect(await change('beginMaintenance', flexible.window.id)).toEqual({ window: { isInForce: true }, userErrors: [] });
    expect((await change('beginMaintenance', flexible.window.id)).userErrors[0].message).toBe('it has begun already');
    expect(await change('cancelMaintenance', flexible.window.id)).toEqual({ window: { isInForce: false }, userErrors: [] });
    expect((await change('cancelMaintenance', flexible.window.id)).userErrors[0].message).toBe('it was cancelled already');
    const fixed = await schedule({});
    expect((await change('beginMaintenance', fixed.window.id)).userErrors[0].message).toContain('only a flexible window');
    expect((await change('cancelMaintenance', 'T3V0YWdlOjE')).userErrors[0].code).toBe('NOT_FOUND');
    const past = await nadi.sql(`INSERT INTO maintenance_window (id, title, kind, starts_at, ends_at, subjects, created_by, created_at)
      VALUES ('99999999-9999-4999-8999-999999999999', 'past', 'ONE_OFF', '2026-01-01', '2026-01-02', '[]', 'ani', '2025-12-01') RETURNING id`);
    const id = Buffer.from(`MaintenanceWindow:${String(past[0]['id'])}`).toString('base64url');
    expect((await change('cancelMaintenance', id)).userErrors[0].message).toBe('it is over');
  });

  it('is planned by those alone who see and may change the whole network, and stands in the trail', async () => {
    expect(
      (
        await nadi.ask(
          SCHEDULE,
          { input: { title: 'x', startsAt: soon(1), endsAt: soon(2), subjects: span('S9') } },
          nadi.tokenOf('viewer'),
        )
      ).errors[0].extensions,
    ).toMatchObject({ code: 'FORBIDDEN' });
    const trail = await nadi.sql(
      `SELECT actor, outcome FROM audit_event WHERE action = 'mutation.scheduleMaintenance' AND outcome = 'done'`,
    );
    expect(trail.length).toBeGreaterThan(5);
    const officer = await nadi.parts.access.issueToken('officer', 'station-viewer', null, [{ kind: 'STATION', code: 'PSA' }]);
    const { data, errors } = await nadi.ask('{ maintenanceWindows { totalCount } }', {}, officer);
    expect(data).toBeNull();
    expect(errors[0].extensions).toMatchObject({ code: 'FORBIDDEN' });
  });

  it('shows on the outage that nobody is told of, and in what a shift leaves to the next', async () => {
    const { window } = await schedule({ title: 'Galian Jalan Contoh', startsAt: soon(0), endsAt: soon(2) });
    const key = Buffer.from(window.id, 'base64url').toString().split(':')[1];
    await nadi.sql(
      `INSERT INTO outage (id, alert_name, severity, kind, root_code, candidates, opened_at, affected_devices, affected_cameras, affected_stations, station, topology_version, hushed_by)
       VALUES ('55555555-5555-4555-8555-555555555555', 'FibreSpanCut', 'minor', 'SPAN', 'S9', '[]', now(), '{}', 0, '{}', NULL, 1, $1)`,
      [key],
    );
    const { data } = await nadi.ask('{ outages(filter: { inMaintenance: true }) { nodes { isInMaintenance maintenance { title } } } }');
    expect(data.outages.nodes).toEqual([{ isInMaintenance: true, maintenance: { title: 'Galian Jalan Contoh' } }]);
    const handed = await nadi.ask(
      'query ($from: DateTime!) { shiftHandover(from: $from, language: en) { text } }',
      { from: soon(-8) },
      noc,
    );
    expect(handed.data.shiftHandover.text).toContain('- Galian Jalan Contoh: ');
  });
});
