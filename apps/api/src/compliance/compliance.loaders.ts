import type { BuildingFacts, ComplianceQueries, ComplianceReportQueries, ComplianceView, MoveView } from '@app/compliance';
import type DataLoader from 'dataloader';
import { groupLoader, RelationLoader, rowLoader } from '../graphql/batch.loaders.js';

/** One request's loaders of where buildings stand. */
export interface ComplianceLoaders {
  readonly complianceOf: DataLoader<string, ComplianceView | null>;
  readonly factsOfBuilding: DataLoader<string, BuildingFacts | null>;
  readonly complianceMoves: RelationLoader<number, object, MoveView>;
}

export interface ComplianceReaders {
  readonly compliance: ComplianceQueries;
  readonly complianceReports: ComplianceReportQueries;
  readonly buildingFacts: (codes: readonly string[]) => Promise<ReadonlyMap<string, BuildingFacts>>;
}

export function complianceLoaders({ compliance, buildingFacts }: ComplianceReaders): ComplianceLoaders {
  return {
    complianceOf: rowLoader(
      (codes) => compliance.byBuildings(codes),
      ({ building }) => building,
    ),
    factsOfBuilding: groupLoader<string, BuildingFacts | null>(buildingFacts, null),
    complianceMoves: new RelationLoader({
      pages: (ids, _args, request, countOf) => compliance.movesOf(ids, request, countOf),
      counts: (ids) => compliance.countMovesOf(ids),
    }),
  };
}
