import type { InterfaceState, OnuDownCause, OnuState, SensorClass, SensorKind } from '@app/equipment';
import type { DeviceId } from '@app/kernel';
import type { OpticalLevel } from '@app/observed';
import { Field, Float, Int, ObjectType } from '@nestjs/graphql';
import { TypeRequires } from '../access/requires.decorator.js';
import { connectionOf } from '../graphql/connection.type.js';
import { DateTimeScalar } from '../graphql/time.scalar.js';
import { InterfaceStateEnum, OnuDownCauseEnum, OnuStateEnum, OpticalLevelEnum, SensorClassEnum, SensorKindEnum } from './observed.enums.js';

const READ = 'inventory:read';

@ObjectType('FactChange', { description: 'One thing a device tells of itself that became another.' })
@TypeRequires(READ)
export class FactChangeType {
  @Field(() => DateTimeScalar, { description: 'When it was read.' })
  at: Date;

  @Field(() => String, {
    description:
      'Which: vendor, model, serial (another device stands there), software, sysName, sysObjectID, snmpEngineId, chassisId, restart.',
  })
  fact: string;

  @Field(() => String, { nullable: true, description: 'What it was.' })
  before: string | null;

  @Field(() => String, { nullable: true, description: 'What it is since.' })
  after: string | null;
}

@ObjectType('DeviceFacts', { description: 'What a device tells of itself by SNMP.' })
@TypeRequires(READ)
export class DeviceFactsType {
  /** Not a field: key of relations. */
  deviceId: DeviceId;

  @Field(() => String, { nullable: true, description: 'Who made it.' })
  vendor: string | null;

  @Field(() => String, { nullable: true, description: 'Its model.' })
  model: string | null;

  @Field(() => String, { nullable: true, description: 'Its serial number.' })
  serial: string | null;

  @Field(() => String, { nullable: true, description: 'The version of its software.' })
  software: string | null;

  @Field(() => String, { nullable: true, description: 'What it calls itself.' })
  sysName: string | null;

  @Field(() => String, { nullable: true, description: 'How it describes itself.' })
  sysDescr: string | null;

  @Field(() => String, { nullable: true, description: 'The kind of product it is, in numbers of its vendor.' })
  sysObjectID: string | null;

  @Field(() => String, { nullable: true, description: 'Where somebody configured that it stands.' })
  sysLocation: string | null;

  @Field(() => String, { nullable: true, description: 'Its SNMP engine, in hexadecimal digits: who it is, whatever its address.' })
  snmpEngineId: string | null;

  @Field(() => String, { nullable: true, description: 'What it calls its chassis, mostly a MAC address.' })
  chassisId: string | null;

  @Field(() => [String], { description: 'The vendor profiles it was read with.' })
  profiles: readonly string[];

  @Field(() => [String], { description: 'What it was asked for the last time and did not tell, each with the reason.' })
  faults: readonly string[];

  @Field(() => DateTimeScalar, { nullable: true, description: 'When its newest restart was noticed.' })
  restartedAt: Date | null;

  @Field(() => DateTimeScalar, { description: 'When it was read for the first time.' })
  firstSeenAt: Date;

  @Field(() => DateTimeScalar, { description: 'When it was read last, to a quarter of an hour.' })
  lastSeenAt: Date;
}

@ObjectType('InterfaceTraffic', {
  description: 'Counters of a port and the rates between the last two readings, by the rules of RFC 2863 or none.',
})
@TypeRequires(READ)
export class InterfaceTrafficType {
  @Field(() => DateTimeScalar, { description: 'When it was read.' })
  readAt: Date;

  @Field(() => Float, { nullable: true, description: 'Received, bits a second.' })
  receiveBitsPerSecond: number | null;

  @Field(() => Float, { nullable: true, description: 'Sent, bits a second.' })
  transmitBitsPerSecond: number | null;

  @Field(() => String, { nullable: true, description: 'Why a rate is missing.' })
  noRateReason: string | null;

  @Field(() => Float, { nullable: true, description: 'Received since the device began to count, octets.' })
  receiveBytes: number | null;

  @Field(() => Float, { nullable: true, description: 'Sent since the device began to count, octets.' })
  transmitBytes: number | null;

  @Field(() => Float, { nullable: true, description: 'Received frames that were bad, a second.' })
  inErrorsPerSecond: number | null;

  @Field(() => Float, { nullable: true, description: 'Frames that could not be sent, a second.' })
  outErrorsPerSecond: number | null;

  @Field(() => Float, { nullable: true, description: 'Received frames that were good and dropped, a second.' })
  inDiscardsPerSecond: number | null;

  @Field(() => Float, { nullable: true, description: 'Frames to be sent that were good and dropped, a second.' })
  outDiscardsPerSecond: number | null;
}

@ObjectType('Interface', { description: 'A port of a device; the same one whatever number the device gives it after a restart.' })
@TypeRequires(READ)
export class InterfaceType {
  @Field(() => Float, { description: 'The number that its device gives it at present.' })
  ifIndex: number;

  @Field(() => String, { nullable: true, description: 'What its device calls it.' })
  ifName: string | null;

  @Field(() => String, { nullable: true, description: 'How its device describes it.' })
  ifDescr: string | null;

  @Field(() => String, { nullable: true, description: 'What somebody configured as its description.' })
  ifAlias: string | null;

  @Field(() => Int, { nullable: true, description: 'Its kind, as IANA numbers them.' })
  ifType: number | null;

  @Field(() => Float, { nullable: true, description: 'Its largest packet, octets.' })
  mtu: number | null;

  @Field(() => Float, { nullable: true, description: 'Its speed, bits a second.' })
  speedBps: number | null;

  @Field(() => String, { nullable: true, description: 'Its MAC address.' })
  physAddress: string | null;

  @Field(() => String, { nullable: true, description: 'What is wanted of it: up, down or testing.' })
  adminStatus: string | null;

  @Field(() => InterfaceStateEnum, { nullable: true, description: 'Its state.' })
  operStatus: InterfaceState | null;

  @Field(() => DateTimeScalar, { description: 'Since when it has been in this state.' })
  operSince: Date;

  @Field(() => DateTimeScalar, { description: 'When it was seen for the first time.' })
  firstSeenAt: Date;

  @Field(() => InterfaceTrafficType, {
    nullable: true,
    description: 'What it carries now; null in a process that does not watch devices, and of a port that was not read lately.',
  })
  traffic: InterfaceTrafficType | null;
}

@ObjectType('Sensor', { description: 'Something a device measures.' })
@TypeRequires(READ)
export class SensorType {
  @Field(() => SensorClassEnum, { description: 'What it measures.' })
  class: SensorClass;

  @Field(() => SensorKindEnum, { nullable: true, description: 'What it is about.' })
  kind: SensorKind | null;

  @Field(() => String, { description: 'What its device calls it.' })
  descr: string;

  @Field(() => String, { nullable: true, description: 'The name of the port it belongs to.' })
  interface: string | null;

  @Field(() => String, { description: 'The unit of its value and limits.' })
  unit: string;

  @Field(() => Float, { nullable: true, description: 'What it reads; null while it reads nothing, e.g. no light.' })
  value: number | null;

  @Field(() => DateTimeScalar, { description: 'When this was read.' })
  valueAt: Date;

  @Field(() => Float, { nullable: true, description: 'Below this is an alarm.' })
  low: number | null;

  @Field(() => Float, { nullable: true, description: 'Below this is a warning.' })
  lowWarn: number | null;

  @Field(() => Float, { nullable: true, description: 'Above this is a warning.' })
  highWarn: number | null;

  @Field(() => Float, { nullable: true, description: 'Above this is an alarm.' })
  high: number | null;

  @Field(() => DateTimeScalar, { description: 'When it was seen for the first time.' })
  firstSeenAt: Date;
}

@ObjectType('OpticalPort', { description: 'The light that a port receives, held against what it needs and against the last 7 days.' })
@TypeRequires(READ)
export class OpticalPortType {
  /** Not a field: key of relations. */
  deviceId: DeviceId;

  @Field(() => String, { description: 'The port, or what the sensor is called where nobody ties it to a port.' })
  interface: string;

  @Field(() => OpticalLevelEnum, { description: 'What is believed of its margin.' })
  level: OpticalLevel;

  @Field(() => DateTimeScalar, { description: 'Since when.' })
  levelSince: Date;

  @Field(() => Boolean, { description: 'Whether its light is 2 dB or more below the median of 7 days: a fibre that degrades.' })
  isDrifting: boolean;

  @Field(() => DateTimeScalar, { nullable: true, description: 'Since when.' })
  driftingSince: Date | null;

  @Field(() => Float, { nullable: true, description: 'The light, dBm; null while there is none.' })
  receiveDbm: number | null;

  @Field(() => DateTimeScalar, { description: 'When it was read.' })
  receiveAt: Date;

  @Field(() => Float, {
    nullable: true,
    description: 'What the receiver needs at the least, dBm, by its device; null where it does not tell.',
  })
  sensitivityDbm: number | null;

  @Field(() => Float, {
    nullable: true,
    description: 'Light over what the receiver needs, dB, to the last hour or the last change of level.',
  })
  marginDb: number | null;

  @Field(() => Float, { nullable: true, description: 'Median of the light in the last 7 days, dBm; null before a day of it was seen.' })
  medianDbm: number | null;
}

@ObjectType('OnuTransition', { description: 'One change of the state of an ONU.' })
@TypeRequires(READ)
export class OnuTransitionType {
  @Field(() => DateTimeScalar, { description: 'When it was noticed.' })
  at: Date;

  @Field(() => OnuStateEnum, { description: 'The state since.' })
  state: OnuState;

  @Field(() => OnuDownCauseEnum, { nullable: true, description: 'Why it left.' })
  downCause: OnuDownCause | null;
}

@ObjectType('Onu', { description: "A subscriber's end of a passive optical network, as its OLT tells of it." })
@TypeRequires(READ)
export class OnuType {
  /** Not a field: key of relations. */
  onuId: number;

  @Field(() => String, { description: 'Its place, as the vendor writes it.' })
  place: string;

  @Field(() => String, { nullable: true, description: 'The name of the PON port it hangs on.' })
  interface: string | null;

  @Field(() => String, { nullable: true, description: 'Its serial number.' })
  serial: string | null;

  @Field(() => String, { nullable: true, description: 'What somebody configured as its description.' })
  description: string | null;

  @Field(() => OnuStateEnum, { description: 'Its state.' })
  state: OnuState;

  @Field(() => DateTimeScalar, { description: 'Since when it has been in this state.' })
  stateSince: Date;

  @Field(() => OnuDownCauseEnum, { nullable: true, description: 'Why it left the last time.' })
  downCause: OnuDownCause | null;

  @Field(() => String, { nullable: true, description: "The vendor's own number or word for that." })
  downCauseRaw: string | null;

  @Field(() => Int, { nullable: true, description: 'How far from the OLT it is, metres of fibre.' })
  distanceMetres: number | null;

  @Field(() => DateTimeScalar, { description: 'When it was seen for the first time.' })
  firstSeenAt: Date;
}

@ObjectType('InterfaceConnection', { description: 'A page of ports, sorted by name.' })
@TypeRequires(READ)
export class InterfaceConnectionType extends connectionOf('Interface', () => InterfaceType, 'ports', READ) {}

@ObjectType('SensorConnection', { description: 'A page of sensors, sorted by class and name.' })
@TypeRequires(READ)
export class SensorConnectionType extends connectionOf('Sensor', () => SensorType, 'sensors', READ) {}

@ObjectType('OpticalPortConnection', { description: 'A page of optical ports, the smallest margin first.' })
@TypeRequires(READ)
export class OpticalPortConnectionType extends connectionOf('OpticalPort', () => OpticalPortType, 'optical ports', READ) {}

@ObjectType('OnuConnection', { description: 'A page of ONUs, sorted by place.' })
@TypeRequires(READ)
export class OnuConnectionType extends connectionOf('Onu', () => OnuType, 'ONUs', READ) {}
