import { type Dashboard, RowBuilder } from '@grafana/grafana-foundation-sdk/dashboard';
import { choice, dashboard } from './dashboard.parts.js';
import { lines, MARGIN, stat, TO_DEVICE, TO_STATION, UID, worstFirst } from './panel.parts.js';
import { STATUS, UP_DOWN, YES_NO } from './state.mappings.js';

const THIS = 'device="$device"';
const PACKET_LOSS = [
  [null, 'green'],
  [0.01, 'yellow'],
  [0.2, 'red'],
] as const;

/** One device: what is believed and concluded of it, how its path behaves, its interfaces and links. */
export function device(): Dashboard {
  const board = dashboard('Nadi · Device', UID.device, 'One device: its state, its path, its interfaces and its links.')
    .withVariable(choice('station', 'Station', 'label_values(nadi_device_info, station)').includeAll(true).allValue('.*'))
    .withVariable(choice('device', 'Device', 'label_values(nadi_device_info{station=~"$station"}, device)'));
  state(board);
  interfaces(board);
  light(board);
  sensors(board);
  return board.build();
}

type Board = ReturnType<typeof dashboard>;

function state(board: Board): void {
  board
    .withRow(new RowBuilder('$device'))
    .withPanel(
      stat(
        'Status',
        { expr: `nadi_device_status{${THIS}}`, legend: '{{device}}' },
        { description: 'Concluded: DOWN is broken itself, UNREACHABLE has something broken on the way.', width: 3, states: STATUS },
      ),
    )
    .withPanel(
      stat(
        'Answers',
        { expr: `nadi_device_up{${THIS}} or on () nadi_device_status{${THIS}} * 0 - 1`, legend: '{{device}}' },
        {
          description: 'Believed from its own answers alone.',
          width: 3,
          states: { ...YES_NO, [-1]: { text: 'unknown', color: 'text' } },
        },
      ),
    )
    .withPanel(
      stat(
        'Round-trip time',
        { expr: `nadi_icmp_rtt_seconds{${THIS}}`, legend: '{{device}}' },
        { description: 'Newest answered echo.', width: 3, unit: 's' },
      ),
    )
    .withPanel(
      stat(
        'Loss',
        { expr: `nadi_icmp_loss_ratio{${THIS}}`, legend: '{{device}}' },
        {
          description: 'Share of the last 20 echoes without an answer in time.',
          width: 3,
          unit: 'percentunit',
          steps: PACKET_LOSS,
        },
      ),
    )
    .withPanel(
      worstFirst(
        'The device',
        { expr: `nadi_device_info{${THIS}}` },
        {
          description: 'What is known of the device.',
          width: 12,
          height: 4,
          columns: { role: 'Role', place: 'Place', station: 'Station', polres: 'Polres', realm: 'Realm', vendor: 'Vendor', model: 'Model' },
          links: { station: TO_STATION },
          value: 'Known',
        },
      ),
    )
    .withPanel(
      lines('Status over time', [{ expr: `nadi_device_status{${THIS}}`, legend: '{{device}}' }], {
        description: '0 UP, 1 DEGRADED, 2 DOWN, 3 UNREACHABLE, 4 UNKNOWN.',
        width: 8,
        min: 0,
        max: 4,
        decimals: 0,
        states: STATUS,
      }),
    )
    .withPanel(
      lines('Round-trip time', [{ expr: `nadi_icmp_rtt_seconds{${THIS}}`, legend: '{{device}}' }], {
        description: 'Newest answered echo.',
        width: 8,
        unit: 's',
        min: 0,
      }),
    )
    .withPanel(
      lines('Loss', [{ expr: `nadi_icmp_loss_ratio{${THIS}}`, legend: '{{device}}' }], {
        description: 'Share of the last 20 echoes without an answer in time.',
        width: 8,
        unit: 'percentunit',
        min: 0,
        max: 1,
      }),
    );
}

function interfaces(board: Board): void {
  board
    .withRow(new RowBuilder('Interfaces and links of $device'))
    .withPanel(
      worstFirst(
        'Interfaces, the down first',
        { expr: `sort(nadi_interface_oper_up{${THIS}})` },
        {
          description: 'As the device itself reports them (RFC 2863). Empty for a device that is not read by SNMP.',
          width: 8,
          columns: { interface: 'Interface' },
          value: 'State',
          states: UP_DOWN,
          worst: 'lowest',
        },
      ),
    )
    .withPanel(
      worstFirst(
        'Links, the dark first',
        {
          expr: `sort(nadi_link_up * on (link) group_left (a, a_interface, z, z_interface) (nadi_link_info{a="$device"} or nadi_link_info{z="$device"}))`,
        },
        {
          description: 'Links with an end at this device. A link that no evidence tells of is not listed.',
          width: 16,
          columns: { link: 'Link', a: 'From', a_interface: 'Interface', z: 'To', z_interface: 'Interface there' },
          links: { a: TO_DEVICE, z: TO_DEVICE },
          value: 'State',
          states: UP_DOWN,
          worst: 'lowest',
        },
      ),
    )
    .withPanel(
      lines(
        'Traffic',
        [
          { expr: `rate(nadi_interface_receive_bytes_total{${THIS}}[$__rate_interval]) * 8`, legend: '{{interface}} in' },
          { expr: `-rate(nadi_interface_transmit_bytes_total{${THIS}}[$__rate_interval]) * 8`, legend: '{{interface}} out' },
        ],
        { description: 'Received above the line, sent below it.', width: 12, unit: 'bps' },
      ),
    )
    .withPanel(
      lines('Utilisation', [{ expr: `interface:nadi_utilisation:ratio_rate5m{${THIS}}`, legend: '{{interface}}' }], {
        description: 'The busier direction over 5 minutes, as a share of the speed.',
        width: 12,
        unit: 'percentunit',
        min: 0,
      }),
    );
}

function light(board: Board): void {
  board
    .withRow(new RowBuilder('Light of $device'))
    .withPanel(
      worstFirst(
        'Margins, the smallest first',
        { expr: `sort(nadi_optical_margin_db{${THIS}})` },
        {
          description: 'Light over what the receiver needs at the least. Below 3 dB warns, below 1 dB is critical.',
          width: 8,
          columns: { interface: 'Interface' },
          value: 'Margin',
          unit: 'dB',
          decimals: 1,
          worst: 'lowest',
          steps: MARGIN,
        },
      ),
    )
    .withPanel(
      lines(
        'Light received, and the median of 7 days',
        [
          { expr: `nadi_optical_receive_dbm{${THIS}}`, legend: '{{interface}}' },
          { expr: `nadi_optical_median_dbm{${THIS}}`, legend: '{{interface}} median' },
        ],
        { description: 'A line that leaves its median downwards is a fibre that degrades: 2 dB warn.', width: 8, unit: 'dBm' },
      ),
    )
    .withPanel(
      lines('Margins', [{ expr: `nadi_optical_margin_db{${THIS}}`, legend: '{{interface}}' }], {
        description: 'Light over what the receiver needs at the least.',
        width: 8,
        unit: 'dB',
        steps: MARGIN,
      }),
    );
}

function sensors(board: Board): void {
  board
    .withRow(new RowBuilder('Sensors and ONUs of $device'))
    .withPanel(
      worstFirst(
        'Sensors',
        { expr: `sort_desc(nadi_sensor_value{${THIS}})` },
        {
          description: 'What the device measures now. A sensor that reads nothing is not listed.',
          width: 8,
          columns: { sensor: 'Sensor', class: 'Class', unit: 'Unit' },
          value: 'Reads',
          decimals: 2,
        },
      ),
    )
    .withPanel(
      lines('Temperatures', [{ expr: `nadi_sensor_value{${THIS},class="temperature"}`, legend: '{{sensor}}' }], {
        description: 'As the device measures them.',
        width: 8,
        unit: 'celsius',
      }),
    )
    .withPanel(
      worstFirst(
        'ONUs',
        { expr: `nadi_onus{${THIS}}` },
        {
          description: 'ONUs of an OLT by state, and why those that are down left: dying gasp is power, loss of signal is fibre.',
          width: 8,
          columns: { state: 'State', cause: 'Cause' },
          value: 'ONUs',
        },
      ),
    );
}
