import { ACCESS_POINT_KINDS, CHECK_KINDS, COMPONENT_KINDS, DEVICE_ROLES, DEVICE_STATUSES, STATION_KINDS } from '@app/kernel';
import { registerEnumType } from '@nestjs/graphql';
import { enumOf } from '../graphql/enum.words.js';

/** GraphQL's names are capitals by custom, and the checks' names in topology v1 are not. */
function capitalsOf<Word extends string>(words: readonly Word[]): Readonly<Record<string, Word>> {
  return Object.fromEntries(words.map((word) => [word.toUpperCase(), word]));
}

export const DeviceRoleEnum = enumOf(DEVICE_ROLES);
registerEnumType(DeviceRoleEnum, {
  name: 'DeviceRole',
  description: 'What a device does in the network.',
  valuesMap: {
    ROUTER: { description: 'Forwards packets between networks.' },
    SWITCH: { description: 'Joins the links of one site.' },
    OLT: { description: 'The head of a passive optical network.' },
    ONU: { description: 'The end of a passive optical network.' },
    NVR: { description: 'Records cameras.' },
    CAMERA: { description: 'A camera.' },
    UPS: { description: 'Keeps a site powered.' },
    SERVER: { description: 'Any other host.' },
  },
});

export const DeviceStatusEnum = enumOf(DEVICE_STATUSES);
registerEnumType(DeviceStatusEnum, {
  name: 'DeviceStatus',
  description: 'The concluded state of a device.',
  valuesMap: {
    UP: { description: 'It answers.' },
    DEGRADED: { description: 'It answers, but not well.' },
    DOWN: { description: 'It is itself broken, or may be what is broken.' },
    UNREACHABLE: { description: 'Something on the way to it is broken.' },
    UNKNOWN: { description: 'Not observed.' },
  },
});

export const StationKindEnum = enumOf(STATION_KINDS);
registerEnumType(StationKindEnum, {
  name: 'StationKind',
  description: 'The level of a police station.',
  valuesMap: {
    POLDA: { description: 'Of a province.' },
    POLRES: { description: 'Of a city or regency.' },
    POLSEK: { description: 'Of a district.' },
    POLSUBSEKTOR: { description: 'Of a part of a district.' },
  },
});

export const AccessPointKindEnum = enumOf(ACCESS_POINT_KINDS);
registerEnumType(AccessPointKindEnum, {
  name: 'AccessPointKind',
  description: 'What a place outdoors is, where fibre can be reached.',
  valuesMap: {
    JOINT_CLOSURE: { description: 'A closure where cables are spliced.' },
    ODC: { description: 'An optical distribution cabinet.' },
    ODP: { description: 'An optical distribution point.' },
    HANDHOLE: { description: 'A chamber reached by hand.' },
    MANHOLE: { description: 'A chamber that is entered.' },
    POLE: { description: 'A pole.' },
    OTHER: { description: 'Any other.' },
  },
});

export const PlaceKindEnum = enumOf(['STATION', 'BUILDING', 'ACCESS_POINT']);
registerEnumType(PlaceKindEnum, {
  name: 'PlaceKind',
  description: 'What a place is.',
  valuesMap: {
    STATION: { description: 'A police station.' },
    BUILDING: { description: 'A building that gives cameras.' },
    ACCESS_POINT: { description: 'A place outdoors where fibre can be reached.' },
  },
});

export const CheckKindEnum = capitalsOf(CHECK_KINDS);
registerEnumType(CheckKindEnum, {
  name: 'CheckKind',
  description: 'What is asked of a device.',
  valuesMap: {
    ICMP: { description: 'Whether it answers an echo request.' },
    SNMP: { description: 'Its interfaces.' },
    TCP: { description: 'Whether a port accepts connections.' },
    RTSP: { description: 'Whether its stream is published.' },
    ONVIF: { description: 'Its clock and capabilities.' },
  },
});

export const ComponentKindEnum = enumOf(COMPONENT_KINDS);
registerEnumType(ComponentKindEnum, {
  name: 'ComponentKind',
  description: 'What can break.',
  valuesMap: {
    CONDUIT: { description: 'A duct, and with it every span in it.' },
    SPAN: { description: 'The fibre between two places.' },
    LINK: { description: 'The connection of two interfaces.' },
    DEVICE: { description: 'A device.' },
    PLACE: { description: 'All power at a place.' },
  },
});

export const SpanStateEnum = enumOf(['UP', 'SUSPECTED', 'DOWN', 'UNKNOWN']);
registerEnumType(SpanStateEnum, {
  name: 'SpanState',
  description: 'What the open outages say of a span.',
  valuesMap: {
    UP: { description: 'No open outage names it.' },
    SUSPECTED: { description: 'It is one of several candidates of an open outage, and not the likeliest.' },
    DOWN: { description: 'It, or the conduit it lies in, is the root cause of an open outage.' },
    UNKNOWN: { description: 'Nothing is recorded of outages at the instant asked for.' },
  },
});
