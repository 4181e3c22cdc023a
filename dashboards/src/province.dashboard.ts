import type { Dashboard } from '@grafana/grafana-foundation-sdk/dashboard';
import { Board } from './board.js';
import { BAD_ABOVE_ZERO, GOOD_AT_ONE, RATIO_UP } from './looks.js';
import { AVAILABLE, infrastructureList, rootCauseList, SEE } from './lists.js';
import type { Speech } from './speech.js';
import { UP_DOWN } from './state.mappings.js';

/** The whole province: what broke, how much hangs on it, which Polres it is in; the worst always first. */
export function province(speech: Speech): Dashboard {
  const board = new Board(speech, {
    board: 'province',
    title: 'Province',
    description: 'What is broken now, how many cameras hang on it, and in which Polres. The worst stands first.',
  });
  headline(board);
  broken(board);
  polres(board);
  network(board);
  owners(board);
  return board.build();
}

function headline(board: Board): void {
  board
    .row('Now')
    .stat(
      'Open outages',
      { expr: 'severity:nadi_outages_open:sum', legend: '{{severity}}' },
      {
        description: 'Root causes that are open now, by severity. What is merely behind a root cause is not counted.',
        width: 8,
        steps: BAD_ABOVE_ZERO,
        link: board.speech.to('outages', {}),
      },
    )
    .stat(
      'Cameras out',
      { expr: 'fleet:nadi_cameras_out:sum', legend: 'cameras' },
      {
        description: 'Cameras that cannot be seen: broken themselves, or with something broken on the way.',
        width: 3,
        steps: BAD_ABOVE_ZERO,
        link: board.speech.to('cameras', {}),
      },
    )
    .stat(
      'Cameras that see',
      { expr: 'fleet:nadi_cameras_up:ratio', legend: 'up' },
      {
        description: 'Share of all cameras that answer.',
        unit: 'percentunit',
        decimals: 2,
        width: 5,
        steps: RATIO_UP,
        isSpoken: true,
      },
    )
    .stat(
      'Infrastructure silent',
      { expr: 'sum(role:nadi_devices_silent:sum{role!="CAMERA"})', legend: 'devices' },
      {
        description: 'Routers, switches, OLTs and the like that are DOWN or UNREACHABLE.',
        width: 4,
        steps: BAD_ABOVE_ZERO,
      },
    )
    .stat(
      'Blind pollers',
      { expr: 'sum(nadi_poller_blind)', legend: 'pollers' },
      {
        description: 'Pollers that see too little to conclude anything: while one is blind, what it watches is unknown, not fine.',
        width: 2,
        steps: BAD_ABOVE_ZERO,
      },
    )
    .stat(
      'Nadi',
      { expr: 'max(up{job="nadi"})', legend: 'Nadi' },
      {
        description: 'Whether Prometheus reaches Nadi. If not, nothing on this page is of now.',
        width: 2,
        steps: GOOD_AT_ONE,
        states: UP_DOWN,
        link: board.speech.to('itself', {}),
      },
    );
}

function broken(board: Board): void {
  const { speech } = board;
  board
    .row('What broke')
    .worstFirst(
      'Root causes',
      { expr: 'topk(50, outage:nadi_affected_cameras:sum)' },
      {
        description: 'Open outages by the cameras they take away.',
        width: 12,
        height: 12,
        ...rootCauseList(speech.to('polsek', { station: '${__value.raw}' })),
      },
    )
    .map('Stations and fibre', {
      description:
        'Stations by the cameras that are seen, and the trunk spans between them: red is cut, grey is not known. The worst bear their names.',
      width: 12,
      height: 12,
      unit: 'percentunit',
      steps: RATIO_UP,
      stations: 'station:nadi_map_seen:ratio',
      nodes: 'place:nadi_map:info',
      edges: 'span:nadi_map:state',
      named: 'bottomk(10, station:nadi_map_seen:ratio)',
      link: speech.to('polsek', { station: '${__value.raw}' }),
      isTouched: true,
    });
}

function polres(board: Board): void {
  const { speech } = board;
  board
    .row('Polres and stations')
    .worstFirst(
      'Polres by share of cameras that see',
      { expr: 'bottomk(30, polres:nadi_cameras_up:ratio)' },
      {
        description: 'A click on a Polres leads to its stations.',
        width: 8,
        columns: { polres: 'Polres' },
        links: { polres: speech.to('polres', { polres: '${__value.raw}' }) },
        ...SEE,
      },
    )
    .bars(
      'Stations with most cameras out',
      { expr: 'topk(20, station:nadi_cameras_out:sum)', legend: '{{station}}' },
      {
        description: 'Cameras out in the area of each station. A click leads to the station.',
        width: 8,
        height: 9,
        min: 0,
        steps: BAD_ABOVE_ZERO,
        link: speech.to('polsek', { station: '${__field.labels.station}' }),
      },
    )
    .worstFirst(
      'Stations by share of cameras that see',
      { expr: 'bottomk(20, station:nadi_cameras_up:ratio)' },
      {
        description: 'A small station that is wholly dark matters as much as a large one with the same number out.',
        width: 8,
        columns: { station: 'Station' },
        links: { station: speech.to('polsek', { station: '${__value.raw}' }) },
        ...SEE,
      },
    )
    .worstFirst(
      'Availability this month, the worst first',
      { expr: 'bottomk(20, nadi_station_availability_ratio{window="month"})' },
      {
        description: 'up / (up + down) of the station, from changes, to the second. Nothing where too little of the month was watched.',
        width: 12,
        height: 8,
        columns: { station: 'Station' },
        links: { station: speech.to('polsek', { station: '${__value.raw}' }) },
        ...AVAILABLE,
      },
    )
    .stacked(
      'Cameras by status',
      { expr: 'status:nadi_cameras:sum', legend: '{{status}}' },
      {
        description: 'All cameras, by concluded status.',
        width: 12,
        min: 0,
      },
    );
}

function network(board: Board): void {
  const { speech } = board;
  board
    .row('The network')
    .worstFirst(
      'Infrastructure, the silent first',
      { expr: 'topk(30, infrastructure:nadi_silence:rank)' },
      {
        ...infrastructureList(speech, speech.to('polsek', { station: '${__value.raw}' })),
      },
    )
    .lines(
      'Fullest interfaces',
      [{ expr: 'topk(10, interface:nadi_fullest_utilisation:ratio_rate5m)', legend: '{{device}} {{interface}}' }],
      {
        description: 'The busier direction of each interface over 5 minutes, as a share of its speed.',
        width: 12,
        height: 9,
        unit: 'percentunit',
        min: 0,
      },
    )
    .lines('Most loss in the infrastructure', [{ expr: 'topk(10, infrastructure:nadi_icmp_loss:ratio)', legend: '{{device}}' }], {
      description: 'Share of the last 20 echoes without an answer: a path that is going bad, before it is down.',
      width: 12,
      unit: 'percentunit',
      min: 0,
      max: 1,
    })
    .lines(
      'Longest round trips in the infrastructure',
      [{ expr: 'topk(10, infrastructure:nadi_icmp_rtt:seconds)', legend: '{{device}}' }],
      {
        description: 'Round-trip time of the newest answered echo.',
        width: 12,
        unit: 's',
        min: 0,
      },
    );
}

function owners(board: Board): void {
  board
    .row('Buildings')
    .bars(
      'Where buildings stand',
      { expr: 'max by (state) (nadi_compliance_buildings)', legend: '{{state}}' },
      {
        description:
          'From UNREGISTERED to INTEGRATED, and those that lapsed, were warned or object. A cut in the street makes none of them lapse.',
        width: 12,
        min: 0,
      },
    )
    .stacked(
      'Buildings over their time',
      { expr: 'max by (state) (nadi_compliance_overdue_buildings)', legend: '{{state}}' },
      {
        description: 'Somebody has to decide on these.',
        width: 12,
        height: 10,
        min: 0,
      },
    );
}
