import { SENSOR_UNITS } from '@app/equipment';
import type {
  FactChangeView,
  FactsView,
  InterfaceView,
  LiveReadings,
  OnuTransitionView,
  OnuView,
  OpticalPortView,
  SensorView,
} from '@app/observed';
import type {
  DeviceFactsType,
  FactChangeType,
  InterfaceType,
  OnuTransitionType,
  OnuType,
  OpticalPortType,
  SensorType,
} from './observed.types.js';

export function toFactsType(view: FactsView): DeviceFactsType {
  const { sysContact: _sysContact, engineBoots: _engineBoots, ...facts } = view;
  return facts;
}

export function toFactChangeType({ at, fact, before, after }: FactChangeView): FactChangeType {
  return { at, fact, before, after };
}

export function toInterfaceType(live: LiveReadings): (view: InterfaceView) => InterfaceType {
  return ({ interfaceId, deviceId, ...port }) => {
    const traffic = live.interfaceOf(deviceId, interfaceId);
    return {
      ...port,
      traffic: traffic && { ...traffic, receiveBytes: numberOf(traffic.receiveBytes), transmitBytes: numberOf(traffic.transmitBytes) },
    };
  };
}

function numberOf(octets: bigint | null): number | null {
  return octets === null ? null : Number(octets);
}

export function toSensorType(live: LiveReadings): (view: SensorView) => SensorType {
  return ({ sensorId, deviceId, goneAt, value, valueAt, ...sensor }) => {
    const newest = live.sensorOf(deviceId, sensorId);
    const read = newest ? { value: newest.value, valueAt: newest.readAt } : { value: goneAt === null ? value : null, valueAt };
    return { ...sensor, ...read, unit: SENSOR_UNITS[sensor.class] };
  };
}

export function toOpticalPortType(live: LiveReadings): (view: OpticalPortView) => OpticalPortType {
  return ({ sensorId, isDark, receiveDbm, receiveAt, ...port }) => {
    const newest = live.sensorOf(port.deviceId, sensorId);
    const read = newest ? { receiveDbm: newest.value, receiveAt: newest.readAt } : { receiveDbm: isDark ? null : receiveDbm, receiveAt };
    return { ...port, ...read };
  };
}

export function toOnuType(view: OnuView): OnuType {
  const { deviceId: _deviceId, ...onu } = view;
  return onu;
}

export function toOnuTransitionType({ at, state, downCause }: OnuTransitionView): OnuTransitionType {
  return { at, state, downCause };
}
