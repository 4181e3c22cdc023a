import type { Provider } from '@nestjs/common';
import { AuditResolver } from './audit/audit.resolver.js';
import { AvailabilityResolver } from './availability/availability.resolver.js';
import { AccountResolver } from './accounts/account.resolver.js';
import { BuildingComplianceResolver, ComplianceOfBuildingResolver, ComplianceResolver } from './compliance/compliance.resolver.js';
import { DiscoveryResolver } from './discovery/discovery.resolver.js';
import { DriftResolver } from './discovery/drift.resolver.js';
import { EditResolver } from './editing/edit.resolver.js';
import { ImportResolver } from './editing/import.resolver.js';
import { LinkEndResolver, LinkResolver, SpanResolver } from './inventory/cable.resolver.js';
import { CameraResolver, DeviceResolver } from './inventory/device.resolver.js';
import { AccessPointResolver, BuildingResolver, StationResolver } from './inventory/place.resolver.js';
import {
  DeviceFactsResolver,
  ObservedDeviceResolver,
  ObservedLinkEndResolver,
  OnuResolver,
  OpticalPortResolver,
} from './observed/observed.resolver.js';
import { MaintenanceOfOutageResolver, MaintenanceResolver } from './maintenance/maintenance.resolver.js';
import { OutageDeskResolver } from './outages/outage.desk.resolver.js';
import { ExplanationResolver, OutageExplanationResolver, StationLossResolver } from './outages/explanation.resolver.js';
import { HandoverResolver } from './outages/handover.resolver.js';
import { OutageResolver } from './outages/outage.resolver.js';
import { DeclarationResolver, RegistrationResolver } from './registration/registration.resolver.js';
import { ChangesResolver } from './subscriptions/changes.resolver.js';
import { ProbeResolver } from './probing/probe.resolver.js';
import { DisjointPathsResolver } from './topology/disjoint.paths.resolver.js';
import { FalseDiversityResolver } from './topology/false.diversity.resolver.js';
import { OtdrResolver } from './topology/otdr.resolver.js';
import { SinglePointsResolver } from './topology/single.points.resolver.js';
import { ImpactResolver, PathHopResolver, PathResolver } from './topology/topology.resolver.js';
import { WhatIfResolver } from './topology/whatif.resolver.js';
import { ViewerResolver } from './viewer/viewer.resolver.js';

/** Every resolver of the schema; what is not listed here does not exist. */
export const RESOLVERS: Provider[] = [
  AccessPointResolver,
  AuditResolver,
  AvailabilityResolver,
  BuildingComplianceResolver,
  BuildingResolver,
  CameraResolver,
  ChangesResolver,
  ComplianceOfBuildingResolver,
  ComplianceResolver,
  DeclarationResolver,
  DeviceFactsResolver,
  DeviceResolver,
  DiscoveryResolver,
  DisjointPathsResolver,
  DriftResolver,
  EditResolver,
  ExplanationResolver,
  FalseDiversityResolver,
  HandoverResolver,
  ImpactResolver,
  ImportResolver,
  LinkEndResolver,
  LinkResolver,
  MaintenanceOfOutageResolver,
  MaintenanceResolver,
  ObservedDeviceResolver,
  ObservedLinkEndResolver,
  OnuResolver,
  OpticalPortResolver,
  OtdrResolver,
  OutageDeskResolver,
  OutageExplanationResolver,
  OutageResolver,
  PathHopResolver,
  PathResolver,
  ProbeResolver,
  RegistrationResolver,
  SinglePointsResolver,
  SpanResolver,
  StationLossResolver,
  StationResolver,
  ViewerResolver,
  AccountResolver,
  WhatIfResolver,
];
