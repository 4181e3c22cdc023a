import { BuildingComplianceEntity, ComplianceClockEntity, ComplianceMoveEntity, ComplianceTallyEntity } from './compliance.entity.js';
import { CreateCompliance1795888200000 } from './migrations/1795888200000-create-compliance.js';

/** The tables of this room, for the database. */
export const complianceEntities = [BuildingComplianceEntity, ComplianceMoveEntity, ComplianceTallyEntity, ComplianceClockEntity];
export const complianceMigrations = [CreateCompliance1795888200000];
