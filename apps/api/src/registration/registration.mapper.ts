import type { Declaration, KeptCamera, RowFinding } from '@app/registration';
import { encodeNodeId } from '../graphql/node.id.js';
import type { DeclarationType, DeclaredCameraType, RegistrationFindingType } from './registration.type.js';

export function toFindingType({ row, column, code, reason }: RowFinding): RegistrationFindingType {
  return { row, column, code, reason };
}

export function toDeclarationType(declaration: Declaration): DeclarationType {
  const { declarationId, building, warnings, warningCount: _count, ...told } = declaration;
  return { ...told, id: encodeNodeId('Declaration', declarationId), declarationId, buildingCode: building, kept: warnings };
}

export function toDeclaredCameraType(camera: KeptCamera): DeclaredCameraType {
  const { cameraId, building: _building, verification, ...told } = camera;
  return {
    ...told,
    id: encodeNodeId('DeclaredCamera', cameraId),
    verification: verification && { ...verification, evidence: verification.evidence.map((each) => ({ ...each })) },
  };
}
