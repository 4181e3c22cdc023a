import type { Outage } from '@app/outages';

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

/** One outage as one alert. Text that comes from the network or from people is bounded and stripped of control characters. */
export function alertOf(outage: Outage, endsAt: Date, consoleUrl: string): Alert {
  const { root, candidates, affectedStations } = outage;
  const labels: Record<string, string> = {
    alertname: outage.alertName,
    severity: outage.severity,
    kind: root.kind,
    root: plain(root.code),
  };
  if (outage.station !== null) labels['station'] = plain(outage.station);
  const url = `${consoleUrl}/?outage=${outage.id}`;
  return {
    labels,
    annotations: {
      summary: plain(summaryOf(outage)),
      affected_cameras: String(outage.affectedCameras),
      affected_stations: named(affectedStations),
      candidates: named(candidates.map(({ kind, code }) => `${kind} ${code}`)),
      since: outage.openedAt.toISOString(),
      console_url: url,
    },
    // One that starts after it ends is refused: the clock may have been set back since it opened.
    startsAt: (outage.openedAt < endsAt ? outage.openedAt : endsAt).toISOString(),
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

function summaryOf({ alertName, root, affectedCameras, affectedStations, secondOf }: Outage): string {
  const behind =
    affectedCameras > 0
      ? `: ${affectedCameras} camera${affectedCameras === 1 ? '' : 's'} lost in ${stations(affectedStations.length)}`
      : '';
  const second = secondOf === null ? '' : ' (the second fault: its redundancy was lost already)';
  return `${root.code}: ${WHAT[alertName]}${alertName === 'CameraDown' ? '' : behind}${second}`;
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
