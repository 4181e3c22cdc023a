import { SENSOR_UNITS, type DeviceDocument } from './device.document.js';

/** The neutral device document as one JSON value: counters as decimal strings, since they pass 2^53; each sensor with its unit. */
export function documentJson(document: DeviceDocument): object {
  const { device, interfaces, sensors } = document;
  const { model, software, snmpEngineTimeSeconds, ...others } = device;
  return {
    ...document,
    device: { ...others, hardware: model, version: software, snmpEngineTimeSec: snmpEngineTimeSeconds },
    interfaces: interfaces.map(({ counters, ...row }) => ({
      ...row,
      counters: Object.fromEntries(Object.entries(counters).map(([name, value]) => [name, value === null ? null : String(value)])),
    })),
    sensors: sensors.map((sensor) => ({ ...sensor, unit: SENSOR_UNITS[sensor.class] })),
  };
}
