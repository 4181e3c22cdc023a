import type { FleetInputs } from '@app/exporter';
import type { ProbeFeed } from '@app/feed';
import type { ObservedFigures } from '@app/observed';
import type { ConcludingService } from '@app/outages';
import type { StationWays } from './station.ways.js';
import type { Watch } from './watch.js';

/** What is believed and concluded, in the shape that the exporter reads. Columns are shared, not copied. */
export function fleetOf(
  { snapshot, devices, interfaces }: Watch,
  concluding: ConcludingService,
  feed: Pick<ProbeFeed, 'probers' | 'traps'>,
  observed: ObservedFigures,
  ways: StationWays,
): FleetInputs {
  const traps = feed.traps();
  const code = snapshot.graph.pollers[0]?.code;
  return {
    topology: snapshot,
    beliefs: {
      status: devices.status,
      rttSeconds: devices.rttSeconds,
      lossRatio: devices.loss.ratio,
      soft: devices.soft,
      operUp: interfaces.operUp,
      counters: interfaces,
    },
    conclusions: {
      statuses: concluding.statuses,
      openOutages: concluding.outages.map(({ id, alertName, root, severity, station, openedAt, affectedCameras }) => ({
        id,
        alertName,
        kind: root.kind,
        rootCode: root.code,
        severity,
        station,
        openedAt,
        affectedCameras,
      })),
      // Who is blind does not know what is left.
      stationWays: concluding.isBlind ? null : ways.of(snapshot.graph, concluding.outages),
    },
    probers: feed.probers(),
    traps: traps && { able: traps.status.able, counts: traps.counts },
    observed,
    pollers: code === undefined ? [] : [{ code, blind: concluding.isBlind }],
  };
}
