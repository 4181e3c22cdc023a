import type { DriftView, FoundDeviceView, RunView } from '@app/discovery';
import { encodeNodeId } from '../graphql/node.id.js';
import type { DiscoveredDeviceType, DiscoveryRunType } from './discovery.type.js';
import type { DriftItemType } from './drift.type.js';

export function toRunType(run: RunView): DiscoveryRunType {
  const { runId, realm, state, requestedBy, startedAt, endedAt, ranges, progress, notes } = run;
  const { phase, toSweep, swept, living, toRead, read, opened } = progress;
  return {
    id: encodeNodeId('DiscoveryRun', runId),
    realm,
    state,
    requestedBy,
    startedAt,
    endedAt,
    ranges: [...ranges],
    progress: { phase, toSweep, swept, living, toRead, read, opened },
    notes: [...notes],
  };
}

export function toDiscoveredDeviceType(found: FoundDeviceView): DiscoveredDeviceType {
  const { foundId, realm, addresses, sysName, sysDescr, vendor, model, serial, chassisId, because, credential, deviceName } = found;
  return {
    id: encodeNodeId('DiscoveredDevice', foundId),
    deviceName,
    realm,
    addresses: [...addresses],
    sysName,
    sysDescr,
    vendor,
    model,
    serial,
    chassisId,
    because: [...because],
    credential,
    firstSeenAt: found.firstSeenAt,
    lastSeenAt: found.lastSeenAt,
  };
}

export function toDriftItemType(drift: DriftView): DriftItemType {
  const { itemId, realm, kind, subject, declared, observed, evidence, edits, isAcceptable, version, state } = drift;
  return {
    id: encodeNodeId('DriftItem', itemId),
    realm,
    kind,
    subject,
    declared,
    observed,
    evidence: [...evidence],
    proposal: edits,
    isAcceptable,
    version,
    state,
    firstSeenAt: drift.firstSeenAt,
    lastSeenAt: drift.lastSeenAt,
    decidedBy: drift.decidedBy,
    decidedAt: drift.decidedAt,
    reason: drift.reason,
    refusedUntil: drift.refusedUntil,
  };
}
