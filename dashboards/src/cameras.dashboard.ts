import type { Dashboard } from '@grafana/grafana-foundation-sdk/dashboard';
import { Board } from './board.js';
import { BAD_ABOVE_ZERO, PACKET_LOSS, RATIO_UP } from './looks.js';
import { SEE } from './lists.js';
import type { Speech } from './speech.js';
import { SILENCE, SILENCE_EXPR } from './state.mappings.js';

/** Cameras that see: how many, where not, and whether it is the cameras or what they hang on. */
export function cameras(speech: Speech): Dashboard {
  const board = new Board(speech, {
    board: 'cameras',
    title: 'Cameras that see',
    description: 'How many cameras can be seen, where not, and whether it is the camera or something on the way.',
  }).choice('polres', 'Polres', 'label_values(nadi_station_info{kind="POLRES"}, station)', { hasAll: true });
  headline(board);
  where(board);
  which(board);
  return board.build();
}

function headline(board: Board): void {
  const of = (status: string) => `sum(status:nadi_cameras:sum{status=~"${status}"})`;
  board
    .row('Now')
    .stat('Cameras', { expr: of('.*'), legend: 'cameras' }, { description: 'All cameras that are watched.', width: 4 })
    .stat(
      'Cameras that see',
      { expr: 'fleet:nadi_cameras_up:ratio', legend: 'up' },
      {
        description: 'Share of all cameras that answer.',
        width: 6,
        unit: 'percentunit',
        decimals: 2,
        steps: RATIO_UP,
        isSpoken: true,
      },
    )
    .stat(
      'Broken themselves',
      { expr: of('DOWN'), legend: 'cameras' },
      {
        description: 'The camera, its power or its last cable.',
        width: 4,
        steps: BAD_ABOVE_ZERO,
      },
    )
    .stat(
      'Behind a fault',
      { expr: of('UNREACHABLE'), legend: 'cameras' },
      {
        description: 'Something on the way to them is broken.',
        width: 4,
        steps: BAD_ABOVE_ZERO,
      },
    )
    .stat(
      'Degraded',
      { expr: of('DEGRADED'), legend: 'cameras' },
      { description: 'They answer, with loss.', width: 3, steps: BAD_ABOVE_ZERO },
    )
    .stat(
      'Not known',
      { expr: of('UNKNOWN'), legend: 'cameras' },
      {
        description: 'Nobody could ask them: they are neither seen nor broken.',
        width: 3,
        steps: [[null, 'text']],
      },
    )
    .stacked(
      'Cameras by status over time',
      { expr: 'status:nadi_cameras:sum', legend: '{{status}}' },
      {
        description: 'All cameras, by concluded status.',
        width: 12,
        min: 0,
      },
    )
    .lines(
      'Share of cameras that see, by Polres',
      [{ expr: 'bottomk(10, polres:nadi_cameras_up:ratio{polres=~"$polres"})', legend: '{{polres}}' }],
      {
        description: 'The ten worst.',
        width: 12,
        unit: 'percentunit',
        max: 1,
      },
    );
}

function where(board: Board): void {
  const { speech } = board;
  board
    .row('Where')
    .worstFirst(
      'Polres by share of cameras that see',
      { expr: 'bottomk(30, polres:nadi_cameras_up:ratio{polres=~"$polres"})' },
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
      {
        expr: 'topk(20, station:nadi_cameras_out:sum * on (station) group_left () nadi_station_info{polres=~"$polres"})',
        legend: '{{station}}',
      },
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
      'Buildings with most cameras out',
      {
        expr: 'topk(50, sum by (building) (nadi_building_cameras{status=~"DOWN|UNREACHABLE"}) * on (building) group_left (name, station) nadi_building_info)',
      },
      {
        description: 'A click leads to the building.',
        width: 8,
        columns: { building: 'Building', name: 'Name', station: 'Station' },
        links: {
          building: speech.to('building', { station: '$__all', building: '${__value.raw}' }),
          station: speech.to('polsek', { station: '${__value.raw}' }),
        },
        value: 'Cameras out',
        steps: BAD_ABOVE_ZERO,
      },
    );
}

function which(board: Board): void {
  const { speech } = board;
  const CAMERA = 'nadi_device_info{role="CAMERA", polres=~"$polres"}';
  const JOINED = `on (device) group_left (station, place, vendor, model) ${CAMERA}`;
  // The few that are not well, and as many others that a list on a good day is not empty: joining all cameras with what is known of them takes seconds.
  const columns = { device: 'Camera', station: 'Station', place: 'Place', vendor: 'Vendor', model: 'Model' };
  const links = {
    device: speech.to('device', { station: '$__all', device: '${__value.raw}' }),
    station: speech.to('polsek', { station: '${__value.raw}' }),
    place: speech.to('building', { station: '$__all', building: '${__value.raw}' }),
  };
  board
    .row('Which')
    .worstFirst(
      'Cameras, the silent first',
      { expr: `topk(100, (${SILENCE_EXPR} > 0) * ${JOINED} or on (device) topk(100, ${CAMERA} * 0))` },
      {
        description: 'The 100 worst. DOWN is broken itself, UNREACHABLE has something broken on the way.',
        width: 12,
        columns,
        links,
        value: 'State',
        states: SILENCE,
      },
    )
    .worstFirst(
      'Cameras that lose most',
      {
        expr: `topk(50, (nadi_icmp_loss_ratio > 0 < 1) * ${JOINED} or on (device) topk(50, ${CAMERA} * 0 - 1))`,
      },
      {
        description: 'Share of the last 20 echoes without an answer, of cameras that answer at all: pictures stutter before they fail.',
        width: 12,
        columns,
        links,
        value: 'Loss',
        unit: 'percentunit',
        steps: PACKET_LOSS,
        states: { [-1]: { text: 'none, or no answer', color: 'text' } },
      },
    )
    .worstFirst(
      'Models by share that is broken',
      { expr: 'topk(30, sum by (vendor, model) (nadi_model_cameras{status="DOWN"}) / sum by (vendor, model) (nadi_model_cameras))' },
      {
        description: 'Cameras that are broken themselves, as a share of all of the model.',
        width: 12,
        columns: { vendor: 'Vendor', model: 'Model' },
        value: 'Broken',
        unit: 'percentunit',
        decimals: 1,
        steps: [
          [null, 'green'],
          [0.01, 'orange'],
          [0.05, 'red'],
        ],
        isSpoken: true,
      },
    )
    .lines('Cameras out, by Polres', [{ expr: 'topk(10, polres:nadi_cameras_out:sum{polres=~"$polres"})', legend: '{{polres}}' }], {
      description: 'The ten with most.',
      width: 12,
      height: 9,
      min: 0,
    });
}
