import { type MetricSpec, sampleName } from './metric.family.js';

const DEVICE = ['device'];
const INTERFACE = ['device', 'interface'];

function gauge(name: string, labels: readonly string[], help: string, unit: string | null = null): MetricSpec {
  return { name, type: 'gauge', unit, help, labels };
}

function counter(name: string, labels: readonly string[], help: string, unit: string | null = null): MetricSpec {
  return { name, type: 'counter', unit, help, labels };
}

function info(name: string, labels: readonly string[], help: string): MetricSpec {
  return { name, type: 'info', unit: null, help, labels };
}

/** Every metric of the fleet that Nadi tells. Names and labels are a contract with users: a change here is a release note. */
export const METRICS = {
  deviceUp: gauge('nadi_device_up', DEVICE, 'Whether the device is believed to answer: 1 yes, 0 no; absent while unknown.'),
  deviceStatus: gauge('nadi_device_status', DEVICE, 'Concluded status: 0 UP, 1 DEGRADED, 2 DOWN, 3 UNREACHABLE, 4 UNKNOWN.'),
  deviceInfo: info(
    'nadi_device',
    ['device', 'role', 'place', 'station', 'polres', 'realm', 'vendor', 'model'],
    'What is known of the device, always 1: join on device.',
  ),
  devices: gauge('nadi_devices', ['role', 'status'], 'Devices by role and concluded status.'),
  modelCameras: gauge('nadi_model_cameras', ['vendor', 'model', 'status'], 'Cameras by vendor, model and concluded status.'),
  icmpRtt: gauge('nadi_icmp_rtt_seconds', DEVICE, 'Round-trip time of the newest answered echo (RFC 2681).', 'seconds'),
  icmpLoss: gauge('nadi_icmp_loss_ratio', DEVICE, 'Share of the last 20 echoes that were not answered in time (RFC 6673).', 'ratio'),
  interfaceOperUp: gauge('nadi_interface_oper_up', INTERFACE, 'Whether ifOperStatus reads up (RFC 2863): 1 yes, 0 no.'),
  interfaceReceive: counter('nadi_interface_receive_bytes', INTERFACE, 'Octets received (ifHCInOctets or ifInOctets).', 'bytes'),
  interfaceTransmit: counter('nadi_interface_transmit_bytes', INTERFACE, 'Octets sent (ifHCOutOctets or ifOutOctets).', 'bytes'),
  interfaceSpeed: gauge(
    'nadi_interface_speed_bits_per_second',
    INTERFACE,
    'Speed of the interface (ifHighSpeed or ifSpeed).',
    'bits_per_second',
  ),
  sensorValue: gauge(
    'nadi_sensor_value',
    ['device', 'sensor', 'class', 'unit'],
    'What a sensor of the device reads now, in its unit; absent while it reads nothing.',
  ),
  sensorInfo: info(
    'nadi_sensor',
    ['device', 'sensor', 'class', 'interface', 'kind'],
    'The port and the purpose of the sensor, always 1: join on device, sensor and class.',
  ),
  opticalReceive: gauge('nadi_optical_receive_dbm', INTERFACE, 'Light that the port receives; of several receivers, the worst.', 'dbm'),
  opticalMargin: gauge(
    'nadi_optical_margin_db',
    INTERFACE,
    'Light over what the receiver needs at the least; absent where that is not known.',
    'db',
  ),
  opticalMedian: gauge('nadi_optical_median_dbm', INTERFACE, 'Median of the light that the port received in the last 7 days.', 'dbm'),
  opticalDrift: gauge('nadi_optical_drift_db', INTERFACE, 'How far the light is below that median; negative where it is above.', 'db'),
  onuUp: gauge('nadi_onu_up', ['device', 'onu'], 'Whether the OLT sees the ONU online: 1 yes, 0 no; absent while it does not tell.'),
  onus: gauge('nadi_onus', ['device', 'state', 'cause'], 'ONUs of the OLT by state, and why those that are down left.'),
  linkUp: gauge('nadi_link_up', ['link'], 'Whether the link carries light: 1 yes, 0 no; absent while nobody can tell.'),
  linkInfo: info('nadi_link', ['link', 'a', 'a_interface', 'z', 'z_interface'], 'The two ends of the link, always 1: join on link.'),
  spanUp: gauge(
    'nadi_span_up',
    ['span'],
    'Whether the fibre span is whole: 1 a link over it is up, 0 it is a told root cause; absent if unknown.',
  ),
  spanInfo: info(
    'nadi_span',
    ['span', 'a', 'z', 'conduit', 'station', 'building'],
    'The two places of the span, its conduit, the station that it leads to and the building at an end of it, always 1: join on span.',
  ),
  spanLength: gauge('nadi_span_length_meters', ['span'], 'Length of the fibre span; absent where it is not known.', 'meters'),
  placeInfo: info(
    'nadi_place',
    ['place', 'kind', 'station', 'latitude', 'longitude'],
    'Where a place lies, degrees WGS 84, always 1; absent where that is not known. The kind of a building is BUILDING.',
  ),
  buildingInfo: info('nadi_building', ['building', 'name', 'station'], 'What is known of the building, always 1: join on building.'),
  buildingCameras: gauge('nadi_building_cameras', ['building', 'status'], 'Cameras in the building, by concluded status.'),
  stationCameras: gauge('nadi_station_cameras', ['station', 'status'], 'Cameras in the area of the station, by concluded status.'),
  stationInfo: info(
    'nadi_station',
    ['station', 'kind', 'name', 'parent', 'polres', 'polsek', 'latitude', 'longitude'],
    'What is known of the station, the Polres and the Polsek that it is or belongs to, always 1: join on station.',
  ),
  stationWays: gauge(
    'nadi_station_ways',
    ['station'],
    'Ways to the equipment at the station now: 0 none, 1 one that a single cut takes, 2 at least two that no single cut takes together.',
  ),
  outagesOpen: gauge('nadi_outages_open', ['kind', 'severity'], 'Open outages by the kind of their root cause and severity.'),
  outageInfo: info(
    'nadi_outage',
    ['outage', 'alertname', 'severity', 'kind', 'root', 'station'],
    'What the open outage is, and the station that it is told under, always 1: join on outage.',
  ),
  outageOpened: gauge('nadi_outage_opened_timestamp_seconds', ['outage'], 'When the open outage began, Unix time.', 'seconds'),
  outageCameras: gauge('nadi_outage_affected_cameras', ['outage', 'kind', 'root'], 'Cameras that the open outage takes away.'),
  probes: counter('nadi_probes', ['check', 'result'], 'Questions that were settled, by how.'),
  repliesDiscarded: counter('nadi_probe_replies_discarded', ['check', 'reason'], 'Replies that count for nothing: duplicate, or late.'),
  probeLag: gauge('nadi_probe_lag_seconds', ['check'], 'How late the oldest question still due is.', 'seconds'),
  pollCycle: gauge('nadi_poll_cycle_seconds', ['check'], 'How long asking all targets once took, at the last full cycle.', 'seconds'),
  proberInfo: info('nadi_prober', ['check', 'engine', 'reason'], 'Which engine asks, and why that one, always 1.'),
  proberAble: gauge('nadi_prober_able', ['check'], 'Whether the engine can ask at all: 1 yes, 0 no (all it asks is then unknown).'),
  traps: counter(
    'nadi_traps',
    ['kind', 'result'],
    'SNMP traps and informs by what became of them; kind `unread` where that was dropped unread. Absent where none are listened to.',
  ),
  trapReceiverAble: gauge('nadi_trap_receiver_able', [], 'Whether the port for traps could be opened: 1 yes, 0 no; absent if none is set.'),
  pollerBlind: gauge('nadi_poller_blind', ['poller'], 'Whether the poller sees too little to conclude anything about others: 1 yes, 0 no.'),
  contradictions: gauge(
    'nadi_contradictions_unsettled',
    [],
    'Devices whose newest answer contradicts what is believed and is being re-asked.',
  ),
  topologyVersion: gauge('nadi_topology_version', [], 'Version of the topology that is told about.'),
  expositionSeconds: gauge('nadi_exposition_seconds', [], 'How long the newest complete scrape took to render and send.', 'seconds'),
  expositionSamples: gauge('nadi_exposition_samples', [], 'Samples of the fleet in the newest complete scrape.'),
  scrapes: counter('nadi_scrapes', ['result'], 'Scrapes of /metrics by result.'),
} as const satisfies Readonly<Record<string, MetricSpec>>;

/** The catalogue as a table for people. */
export function catalogueMarkdown(): string {
  const rows = Object.values<MetricSpec>(METRICS).map(
    (spec) => `| \`${sampleName(spec)}\` | ${spec.type} | ${spec.labels.map((label) => `\`${label}\``).join(' ')} | ${spec.help} |`,
  );
  return ['| metric | type | labels | meaning |', '| --- | --- | --- | --- |', ...rows, ''].join('\n');
}
