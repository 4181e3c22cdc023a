import type { ConduitView, DeviceView, LinkView, OwnerView, PlaceView, SpanView } from '@app/inventory';
import type { BuildingView, StationView } from '@app/inventory';
import { encodeNodeId } from '../graphql/node.id.js';
import type { ConduitType, LinkType, SpanType } from './cable.type.js';
import type { CameraType, DeviceType } from './device.type.js';
import type { AccessPointType, BuildingType, OwnerType, PlaceType, StationType } from './place.type.js';

/** From rows to what the schema shows; by hand, so that no column leaks. */
export function toPlaceType(place: PlaceView): PlaceType {
  switch (place.placeKind) {
    case 'STATION':
      return toStationType(place);
    case 'BUILDING':
      return toBuildingType(place);
    case 'ACCESS_POINT': {
      const { placeId, placeKind, code, kind, name, lat, lon } = place;
      const shown: AccessPointType = { id: encodeNodeId('AccessPoint', placeId), placeId, placeKind, code, kind, name, lat, lon };
      return shown;
    }
  }
}

export function toStationType(station: StationView): StationType {
  const { placeId, placeKind, code, kind, name, lat, lon, parentId, formerNames, districtCodes, isApproximate } = station;
  return {
    id: encodeNodeId('Station', placeId),
    placeId,
    placeKind,
    code,
    kind,
    name,
    lat,
    lon,
    parentId,
    formerNames: [...formerNames],
    districtCodes: [...districtCodes],
    isApproximate,
  };
}

export function toBuildingType(building: BuildingView): BuildingType {
  const { placeId, placeKind, code, name, lat, lon, stationId, ownerId, address } = building;
  return { id: encodeNodeId('Building', placeId), placeId, placeKind, code, name, lat, lon, stationId, ownerId, address };
}

export function toOwnerType({ ownerId, code, name, contactName, phone, email }: OwnerView): OwnerType {
  return { id: encodeNodeId('Owner', ownerId), code, name, contactName, phone, email };
}

export function toDeviceType(device: DeviceView): DeviceType {
  const { deviceId, placeId, stationId, name, role, address, realm, port, checks, credential, vendor, model, lat, lon, isRetired } = device;
  return {
    id: encodeNodeId('Device', deviceId),
    deviceId,
    placeId,
    stationId,
    name,
    role,
    address,
    realm,
    port,
    checks: [...checks],
    credential,
    vendor,
    model,
    lat,
    lon,
    isRetired,
  };
}

/** A camera whose row has no camera part is one all the same: it just tells nothing more. */
export function toCameraType(device: DeviceView): CameraType {
  const { deviceId, placeId, stationId, name, camera } = device;
  return {
    id: encodeNodeId('Camera', deviceId),
    deviceId,
    placeId,
    stationId,
    name,
    device: toDeviceType(device),
    recorderId: camera?.recorderId ?? null,
    recorderName: camera?.recorderName ?? null,
    headingDeg: camera?.headingDeg ?? null,
    fieldOfViewDeg: camera?.fieldOfViewDeg ?? null,
    isStreetFacing: camera?.isStreetFacing ?? null,
    channel: camera?.channel ?? null,
    retentionDays: camera?.retentionDays ?? null,
    rtspPath: camera?.rtspPath ?? null,
  };
}

export function toLinkType({ linkId, code, aDeviceId, aInterface, zDeviceId, zInterface }: LinkView): LinkType {
  return {
    id: encodeNodeId('Link', linkId),
    linkId,
    code,
    a: { deviceId: aDeviceId, interface: aInterface },
    z: { deviceId: zDeviceId, interface: zInterface },
  };
}

const MOST_POINTS = 1_000;

export function toSpanType({ spanId, code, cable, aPlaceId, zPlaceId, lengthM, conduitId, route }: SpanView): SpanType {
  const points = route.slice(0, MOST_POINTS).map(([lon, lat]) => ({ lat, lon }));
  return { id: encodeNodeId('Span', spanId), spanId, code, cable, aPlaceId, zPlaceId, lengthM, conduitId, route: points };
}

export function toConduitType({ conduitId, code, name }: ConduitView): ConduitType {
  return { id: encodeNodeId('Conduit', conduitId), code, name };
}
