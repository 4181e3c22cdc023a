import { COMPONENT_KINDS, DEVICE_ROLES, DEVICE_STATUSES } from '@app/kernel';
import { ABSENT, type FleetView, type ObservedColumns } from './fleet.source.js';
import type { LabelColumns, LabelTable } from './label.column.js';
import { METRICS } from './metric.catalogue.js';
import type { MetricFamily, MetricSpec, NumberColumn, SampleRow } from './metric.family.js';
import { suffixOf } from './metric.family.js';

/** As severities stand in alerts, worst first. */
export const SEVERITIES = ['critical', 'major', 'minor', 'warning'];

type Row = readonly [labels: readonly string[], value: number];

/** A family of a few series; the label values of each row stand in the order of the spec's label names. */
export function rowsFamily(spec: MetricSpec, rows: readonly Row[]): MetricFamily {
  const suffix = suffixOf(spec.type);
  const samples = rows.map(([values, value]): SampleRow => {
    const labels = Object.fromEntries(spec.labels.map((name, index) => [name, values[index]]));
    return { suffix, labels, value };
  });
  return { spec, column: null, rows: samples };
}

/** Everything that is told of a fleet, in the order in which it is told. The label bytes are built once a table, in slices. */
export async function fleetFamilies(view: FleetView, labels: LabelColumns): Promise<MetricFamily[]> {
  const column = async (spec: MetricSpec, table: LabelTable, values: NumberColumn | null): Promise<MetricFamily> => ({
    spec,
    column: { labels: await labels.of(table), values, absent: values instanceof Uint8Array ? ABSENT : NaN },
    rows: [],
  });
  const { deviceTable, devices, interfaces, links, spans, observed } = view;
  return [
    await column(METRICS.deviceUp, deviceTable, devices.up),
    await column(METRICS.deviceStatus, deviceTable, devices.status),
    await column(METRICS.deviceInfo, deviceTable.info, null),
    ...deviceCountFamilies(view),
    await column(METRICS.icmpRtt, deviceTable, devices.rttSeconds),
    await column(METRICS.icmpLoss, deviceTable, devices.lossRatio),
    await column(METRICS.interfaceOperUp, interfaces.table, interfaces.operUp),
    await column(METRICS.interfaceReceive, interfaces.table, interfaces.receiveBytes),
    await column(METRICS.interfaceTransmit, interfaces.table, interfaces.transmitBytes),
    await column(METRICS.interfaceSpeed, interfaces.table, interfaces.speedBitsPerSecond),
    ...(observed === null ? [] : await observedFamilies(observed, column)),
    await column(METRICS.linkUp, links.table, links.up),
    await column(METRICS.linkInfo, links.info, null),
    await column(METRICS.spanUp, spans.table, spans.up),
    await column(METRICS.spanInfo, spans.info, null),
    await column(METRICS.spanLength, spans.table, spans.lengthMeters),
    await column(METRICS.placeInfo, view.places, null),
    await column(METRICS.buildingInfo, view.buildings.info, null),
    await column(METRICS.buildingCameras, view.buildings.cameras, camerasOfBuildings(view)),
    ...stationFamilies(view),
    ...outageFamilies(view),
    ...proberFamilies(view),
    ...trapFamilies(view),
    rowsFamily(
      METRICS.pollerBlind,
      view.pollers.map(({ code, blind }) => [[code], Number(blind)]),
    ),
    rowsFamily(METRICS.contradictions, [[[], view.contradictions]]),
    rowsFamily(METRICS.topologyVersion, [[[], view.topologyVersion]]),
  ];
}

async function observedFamilies(
  observed: ObservedColumns,
  column: (spec: MetricSpec, table: LabelTable, values: NumberColumn | null) => Promise<MetricFamily>,
): Promise<MetricFamily[]> {
  return [
    await column(METRICS.sensorValue, observed.sensors, observed.values),
    await column(METRICS.sensorInfo, observed.sensorInfo, null),
    await column(METRICS.opticalReceive, observed.ports, observed.receiveDbm),
    await column(METRICS.opticalMargin, observed.ports, observed.marginDb),
    await column(METRICS.opticalMedian, observed.ports, observed.medianDbm),
    await column(METRICS.opticalDrift, observed.ports, observed.driftDb),
    await column(METRICS.onuUp, observed.onus, observed.onuUp),
    rowsFamily(
      METRICS.onus,
      observed.onuCounts.map(({ device, state, cause, count }) => [[device, state, cause], count]),
    ),
  ];
}

/** What Prometheus would have to join a hundred thousand series for at each evaluation is a pass over two columns here. */
function deviceCountFamilies({ deviceTable, devices }: FleetView): MetricFamily[] {
  const { roles, models } = deviceTable;
  const roleNumber = new Map<string, number>(DEVICE_ROLES.map((role, at) => [role, at]));
  const statuses = DEVICE_STATUSES.length;
  const byRole = new Int32Array(DEVICE_ROLES.length * statuses);
  const byModel = new Int32Array(models.names.length * statuses);
  for (let row = 0; row < deviceTable.count; row++) {
    const status = devices.status[row] === ABSENT ? DEVICE_STATUSES.indexOf('UNKNOWN') : devices.status[row];
    byRole[(roleNumber.get(roles[row]) ?? 0) * statuses + status]++;
    if (models.of[row] >= 0) byModel[models.of[row] * statuses + status]++;
  }
  const isThere = (role: number) => byRole.subarray(role * statuses, (role + 1) * statuses).some((count) => count > 0);
  return [
    rowsFamily(
      METRICS.devices,
      DEVICE_ROLES.flatMap((role, at) =>
        isThere(at) ? DEVICE_STATUSES.map((status, index): Row => [[role, status], byRole[at * statuses + index]]) : [],
      ),
    ),
    rowsFamily(
      METRICS.modelCameras,
      models.names.flatMap(({ vendor, model }, at) =>
        DEVICE_STATUSES.map((status, index): Row => [[vendor, model, status], byModel[at * statuses + index]]),
      ),
    ),
  ];
}

/** All statuses of each station that has cameras: a zero that is told can be divided and graphed, one that is missing cannot. */
function stationFamilies({ deviceTable, devices, stationWays }: FleetView): MetricFamily[] {
  const { roles, station, stations } = deviceTable;
  const counts = new Int32Array(stations.length * DEVICE_STATUSES.length);
  const cameras = new Int32Array(stations.length);
  for (let row = 0; row < deviceTable.count; row++) {
    const at = station[row];
    if (at < 0 || roles[row] !== 'CAMERA') continue;
    const status = devices.status[row];
    cameras[at]++;
    counts[at * DEVICE_STATUSES.length + (status === ABSENT ? DEVICE_STATUSES.indexOf('UNKNOWN') : status)]++;
  }
  const rows = stations.flatMap(({ code }, at) =>
    cameras[at] === 0 ? [] : DEVICE_STATUSES.map((status, index): Row => [[code, status], counts[at * DEVICE_STATUSES.length + index]]),
  );
  return [
    rowsFamily(METRICS.stationCameras, rows),
    rowsFamily(
      METRICS.stationInfo,
      stations.map(({ code, kind, name, parent, polres, polsek, latitude, longitude }) => [
        [code, kind, name, parent, polres, polsek, latitude, longitude],
        1,
      ]),
    ),
    rowsFamily(
      METRICS.stationWays,
      stations.flatMap(({ code }, at): Row[] => {
        const ways = stationWays?.[at] ?? ABSENT;
        return ways === ABSENT ? [] : [[[code], ways]];
      }),
    ),
  ];
}

/** Cameras by building and status; NaN for a building that has none. */
function camerasOfBuildings({ devices, buildings: { count, ofCamera } }: FleetView): Float64Array {
  const statuses = DEVICE_STATUSES.length;
  const cameras = new Float64Array(count * statuses).fill(NaN);
  for (let row = 0; row < ofCamera.length; row++) {
    const first = ofCamera[row] * statuses;
    if (first < 0) continue;
    if (Number.isNaN(cameras[first])) cameras.fill(0, first, first + statuses);
    const status = devices.status[row];
    cameras[first + (status === ABSENT ? DEVICE_STATUSES.indexOf('UNKNOWN') : status)]++;
  }
  return cameras;
}

function outageFamilies({ outages }: FleetView): MetricFamily[] {
  const open = new Map<string, number>();
  for (const kind of COMPONENT_KINDS) for (const severity of SEVERITIES) open.set(`${kind} ${severity}`, 0);
  for (const { kind, severity } of outages) open.set(`${kind} ${severity}`, (open.get(`${kind} ${severity}`) ?? 0) + 1);
  return [
    rowsFamily(
      METRICS.outagesOpen,
      [...open].map(([key, count]) => [key.split(' '), count]),
    ),
    rowsFamily(
      METRICS.outageInfo,
      outages.map(({ outage, alertname, severity, kind, root, station }) => [[outage, alertname, severity, kind, root, station], 1]),
    ),
    rowsFamily(
      METRICS.outageOpened,
      outages.map(({ outage, openedSeconds }) => [[outage], openedSeconds]),
    ),
    rowsFamily(
      METRICS.outageCameras,
      outages.map(({ outage, kind, root, affectedCameras }) => [[outage, kind, root], affectedCameras]),
    ),
  ];
}

function proberFamilies({ probers }: FleetView): MetricFamily[] {
  const each = (spec: MetricSpec, figure: (prober: FleetView['probers'][number]) => number) =>
    rowsFamily(
      spec,
      probers.map((prober) => [[prober.check], figure(prober)]),
    );
  const byReason = (spec: MetricSpec, figures: (prober: FleetView['probers'][number]) => Readonly<Record<string, number>>) =>
    rowsFamily(
      spec,
      probers.flatMap((prober) => Object.entries(figures(prober)).map(([reason, count]): Row => [[prober.check, reason], count])),
    );
  return [
    byReason(METRICS.probes, ({ settled }) => settled),
    byReason(METRICS.repliesDiscarded, ({ discarded }) => discarded),
    each(METRICS.probeLag, ({ lagSeconds }) => lagSeconds),
    each(METRICS.pollCycle, ({ cycleSeconds }) => cycleSeconds),
    rowsFamily(
      METRICS.proberInfo,
      probers.map(({ check, engine, reason }) => [[check, engine, reason], 1]),
    ),
    each(METRICS.proberAble, ({ able }) => Number(able)),
  ];
}

function trapFamilies({ traps }: FleetView): MetricFamily[] {
  return [
    rowsFamily(
      METRICS.traps,
      (traps?.counts ?? []).map(({ kind, result, count }): Row => [[kind, result], count]),
    ),
    rowsFamily(METRICS.trapReceiverAble, traps === null ? [] : [[[], Number(traps.able)]]),
  ];
}
