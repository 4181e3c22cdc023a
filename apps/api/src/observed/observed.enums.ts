import {
  INTERFACE_STATES,
  type InterfaceState,
  ONU_DOWN_CAUSES,
  ONU_STATES,
  type OnuDownCause,
  type OnuState,
  SENSOR_CLASSES,
  SENSOR_KINDS,
  type SensorClass,
  type SensorKind,
} from '@app/equipment';
import { OPTICAL_LEVELS, type OpticalLevel } from '@app/observed';
import { registerEnumType } from '@nestjs/graphql';

/** `lowerLayerDown` and `dying-gasp` as GraphQL writes names: LOWER_LAYER_DOWN, DYING_GASP. */
function capitalsOf<Word extends string>(words: readonly Word[]): Readonly<Record<string, Word>> {
  return Object.fromEntries(
    words.map((word) => [
      word
        .replaceAll(/([a-z])([A-Z])/g, '$1_$2')
        .replaceAll('-', '_')
        .toUpperCase(),
      word,
    ]),
  );
}

export const InterfaceStateEnum: Readonly<Record<string, InterfaceState>> = capitalsOf(INTERFACE_STATES);
registerEnumType(InterfaceStateEnum, {
  name: 'InterfaceState',
  description: 'The operational state of an interface (RFC 2863).',
  valuesMap: {
    UP: { description: 'It carries traffic.' },
    DOWN: { description: 'It does not, though it might.' },
    TESTING: { description: 'It is being tested.' },
    UNKNOWN: { description: 'Its device does not know.' },
    DORMANT: { description: 'It waits for something to happen.' },
    NOT_PRESENT: { description: 'A part of it is missing.' },
    LOWER_LAYER_DOWN: { description: 'Something below it is down.' },
  },
});

export const SensorClassEnum: Readonly<Record<string, SensorClass>> = capitalsOf(SENSOR_CLASSES);
registerEnumType(SensorClassEnum, {
  name: 'SensorClass',
  description: 'What a sensor measures, and thereby its unit.',
  valuesMap: {
    DBM: { description: 'Power of light, dBm.' },
    TEMPERATURE: { description: 'Temperature, °C.' },
    VOLTAGE: { description: 'Voltage, V.' },
    CURRENT: { description: 'Current, A.' },
    PERCENT: { description: 'A share, %.' },
  },
});

export const SensorKindEnum: Readonly<Record<string, SensorKind>> = capitalsOf(SENSOR_KINDS);
registerEnumType(SensorKindEnum, {
  name: 'SensorKind',
  description: 'What a reading is about, where that matters to somebody.',
  valuesMap: {
    RECEIVE: { description: 'The light that a port receives.' },
    TRANSMIT: { description: 'The light that a port sends, or its laser.' },
    CPU: { description: 'How busy a processor is.' },
    MEMORY: { description: 'How full the memory is.' },
    LOAD: { description: 'How much a power supply carries.' },
    STORAGE: { description: 'How full a disk is.' },
    BATTERY: { description: 'How charged a battery is.' },
  },
});

export const OpticalLevelEnum: Readonly<Record<string, OpticalLevel>> = capitalsOf(OPTICAL_LEVELS);
registerEnumType(OpticalLevelEnum, {
  name: 'OpticalLevel',
  description: 'What is believed of the margin of light at a port.',
  valuesMap: {
    OK: { description: 'Enough, or nobody knows what would be.' },
    WARNING: { description: 'Less than 3 dB over what the receiver needs.' },
    CRITICAL: { description: 'Less than 1 dB over what the receiver needs.' },
  },
});

export const OnuStateEnum: Readonly<Record<string, OnuState>> = capitalsOf(ONU_STATES);
registerEnumType(OnuStateEnum, {
  name: 'OnuState',
  description: 'The state of an ONU, as its OLT tells.',
  valuesMap: {
    ONLINE: { description: 'It answers.' },
    OFFLINE: { description: 'It does not.' },
    DISABLED: { description: 'It was switched off by hand.' },
    UNKNOWN: { description: 'The OLT says something that nobody can read.' },
  },
});

export const OnuDownCauseEnum: Readonly<Record<string, OnuDownCause>> = capitalsOf(ONU_DOWN_CAUSES);
registerEnumType(OnuDownCauseEnum, {
  name: 'OnuDownCause',
  description: 'Why an ONU left the last time, as its OLT tells.',
  valuesMap: {
    DYING_GASP: { description: 'It lost its power, and said so with its last.' },
    LOSS_OF_SIGNAL: { description: 'Its light went away: the fibre.' },
    DEACTIVATED: { description: 'It was switched off by hand.' },
    REBOOT: { description: 'It was started anew.' },
    OTHER: { description: 'Something else that the vendor has a name for.' },
    UNKNOWN: { description: 'A code that nobody can read.' },
  },
});
