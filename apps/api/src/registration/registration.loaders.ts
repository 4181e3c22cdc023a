import type { Declaration, DeclarationQueries, KeptCamera } from '@app/registration';
import type DataLoader from 'dataloader';
import { RelationLoader, rowLoader } from '../graphql/batch.loaders.js';

/** One request's loaders of what is declared. */
export interface RegistrationLoaders {
  readonly declarationById: DataLoader<number, Declaration | null>;
  readonly camerasOfDeclaration: RelationLoader<number, object, KeptCamera>;
}

export interface RegistrationReaders {
  readonly declarations: DeclarationQueries;
}

export function registrationLoaders({ declarations }: RegistrationReaders): RegistrationLoaders {
  return {
    declarationById: rowLoader(
      (ids) => declarations.byIds(ids),
      ({ declarationId }) => declarationId,
    ),
    camerasOfDeclaration: new RelationLoader({
      pages: (ids, _args, request, countOf) => declarations.camerasOf(ids, request, countOf),
      counts: (ids) => declarations.countCamerasOf(ids),
    }),
  };
}
