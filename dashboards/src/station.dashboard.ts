import { type Dashboard, RowBuilder } from '@grafana/grafana-foundation-sdk/dashboard';
import { choice, dashboard } from './dashboard.parts.js';
import { BAD_ABOVE_ZERO, lines, RATIO_UP, stacked, stat, TO_DEVICE, UID, worstFirst } from './panel.parts.js';
import { SILENCE, SILENCE_EXPR, UP_DOWN } from './state.mappings.js';

const HERE = 'station="$station"';
/** The links whose far end stands at the station: the far end's name is first given the name of the label to join on. */
const LINKS_HERE = `nadi_link_info * on (z) group_left () label_replace(nadi_device_info{${HERE}}, "z", "$1", "device", "(.*)")`;

/** One station's area: its cameras, its own equipment, its links. */
export function station(): Dashboard {
  const board = dashboard(
    'Nadi · Station',
    UID.station,
    'The cameras and the equipment in the area of one station; the worst stands first.',
  ).withVariable(choice('station', 'Station', 'label_values(nadi_station_cameras, station)'));
  cameras(board);
  equipment(board);
  return board.build();
}

type Board = ReturnType<typeof dashboard>;

function cameras(board: Board): void {
  board
    .withRow(new RowBuilder('Cameras of $station'))
    .withPanel(
      stat(
        'Cameras',
        { expr: `sum(nadi_station_cameras{${HERE}})`, legend: 'cameras' },
        { description: 'All cameras in the area of the station.', width: 3 },
      ),
    )
    .withPanel(
      stat(
        'Out',
        { expr: `sum(nadi_station_cameras{${HERE}, status=~"DOWN|UNREACHABLE"})`, legend: 'cameras' },
        {
          description: 'Broken themselves, or with something broken on the way.',
          width: 3,
          steps: BAD_ABOVE_ZERO,
        },
      ),
    )
    .withPanel(
      stat(
        'Up',
        { expr: `sum(nadi_station_cameras{${HERE}, status=~"UP|DEGRADED"}) / sum(nadi_station_cameras{${HERE}})`, legend: 'up' },
        {
          description: 'Share of the cameras that answer.',
          unit: 'percentunit',
          decimals: 1,
          width: 3,
          steps: RATIO_UP,
        },
      ),
    )
    .withPanel(
      stat(
        'By status',
        { expr: `sum by (status) (nadi_station_cameras{${HERE}})`, legend: '{{status}}' },
        { description: 'Cameras by concluded status.', width: 9 },
      ),
    )
    .withPanel(
      worstFirst(
        'The station',
        { expr: `nadi_station_info{${HERE}}` },
        {
          description: 'What is known of the station.',
          width: 6,
          height: 4,
          columns: { name: 'Name', kind: 'Kind', polres: 'Polres' },
          value: 'Known',
        },
      ),
    )
    .withPanel(
      stacked(
        'Cameras by status over time',
        { expr: `sum by (status) (nadi_station_cameras{${HERE}})`, legend: '{{status}}' },
        {
          description: 'When they went, and when they came back.',
          width: 12,
          min: 0,
        },
      ),
    )
    .withPanel(
      worstFirst(
        'Cameras, the silent first',
        { expr: `topk(200, ${SILENCE_EXPR} * on (device) group_left (place, vendor, model) nadi_device_info{${HERE}, role="CAMERA"})` },
        {
          description: 'The 200 worst. DOWN is broken itself, UNREACHABLE has something broken on the way.',
          width: 12,
          height: 8,
          columns: { device: 'Camera', place: 'Place', vendor: 'Vendor', model: 'Model' },
          links: { device: TO_DEVICE },
          value: 'State',
          states: SILENCE,
        },
      ),
    );
}

function equipment(board: Board): void {
  const devicesHere = `on (device) group_left () nadi_device_info{${HERE}}`;
  board
    .withRow(new RowBuilder('Network at $station'))
    .withPanel(
      worstFirst(
        'Equipment, the silent first',
        { expr: `topk(100, ${SILENCE_EXPR} * on (device) group_left (role, place) nadi_device_info{${HERE}, role!="CAMERA"})` },
        {
          description: 'Routers, switches, OLTs, recorders in the area of the station.',
          width: 12,
          columns: { device: 'Device', role: 'Role', place: 'Place' },
          links: { device: TO_DEVICE },
          value: 'State',
          states: SILENCE,
        },
      ),
    )
    .withPanel(
      worstFirst(
        'Links, the dark first',
        { expr: `bottomk(100, nadi_link_up * on (link) group_left (a, z) (${LINKS_HERE}))` },
        {
          description: 'Links whose far end stands in the area of the station. A link that no evidence tells of is not listed.',
          width: 12,
          columns: { link: 'Link', a: 'From', z: 'To' },
          links: { a: TO_DEVICE, z: TO_DEVICE },
          value: 'State',
          states: UP_DOWN,
          worst: 'lowest',
        },
      ),
    )
    .withPanel(
      lines(
        'Round-trip time',
        [
          { expr: `quantile(0.5, nadi_icmp_rtt_seconds * ${devicesHere})`, legend: 'half of the devices are below' },
          { expr: `quantile(0.95, nadi_icmp_rtt_seconds * ${devicesHere})`, legend: '95 % of the devices are below' },
        ],
        { description: 'Newest answered echo of each device of the station.', width: 12, unit: 's', min: 0 },
      ),
    )
    .withPanel(
      lines('Loss', [{ expr: `avg(nadi_icmp_loss_ratio * ${devicesHere})`, legend: 'mean of all devices' }], {
        description: 'Share of the last 20 echoes without an answer; dead devices count as 1.',
        width: 12,
        unit: 'percentunit',
        min: 0,
        max: 1,
      }),
    );
}
