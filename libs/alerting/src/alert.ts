import type { OpticalAlarm } from '@app/observed';
import { type AlertOverlay, NO_OVERLAY } from './alert.overlay.js';
import { type Outage, UNEXPLAINED } from '@app/outages';

/** An alert as Alertmanager's API v2 takes it. Its identity is the label set; annotations are not. */
export interface Alert {
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
  readonly startsAt: string;
  readonly endsAt: string;
  readonly generatorURL?: string;
}

/** Names in one annotation: a message, not a list of thousands. */
const MOST_NAMED = 20;
/** Longest text of one label or annotation, characters. */
const LONGEST = 1_000;

/** What people are told of: something that broke, or light that is low. Each has one root, and clears once. */
export type Tellable = Outage | OpticalAlarm;

/** One condition as one alert. Text that comes from the network or from people is bounded and stripped of control characters. */
export function alertOf(
  told: Tellable,
  endsAt: Date,
  consoleUrl: string,
  overlay: AlertOverlay & { readonly isFlapping?: boolean } = NO_OVERLAY,
): Alert {
  const alert = told.alertName === 'OpticalMarginLow' ? lightAlert(told, endsAt, consoleUrl) : outageAlert(told, endsAt, consoleUrl);
  return { ...alert, annotations: { ...alert.annotations, ...overlayNotes(overlay), ...(overlay.isFlapping ? { flapping: 'true' } : {}) } };
}

/** How many cameras it takes away. */
export function camerasOf(told: Tellable): number {
  return told.alertName === 'OpticalMarginLow' ? 0 : told.affectedCameras;
}

/** All that is not told one by one, in numbers. Its identity is always the same. */
export function stormAlert(folded: readonly Tellable[], since: Date, endsAt: Date, consoleUrl: string): Alert {
  const cameras = folded.reduce((sum, told) => sum + camerasOf(told), 0);
  const counts = (of: (told: Tellable) => string) =>
    [...folded.reduce((sums, told) => sums.set(of(told), (sums.get(of(told)) ?? 0) + 1), new Map<string, number>())]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, count]) => `${name} ${count}`)
      .join(', ');
  const stations = folded.flatMap((told) => (told.alertName === 'OpticalMarginLow' ? [] : told.affectedStations));
  return {
    labels: { alertname: 'AlertStorm', severity: 'critical', kind: 'SERVICE', root: 'nadi' },
    annotations: {
      summary: folded.length === 0 ? 'the storm of alerts is over' : `${folded.length} more are open and not told one by one`,
      by_severity: counts(({ severity }) => severity),
      by_alertname: counts(({ alertName }) => alertName),
      affected_cameras: String(cameras),
      affected_stations: named([...new Set(stations)]),
      candidates: '',
      since: since.toISOString(),
      console_url: consoleUrl,
    },
    startsAt: (since < endsAt ? since : endsAt).toISOString(),
    endsAt: endsAt.toISOString(),
    generatorURL: consoleUrl,
  };
}

/** Never labels: the identity of an alert stays what it is, whoever takes it on. */
function overlayNotes({ acknowledged, cause }: AlertOverlay): Record<string, string> {
  return {
    ...(acknowledged === null ? {} : { acknowledged_by: plain(acknowledged.by) }),
    ...(acknowledged?.until ? { acknowledged_until: acknowledged.until.toISOString() } : {}),
    ...(cause === null ? {} : { cause: plain(cause) }),
  };
}

function outageAlert(outage: Outage, endsAt: Date, consoleUrl: string): Alert {
  const { candidates, affectedStations, affectedCameras, probableCause, unexplained, id } = outage;
  return alertWith(outage, endsAt, `${consoleUrl}/?outage=${id}`, {
    summary: plain(summaryOf(outage)),
    affected_cameras: String(affectedCameras),
    affected_stations: named(affectedStations),
    candidates: named(candidates.map(({ kind, code }) => `${kind} ${code}`)),
    ...(probableCause === null ? {} : { probable_cause: probableCause }),
    ...(unexplained === null ? {} : { unexplained: UNEXPLAINED[unexplained] }),
  });
}

/** Nobody lost anything yet: the fibre, a connector or a transceiver wants looking at before somebody does. */
function lightAlert(alarm: OpticalAlarm, endsAt: Date, consoleUrl: string): Alert {
  const { root, ports } = alarm;
  return alertWith(alarm, endsAt, consoleUrl, {
    summary: plain(`${root.code}: ${LIGHT[alarm.severity]} at ${named(ports.filter(isLow).map(portText))}`),
    affected_cameras: '0',
    affected_stations: '',
    candidates: named([`${root.kind} ${root.code}`]),
    light: named(ports.map(portText)),
  });
}

const LIGHT = { critical: 'the light is about to be lost', warning: 'the light is low' } as const;

function isLow({ level }: OpticalAlarm['ports'][number]): boolean {
  return level !== 'ok';
}

function portText({ device, interface: port, receiveDbm, marginDb, driftDb, isDrifting }: OpticalAlarm['ports'][number]): string {
  const margin = marginDb === null ? '' : `, margin ${marginDb.toFixed(1)} dB`;
  const drift = isDrifting && driftDb !== null ? `, ${driftDb.toFixed(1)} dB below its week` : '';
  return `${device} ${port} ${receiveDbm.toFixed(1)} dBm${margin}${drift}`;
}

function alertWith(told: Tellable, endsAt: Date, url: string, annotations: Readonly<Record<string, string>>): Alert {
  const { root, alertName, severity, station, openedAt } = told;
  const labels: Record<string, string> = {
    alertname: alertName,
    severity,
    kind: root.kind,
    root: plain(root.code),
  };
  if (station !== null) labels['station'] = plain(station);
  return {
    labels,
    annotations: { ...annotations, since: openedAt.toISOString(), console_url: url },
    // One that starts after it ends is refused: the clock may have been set back since it opened.
    startsAt: (openedAt < endsAt ? openedAt : endsAt).toISOString(),
    endsAt: endsAt.toISOString(),
    generatorURL: url,
  };
}

const WHAT = {
  FibreSpanCut: 'fibre span is cut',
  ConduitCut: 'conduit is cut',
  LinkDown: 'link is down',
  DeviceDown: 'device is down',
  PlaceDown: 'place has lost its power',
  CameraDown: 'camera is down',
  RedundancyLost: 'redundancy is lost',
  PollerBlind: 'poller is blind: nothing is concluded until it sees again',
} as const;

const CAUSE = { power: ', probably for want of power', fibre: ', probably the fibre' } as const;

function summaryOf({ alertName, root, affectedCameras, affectedStations, secondOf, probableCause, unexplained }: Outage): string {
  const behind =
    affectedCameras > 0
      ? `: ${affectedCameras} camera${affectedCameras === 1 ? '' : 's'} lost in ${stations(affectedStations.length)}`
      : '';
  const second = secondOf === null ? '' : ' (the second fault: its redundancy was lost already)';
  const cause = probableCause === null ? '' : CAUSE[probableCause];
  return `${root.code}: ${WHAT[alertName]}${cause}${alertName === 'CameraDown' ? '' : behind}${second}${unexplained === null ? '' : ' (the topology cannot explain it)'}`;
}

function stations(count: number): string {
  return count === 1 ? 'the area of one station' : `the areas of ${count} stations`;
}

function named(names: readonly string[]): string {
  const shown = names.slice(0, MOST_NAMED).join(', ');
  return plain(names.length > MOST_NAMED ? `${shown} and ${names.length - MOST_NAMED} more` : shown);
}

function plain(text: string): string {
  // eslint-disable-next-line no-control-regex -- these are what must go
  return text.replace(/[\u0000-\u001f\u007f-\u009f]/g, ' ').slice(0, LONGEST);
}
