import type { Dashboard } from '@grafana/grafana-foundation-sdk/dashboard';
import { Board } from './board.js';
import { AVAILABILITY, BAD_ABOVE_ZERO, REPAIR } from './looks.js';
import type { Speech } from './speech.js';

const REPAIRED = 'increase(nadi_outages_cleared_total[$__range])';
const LASTED = 'increase(nadi_outage_duration_seconds_total[$__range])';

/** Outages: what is open and for how long, how many came, how long repairs took. */
export function outages(speech: Speech): Dashboard {
  const board = new Board(speech, {
    board: 'outages',
    title: 'Outages and repair',
    description: 'What is open and since when, how many outages came in the chosen time, and how long their repair took.',
    from: 'now-7d',
    refresh: '1m',
  });
  open(board);
  repaired(board);
  available(board);
  return board.build();
}

function open(board: Board): void {
  const { speech } = board;
  const since = 'time() - nadi_outage_opened_timestamp_seconds';
  const links = { station: speech.to('polsek', { station: '${__value.raw}' }) };
  board
    .row('Open now')
    .stat(
      'Open outages',
      { expr: 'severity:nadi_outages_open:sum', legend: '{{severity}}' },
      {
        description: 'Root causes that are open now, by severity. What is merely behind a root cause is not counted.',
        width: 10,
        steps: BAD_ABOVE_ZERO,
      },
    )
    .stat(
      'Open outages by kind',
      { expr: 'sum by (kind) (nadi_outages_open)', legend: '{{kind}}' },
      {
        description: 'By what broke: a conduit with all its spans, a span, a link, a device, the power of a place.',
        width: 10,
        steps: BAD_ABOVE_ZERO,
      },
    )
    .stat(
      'The oldest',
      { expr: `max(${since})`, legend: 'open for' },
      {
        description: 'How long the oldest open outage has lasted.',
        width: 4,
        unit: 's',
        decimals: 0,
        steps: REPAIR,
        isSpoken: true,
        nothing: 'no open outage',
      },
    )
    .worstFirst(
      'By cameras',
      { expr: 'topk(100, outage:nadi_affected_cameras:sum)' },
      {
        description: 'Open outages by the cameras they take away.',
        width: 12,
        height: 11,
        columns: { root: 'Root cause', alertname: 'Alert', kind: 'Kind', severity: 'Severity', station: 'Station', outage: 'Outage' },
        links,
        value: 'Cameras',
        steps: BAD_ABOVE_ZERO,
        nothing: 'no open outage',
      },
    )
    .worstFirst(
      'By age',
      { expr: `topk(100, (${since}) * on (outage) group_left (root, kind, severity, station) nadi_outage_info)` },
      {
        description: 'Open outages by how long they have lasted: metro fibre is due within 4 to 6 hours.',
        width: 12,
        height: 11,
        columns: { root: 'Root cause', kind: 'Kind', severity: 'Severity', station: 'Station', outage: 'Outage' },
        links,
        value: 'Open for',
        unit: 's',
        decimals: 0,
        steps: REPAIR,
        isSpoken: true,
        nothing: 'no open outage',
      },
    );
}

function repaired(board: Board): void {
  board
    .row('In the chosen time')
    .stat(
      'Outages',
      { expr: 'sum(increase(nadi_outages_opened_total[$__range]))', legend: 'outages' },
      {
        description: 'How many opened.',
        width: 4,
        decimals: 0,
      },
    )
    .stat(
      'Repaired',
      { expr: `sum(${REPAIRED})`, legend: 'outages' },
      {
        description: 'How many cleared, because their root cause answers again. One that became part of another is not counted.',
        width: 4,
        decimals: 0,
      },
    )
    .stat(
      'Mean time to repair',
      { expr: `sum(${LASTED}) / (sum(${REPAIRED}) > 0)`, legend: 'MTTR' },
      {
        description: 'From opening to clearing, of what cleared in the chosen time.',
        width: 8,
        unit: 's',
        decimals: 1,
        steps: REPAIR,
        isSpoken: true,
        nothing: 'nothing was repaired',
      },
    )
    .stat(
      'Mean time to repair by kind',
      { expr: `sum by (kind) (${LASTED}) / (sum by (kind) (${REPAIRED}) > 0)`, legend: '{{kind}}' },
      {
        description: 'From opening to clearing, by what broke.',
        width: 8,
        unit: 's',
        decimals: 1,
        steps: REPAIR,
        nothing: 'nothing was repaired',
      },
    )
    .stacked(
      'Outages an hour, by kind',
      { expr: 'kind:nadi_outages_opened:increase1h', legend: '{{kind}}' },
      {
        description: 'How many opened within the hour before.',
        width: 8,
        min: 0,
      },
    )
    .stacked(
      'Open outages by kind, over time',
      { expr: 'sum by (kind) (nadi_outages_open)', legend: '{{kind}}' },
      {
        description: 'A line that never comes down is work that nobody does.',
        width: 8,
        min: 0,
      },
    )
    .lines('Mean time to repair of the last day', [{ expr: 'kind:nadi_repair_seconds:mean1d', legend: '{{kind}}' }], {
      description: 'Of what cleared within the day before; no line where nothing did.',
      width: 8,
      unit: 's',
      min: 0,
      nothing: 'nothing was repaired',
    });
}

function available(board: Board): void {
  board
    .row('Availability')
    .stat(
      'This month, by kind of object',
      { expr: 'nadi_city_availability_ratio{window="month"}', legend: '{{object}}' },
      {
        description: 'up / (up + down), from changes, to the second. Nothing where too little of the time was watched.',
        width: 12,
        unit: 'percentunit',
        decimals: 3,
        steps: AVAILABILITY,
        nothing: 'not yet known',
      },
    )
    .lines('Today, by kind of object', [{ expr: 'nadi_city_availability_ratio{window="day"}', legend: '{{object}}' }], {
      description: 'It begins anew at midnight WIB.',
      width: 12,
      unit: 'percentunit',
      max: 1,
      nothing: 'not yet known',
    });
}
