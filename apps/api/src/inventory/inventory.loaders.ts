import type {
  CableQueries,
  ConduitView,
  DeviceFilter,
  DeviceQueries,
  DeviceView,
  LinkView,
  OwnerView,
  PlaceQueries,
  PlaceView,
} from '@app/inventory';
import { type BuildingView, DEVICES_IN_PLACE, DEVICES_IN_STATION, type SpanView, type StationView } from '@app/inventory';
import type { DeviceStatus } from '@app/kernel';
import { DEVICES_OF_OUTAGE, type DeviceStateQueries } from '@app/outages';
import type { Relation } from '@app/platform';
import type DataLoader from 'dataloader';
import { groupLoader, RelationLoader, rowLoader } from '../graphql/batch.loaders.js';

/** A filter of devices as the API takes it: what the inventory knows, and what was concluded. */
export interface DeviceListFilter extends DeviceFilter {
  readonly statuses?: readonly DeviceStatus[] | null;
}

/** One request's loaders of what exists, one a relation. */
export interface InventoryLoaders {
  readonly placeById: DataLoader<number, PlaceView | null>;
  readonly placeByCode: DataLoader<string, PlaceView | null>;
  readonly ownerById: DataLoader<number, OwnerView | null>;
  readonly deviceById: DataLoader<number, DeviceView | null>;
  readonly deviceByName: DataLoader<string, DeviceView | null>;
  readonly linkById: DataLoader<number, LinkView | null>;
  readonly linkByCode: DataLoader<string, LinkView | null>;
  readonly spanById: DataLoader<number, SpanView | null>;
  readonly spanByCode: DataLoader<string, SpanView | null>;
  readonly conduitById: DataLoader<number, ConduitView | null>;
  readonly spansOfLink: DataLoader<number, readonly SpanView[]>;
  readonly stationsBelow: RelationLoader<number, object, StationView>;
  readonly buildingsInStation: RelationLoader<number, object, BuildingView>;
  readonly devicesInPlace: RelationLoader<number, DeviceListFilter, DeviceView>;
  readonly devicesInStation: RelationLoader<number, DeviceListFilter, DeviceView>;
  readonly devicesOfOutage: RelationLoader<string, DeviceListFilter, DeviceView>;
  readonly linksOfDevice: RelationLoader<number, object, LinkView>;
  readonly linksOfSpan: RelationLoader<number, object, LinkView>;
}

export interface InventoryReaders {
  readonly places: PlaceQueries;
  readonly devices: DeviceQueries;
  readonly cables: CableQueries;
  readonly states: DeviceStateQueries;
}

export function inventoryLoaders({ places, devices, cables, states }: InventoryReaders): InventoryLoaders {
  const devicesBy = <ParentKey extends number | string>(relation: Relation<ParentKey>) =>
    new RelationLoader<ParentKey, DeviceListFilter, DeviceView>({
      pages: (ids, filter, request, countOf) =>
        devices.pagesOf(relation, ids, filter, request, countOf, states.conditions(filter.statuses)),
      counts: (ids, filter) => devices.countsOf(relation, ids, filter, states.conditions(filter.statuses)),
    });
  const linksBy = (relation: 'device' | 'span') =>
    new RelationLoader<number, object, LinkView>({
      pages: (ids, _args, request, countOf) => cables.linksOf(relation, ids, request, countOf),
      counts: (ids) => cables.countLinksOf(relation, ids),
    });
  return {
    placeById: rowLoader(
      (ids) => places.byIds(ids),
      (place) => place.placeId as number,
    ),
    placeByCode: rowLoader(
      (codes) => places.byCodes(codes),
      (place) => place.code,
    ),
    ownerById: rowLoader(
      (ids) => places.ownersByIds(ids),
      (owner) => owner.ownerId,
    ),
    deviceById: rowLoader(
      (ids) => devices.byIds(ids),
      (device) => device.deviceId as number,
    ),
    deviceByName: rowLoader(
      (names) => devices.byNames(names),
      (device) => device.name,
    ),
    linkById: rowLoader(
      (ids) => cables.linksByIds(ids),
      (link) => link.linkId as number,
    ),
    linkByCode: rowLoader(
      (codes) => cables.linksByCodes(codes),
      (link) => link.code,
    ),
    spanById: rowLoader(
      (ids) => cables.spansByIds(ids),
      (span) => span.spanId as number,
    ),
    spanByCode: rowLoader(
      (codes) => cables.spansByCodes(codes),
      (span) => span.code,
    ),
    conduitById: rowLoader(
      (ids) => cables.conduitsByIds(ids),
      (conduit) => conduit.conduitId as number,
    ),
    spansOfLink: groupLoader<number, readonly SpanView[]>((ids) => cables.spansOfLinks(ids), []),
    stationsBelow: new RelationLoader({
      pages: (ids, _args, request, countOf) => places.stationsBelow(ids, request, countOf),
      counts: (ids) => places.countStationsBelow(ids),
    }),
    buildingsInStation: new RelationLoader({
      pages: (ids, _args, request, countOf) => places.buildingsIn(ids, request, countOf),
      counts: (ids) => places.countBuildingsIn(ids),
    }),
    devicesInPlace: devicesBy(DEVICES_IN_PLACE),
    devicesInStation: devicesBy(DEVICES_IN_STATION),
    devicesOfOutage: devicesBy(DEVICES_OF_OUTAGE),
    linksOfDevice: linksBy('device'),
    linksOfSpan: linksBy('span'),
  };
}
