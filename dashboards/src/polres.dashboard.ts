import type { Dashboard } from '@grafana/grafana-foundation-sdk/dashboard';
import { Board } from './board.js';
import { BAD_ABOVE_ZERO, RATIO_UP } from './looks.js';
import { AVAILABLE, infrastructureList, rootCauseList, SEE } from './lists.js';
import type { Speech } from './speech.js';
import { WAYS } from './state.mappings.js';

const STATIONS = 'nadi_station_info{polres="$polres"}';
/** The figures of the stations of this Polres. */
const here = (figure: string, more = '') => `${figure} * on (station) group_left (${more}) ${STATIONS}`;

/** One Polres: its Polsek and subsectors, the worst first, and what broke there. */
export function polres(speech: Speech): Dashboard {
  const board = new Board(speech, {
    board: 'polres',
    title: 'Polres',
    description: 'The stations of one Polres: the worst stands first; a click leads to the Polsek.',
  }).choice('polres', 'Polres', 'label_values(nadi_station_info{kind="POLRES"}, station)');
  cameras(board);
  stations(board);
  network(board);
  return board.build();
}

function cameras(board: Board): void {
  board
    .row('$polres')
    .stat(
      'Cameras',
      { expr: 'sum(polres_status:nadi_cameras:sum{polres="$polres"})', legend: 'cameras' },
      {
        description: 'All cameras in the areas of its stations.',
        width: 3,
      },
    )
    .stat(
      'Cameras out',
      { expr: 'polres:nadi_cameras_out:sum{polres="$polres"}', legend: 'cameras' },
      {
        description: 'Broken themselves, or with something broken on the way.',
        width: 3,
        steps: BAD_ABOVE_ZERO,
      },
    )
    .stat(
      'Cameras that see',
      { expr: 'polres:nadi_cameras_up:ratio{polres="$polres"}', legend: 'up' },
      {
        description: 'Share of the cameras that answer.',
        unit: 'percentunit',
        decimals: 2,
        width: 6,
        steps: RATIO_UP,
        isSpoken: true,
      },
    )
    .stat(
      'By status',
      { expr: 'sum by (status) (polres_status:nadi_cameras:sum{polres="$polres"})', legend: '{{status}}' },
      {
        description: 'Cameras by concluded status.',
        width: 12,
      },
    );
}

function stations(board: Board): void {
  const { speech } = board;
  board
    .map('Stations and fibre', {
      description: 'The stations of this Polres and the trunk spans that lead to them: red is cut, grey is not known.',
      width: 12,
      height: 14,
      unit: 'percentunit',
      steps: RATIO_UP,
      stations: 'station:nadi_map_seen:ratio{polres="$polres"}',
      nodes: 'place:nadi_map:info',
      edges: `span:nadi_map:state * on (station) group_left () ${STATIONS}`,
      named: 'bottomk(10, station:nadi_map_seen:ratio{polres="$polres"})',
      link: speech.to('polsek', { polres: '$polres', station: '${__value.raw}' }),
      isTouched: true,
    })
    .worstFirst(
      'Stations by share of cameras that see',
      { expr: `bottomk(50, ${here('station:nadi_seen:ratio', 'name, kind')})` },
      {
        description: 'Polsek and subsectors. One without cameras counts by whether its equipment has a way.',
        width: 12,
        height: 14,
        columns: { station: 'Station', name: 'Name', kind: 'Kind' },
        links: { station: speech.to('polsek', { polres: '$polres', station: '${__value.raw}' }) },
        ...SEE,
      },
    )
    .worstFirst(
      'Ways to the stations, the fewest first',
      { expr: `bottomk(50, ${here('nadi_station_ways', 'name')})` },
      {
        description: 'How many ways no single cut takes together.',
        width: 8,
        columns: { station: 'Station', name: 'Name' },
        links: { station: speech.to('polsek', { polres: '$polres', station: '${__value.raw}' }) },
        value: 'Ways',
        states: WAYS,
        worst: 'lowest',
      },
    )
    .worstFirst(
      'Availability this month, the worst first',
      { expr: `bottomk(50, ${here('nadi_station_availability_ratio{window="month"}')})` },
      {
        description: 'up / (up + down) of the station, from changes, to the second. Nothing where too little of the month was watched.',
        width: 8,
        columns: { station: 'Station' },
        links: { station: speech.to('polsek', { polres: '$polres', station: '${__value.raw}' }) },
        ...AVAILABLE,
      },
    )
    .stacked(
      'Cameras by status over time',
      { expr: 'polres_status:nadi_cameras:sum{polres="$polres"}', legend: '{{status}}' },
      {
        description: 'When they went, and when they came back.',
        width: 8,
        height: 9,
        min: 0,
      },
    );
}

function network(board: Board): void {
  const { speech } = board;
  board
    .row('What broke')
    .worstFirst(
      'Root causes',
      { expr: `topk(50, ${here('outage:nadi_affected_cameras:sum')})` },
      {
        description: 'Open outages that are told under a station of this Polres.',
        width: 12,
        ...rootCauseList(speech.to('polsek', { polres: '$polres', station: '${__value.raw}' })),
      },
    )
    .worstFirst(
      'Infrastructure, the silent first',
      {
        expr: 'topk(30, infrastructure:nadi_silence:rank{polres="$polres"})',
      },
      {
        ...infrastructureList(speech, speech.to('polsek', { polres: '$polres', station: '${__value.raw}' })),
      },
    )
    .timeline(
      'Ways to the stations over time',
      { expr: `bottomk(15, ${here('nadi_station_ways')})`, legend: '{{station}}' },
      {
        description: 'When redundancy was lost, and when it came back.',
        width: 24,
        height: 9,
        states: WAYS,
      },
    );
}
