import type { Dashboard } from '@grafana/grafana-foundation-sdk/dashboard';
import { Board } from './board.js';
import { AVAILABILITY, BAD_ABOVE_ZERO, GOOD_AT_ONE, RATIO_UP, type Steps } from './looks.js';
import type { Speech } from './speech.js';
import { UP_DOWN, WAYS } from './state.mappings.js';

const SERIOUS: Steps = [
  [null, 'green'],
  [0, 'orange'],
  [1, 'red'],
];

/** Pixels that are read from four metres: a letter of 1 cm on a screen of 55 inches. */
const FAR = { isFar: true, titleSize: 26, valueSize: 72 };

/**
 * The wall of the operations room, 1920 by 1080 in Grafana's kiosk mode, without scrolling and without legends. Every query asks a recorded name or a
 * few series, so that it loads at once however many cameras there are.
 */
export function wall(speech: Speech): Dashboard {
  const board = new Board(speech, {
    board: 'wall',
    title: 'NOC wall',
    description: 'What is broken now, the worst first: for a screen on a wall (add ?kiosk to the address).',
    refresh: '10s',
    isWall: true,
  });
  headline(board);
  board
    .bars(
      'Worst open outages, and the cameras behind each',
      {
        expr: `topk(9, outage:nadi_affected_cameras:sum{alertname!="CameraDown"}) or on () label_replace(vector(-1), "root", "${speech.say('none but single cameras')}", "", "")`,
        legend: '{{alertname}} {{root}}',
      },
      {
        description: 'The root causes that take most cameras away. Cameras that are broken on their own are only counted, above.',
        width: 13,
        height: 16,
        min: 0,
        // A ring that lost one side takes nobody away, and is no good news.
        steps: SERIOUS,
        states: { [-1]: { text: 'normal', color: 'green' } },
        link: speech.to('outages', {}),
        titleSize: 24,
        valueSize: 36,
        barHeight: 60,
      },
    )
    .map('Stations and fibre', {
      description:
        'Stations by the cameras that are seen, and the trunk spans between them: red is cut, grey is not known. The worst bear their names.',
      width: 11,
      height: 16,
      unit: 'percentunit',
      steps: RATIO_UP,
      stations: 'station:nadi_map_seen:ratio',
      nodes: 'place:nadi_map:info',
      edges: 'span:nadi_map:state',
      named: 'bottomk(6, station:nadi_map_seen:ratio)',
    });
  board.timeline(
    'Stations with least redundancy',
    { expr: 'bottomk(4, nadi_station_ways)', legend: '{{station}}' },
    { description: 'Ways to the stations that have fewest, over the last six hours.', width: 24, height: 6, states: WAYS },
  );
  return board.build();
}

function headline(board: Board): void {
  const { speech } = board;
  const worst = 'sum(severity:nadi_outages_open:sum{severity=~"critical|major"})';
  board
    .stat(
      'Serious outages',
      { expr: worst, legend: 'open' },
      {
        description: 'Open root causes that are critical or major.',
        width: 4,
        height: 6,
        steps: BAD_ABOVE_ZERO,
        link: speech.to('outages', {}),
        ...FAR,
      },
    )
    .stat(
      'Cameras out',
      { expr: 'fleet:nadi_cameras_out:sum', legend: 'cameras' },
      {
        description: 'Cameras that cannot be seen: broken themselves, or with something broken on the way.',
        width: 4,
        height: 6,
        decimals: 0,
        steps: BAD_ABOVE_ZERO,
        link: speech.to('cameras', {}),
        ...FAR,
      },
    )
    .stat(
      'Cameras that see',
      { expr: 'fleet:nadi_cameras_up:ratio', legend: 'up' },
      {
        description: 'Share of all cameras that answer.',
        width: 4,
        height: 6,
        unit: 'percentunit',
        decimals: 2,
        steps: RATIO_UP,
        isSpoken: true,
        ...FAR,
        valueSize: 48,
      },
    )
    .stat(
      'Stations cut off',
      { expr: 'count(nadi_station_ways == 0) or vector(0)', legend: 'stations' },
      {
        description: 'Stations to whose equipment no way is left.',
        width: 4,
        height: 6,
        steps: BAD_ABOVE_ZERO,
        link: speech.to('fibre', {}),
        ...FAR,
      },
    )
    .stat(
      'Availability this month',
      { expr: 'min(nadi_city_availability_ratio{window="month"})', legend: 'availability' },
      {
        description: 'Of the kind of object that stands worst: up / (up + down) from changes, to the second.',
        width: 4,
        height: 6,
        unit: 'percentunit',
        decimals: 3,
        steps: AVAILABILITY,
        isSpoken: true,
        nothing: 'not yet known',
        ...FAR,
        valueSize: 48,
      },
    )
    .stat(
      'Nadi',
      { expr: 'max(up{job="nadi"}) * (1 - clamp_max(max(nadi_poller_blind), 1)) or max(up{job="nadi"})', legend: 'Nadi' },
      {
        description: 'Whether Prometheus reaches Nadi and no poller is blind. If not, nothing on this page is of now.',
        width: 4,
        height: 6,
        steps: GOOD_AT_ONE,
        states: { ...UP_DOWN, 0: { text: 'blind or gone', color: 'red' }, 1: { text: 'sees', color: 'green' } },
        link: speech.to('itself', {}),
        ...FAR,
        valueSize: 48,
      },
    );
}
