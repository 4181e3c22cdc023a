import type { Dashboard } from '@grafana/grafana-foundation-sdk/dashboard';
import { Board } from './board.js';
import { AVAILABILITY, BAD_ABOVE_ZERO, DRIFT, MARGIN, RATIO_UP } from './looks.js';
import type { Speech } from './speech.js';
import { FIBRE, WAYS } from './state.mappings.js';

const INFRASTRUCTURE = 'on (device) group_left (role, station, place) nadi_device_info{role!="CAMERA"}';

/** The fibre: what is cut, what is about to be, and what has no second way. */
export function fibre(speech: Speech): Dashboard {
  const board = new Board(speech, {
    board: 'fibre',
    title: 'Fibre',
    description: 'Spans, light and redundancy: what is cut, what is going bad, and what a single cut would take.',
  }).choice('polres', 'Polres', 'label_values(nadi_station_info{kind="POLRES"}, station)', { hasAll: true });
  spans(board);
  redundancy(board);
  light(board);
  return board.build();
}

function spans(board: Board): void {
  const { speech } = board;
  board
    .row('Spans')
    .stat(
      'Spans cut',
      { expr: 'count(nadi_span_up == 0) or vector(0)', legend: 'spans' },
      {
        description: 'Spans that are a told root cause, or lie in a conduit that is.',
        width: 3,
        steps: BAD_ABOVE_ZERO,
      },
    )
    .stat(
      'Spans not known',
      { expr: 'count(nadi_span_info) - (count(nadi_span_up) or vector(0))', legend: 'spans' },
      {
        description: 'Spans of which no evidence tells: nothing that is read rides them, or they are dark behind something else.',
        width: 3,
        steps: [[null, 'text']],
      },
    )
    .stat(
      'Fibre',
      { expr: 'sum(nadi_span_length_meters)', legend: 'length' },
      {
        description: 'Length of all spans whose length is known.',
        width: 3,
        unit: 'lengthm',
        decimals: 0,
      },
    )
    .stat(
      'Availability this month',
      { expr: 'nadi_city_availability_ratio{window="month"}', legend: '{{object}}' },
      {
        description: 'By kind of object: up / (up + down), from changes, to the second.',
        width: 9,
        unit: 'percentunit',
        decimals: 3,
        steps: AVAILABILITY,
        nothing: 'not yet known',
      },
    )
    .stat(
      'Stations with one way',
      { expr: 'count(nadi_station_ways == 1) or vector(0)', legend: 'stations' },
      {
        description: 'A single cut takes all equipment there.',
        width: 3,
        steps: [
          [null, 'green'],
          [1, 'orange'],
        ],
      },
    )
    .stat(
      'Stations cut off',
      { expr: 'count(nadi_station_ways == 0) or vector(0)', legend: 'stations' },
      {
        description: 'Stations to whose equipment no way is left.',
        width: 3,
        steps: BAD_ABOVE_ZERO,
      },
    )
    .map('Stations and fibre', {
      description:
        'Stations by the cameras that are seen, and the trunk spans between them: red is cut, grey is not known. The worst bear their names.',
      width: 12,
      height: 14,
      unit: 'percentunit',
      steps: RATIO_UP,
      stations: 'station:nadi_map_seen:ratio{polres=~"$polres"}',
      nodes: 'place:nadi_map:info',
      edges: 'span:nadi_map:state',
      named: 'bottomk(10, station:nadi_map_seen:ratio{polres=~"$polres"})',
      link: speech.to('polsek', { station: '${__value.raw}' }),
      isTouched: true,
    })
    .worstFirst(
      'Fibre spans, the cut first',
      { expr: 'bottomk(50, nadi_span_up * on (span) group_left (a, z, conduit, station) nadi_span_info)' },
      {
        description: 'A span that no evidence tells of is not listed.',
        width: 12,
        height: 14,
        columns: { span: 'Span', a: 'From', z: 'To', conduit: 'Conduit', station: 'Station' },
        links: { station: speech.to('polsek', { station: '${__value.raw}' }) },
        value: 'State',
        states: FIBRE,
        worst: 'lowest',
      },
    )
    .timeline(
      'Spans over time',
      { expr: 'bottomk(15, span:nadi_map:state)', legend: '{{span}}' },
      {
        description: 'Trunk spans, those that were cut first.',
        width: 24,
        height: 9,
        states: FIBRE,
      },
    );
}

function redundancy(board: Board): void {
  const { speech } = board;
  const ways = 'nadi_station_ways * on (station) group_left (name, kind, polres) nadi_station_info{polres=~"$polres"}';
  board
    .row('Redundancy')
    .worstFirst(
      'Ways to the stations, the fewest first',
      { expr: `bottomk(100, ${ways})` },
      {
        description: 'How many ways no single cut takes together.',
        width: 10,
        columns: { station: 'Station', name: 'Name', kind: 'Kind', polres: 'Polres' },
        links: { station: speech.to('polsek', { station: '${__value.raw}' }), polres: speech.to('polres', { polres: '${__value.raw}' }) },
        value: 'Ways',
        states: WAYS,
        worst: 'lowest',
      },
    )
    .bars(
      'Conduits with most spans',
      { expr: 'topk(15, count by (conduit) (nadi_span_info{conduit!=""}))', legend: '{{conduit}}' },
      {
        description: 'What one digger takes at once.',
        width: 7,
        height: 9,
        min: 0,
      },
    )
    .lines('Stations by ways over time', [{ expr: 'count_values("ways", nadi_station_ways)', legend: '{{ways}} way(s)' }], {
      description: 'How many stations have two ways, one, or none.',
      width: 7,
      height: 9,
      min: 0,
    });
}

function light(board: Board): void {
  const { speech } = board;
  const links = {
    device: speech.to('device', { station: '$__all', device: '${__value.raw}' }),
    station: speech.to('polsek', { station: '${__value.raw}' }),
  };
  board
    .row('Light')
    .worstFirst(
      'Optical margins, the smallest first',
      { expr: `bottomk(50, nadi_optical_margin_db * ${INFRASTRUCTURE})` },
      {
        description: 'Light over what the receiver needs at the least. Below 3 dB warns, below 1 dB is critical.',
        width: 10,
        columns: { device: 'Device', interface: 'Interface', station: 'Station', place: 'Place' },
        links,
        value: 'Margin',
        unit: 'dB',
        decimals: 1,
        worst: 'lowest',
        steps: MARGIN,
        isSpoken: true,
        nothing: 'not measured',
      },
    )
    .worstFirst(
      'Fibres that degrade',
      { expr: `topk(50, nadi_optical_drift_db * ${INFRASTRUCTURE})` },
      {
        description: 'How far the light is below its median of the last 7 days. 2 dB warn.',
        width: 10,
        columns: { device: 'Device', interface: 'Interface', station: 'Station' },
        links,
        value: 'Below its week',
        unit: 'dB',
        decimals: 1,
        steps: DRIFT,
        isSpoken: true,
        nothing: 'not measured',
      },
    )
    .stat(
      'ONUs down',
      { expr: 'sum by (cause) (nadi_onus{state="offline"})', legend: '{{cause}}' },
      {
        description: 'ONUs that their OLTs call offline, by cause: dying gasp is power, loss of signal is fibre.',
        width: 4,
        height: 9,
        steps: BAD_ABOVE_ZERO,
        nothing: 'none',
      },
    );
}
