import type { OutageFilter, OutageView } from '@app/outages';
import { boundedFilter } from '../graphql/filter.bounds.js';
import { encodeNodeId } from '../graphql/node.id.js';
import type { OutageFilterInput } from './outage.inputs.js';
import type { OutageType } from './outage.type.js';

/** From rows to what the schema shows; by hand, so that no column leaks. */
export function toOutageType(outage: OutageView): OutageType {
  const { outageId, secondOfId, stationCode, alertName, severity, kind, rootCode, candidates, isOpen, openedAt, clearedAt } = outage;
  const { probableCause, affectedDeviceIds, affectedCameras, affectedStations, acknowledgedBy, acknowledgedAt } = outage;
  const { acknowledgedUntil, cause, causeBy, causeAt, hushedBy } = outage;
  const { openedOnVersion, judgedOnVersion, unexplained } = outage;
  return {
    id: encodeNodeId('Outage', outageId),
    outageId,
    secondOfId,
    stationCode,
    alertName,
    severity,
    kind,
    rootCode,
    candidates: candidates.map((each) => ({ kind: each.kind, code: each.code })),
    probableCause,
    unexplained,
    isOpen,
    openedAt,
    clearedAt,
    affectedDeviceIds,
    affectedDeviceCount: affectedDeviceIds.length,
    affectedCameras,
    affectedStations: [...affectedStations],
    openedOnVersion,
    judgedOnVersion,
    topologyVersion: judgedOnVersion,
    acknowledgedBy,
    acknowledgedAt,
    acknowledgedUntil,
    causeCode: cause,
    hushedById: hushedBy,
    isInMaintenance: hushedBy !== null,
    causeBy,
    causeAt,
  };
}

/** Whether somebody has it in hand depends on when it is asked. */
export function toOutageFilter(filter: OutageFilterInput | null | undefined, at: Date): OutageFilter {
  const { isAcknowledged, ...others } = boundedFilter(filter);
  const isAsked = isAcknowledged !== null && isAcknowledged !== undefined;
  return { ...others, isAcknowledged: isAsked ? { wanted: isAcknowledged, at } : null };
}
