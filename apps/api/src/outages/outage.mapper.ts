import type { OutageView } from '@app/outages';
import { encodeNodeId } from '../graphql/node.id.js';
import type { OutageType } from './outage.type.js';

/** From rows to what the schema shows; by hand, so that no column leaks. */
export function toOutageType(outage: OutageView): OutageType {
  const { outageId, secondOfId, stationCode, alertName, severity, kind, rootCode, candidates, isOpen, openedAt, clearedAt } = outage;
  const { probableCause, affectedDeviceIds, affectedCameras, affectedStations, acknowledgedBy, acknowledgedAt } = outage;
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
  };
}
