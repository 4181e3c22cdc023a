/** The words all rooms share, in the spelling of topology v1. */

export const DEVICE_ROLES = ['ROUTER', 'SWITCH', 'OLT', 'ONU', 'NVR', 'CAMERA', 'UPS', 'SERVER'] as const;
export type DeviceRole = (typeof DEVICE_ROLES)[number];

export const STATION_KINDS = ['POLDA', 'POLRES', 'POLSEK', 'POLSUBSEKTOR'] as const;
export type StationKind = (typeof STATION_KINDS)[number];

export const ACCESS_POINT_KINDS = ['JOINT_CLOSURE', 'ODC', 'ODP', 'HANDHOLE', 'MANHOLE', 'POLE', 'OTHER'] as const;
export type AccessPointKind = (typeof ACCESS_POINT_KINDS)[number];

export const CHECK_KINDS = ['icmp', 'snmp', 'tcp', 'rtsp', 'onvif'] as const;
export type CheckKind = (typeof CHECK_KINDS)[number];

/** What can break, in the order in which ties between candidates are settled. */
export const COMPONENT_KINDS = ['CONDUIT', 'SPAN', 'LINK', 'DEVICE', 'PLACE'] as const;
export type ComponentKind = (typeof COMPONENT_KINDS)[number];

/** The concluded state of a device; the position in this list is the value of the metric nadi_device_status. */
export const DEVICE_STATUSES = ['UP', 'DEGRADED', 'DOWN', 'UNREACHABLE', 'UNKNOWN'] as const;
export type DeviceStatus = (typeof DEVICE_STATUSES)[number];
