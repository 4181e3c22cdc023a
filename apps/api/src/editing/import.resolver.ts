import { type ImportOutcome, LISTS, type TopologyDiff, TopologyImporter } from '@app/inventory';
import { Args, Context, Mutation, Resolver } from '@nestjs/graphql';
import { Requires } from '../access/requires.decorator.js';
import { actorOf, type RequestContext } from '../graphql/request.context.js';
import { userError } from '../graphql/user.error.type.js';
import { toTopologyWarningType } from '../topology/false.diversity.type.js';
import { ImportTopologyInput, ImportTopologyPayloadType, type ListChangeType } from './edit.payloads.js';

const MOST_WARNINGS = 100;

@Resolver()
export class ImportResolver {
  constructor(private readonly importer: TopologyImporter) {}

  @Mutation(() => ImportTopologyPayloadType, {
    description: 'Makes a topology v1 document the truth, all or nothing. Imported again it changes nothing.',
  })
  @Requires('inventory:write')
  async importTopology(
    @Args('input', { description: 'The document.' }) { document, dryRun }: ImportTopologyInput,
    @Context() context: RequestContext,
  ): Promise<ImportTopologyPayloadType> {
    const outcome = await this.importer.import(document, { dryRun, actor: actorOf(context) });
    switch (outcome.kind) {
      case 'imported':
        return { version: outcome.version, ...takenWith(outcome) };
      case 'unchanged':
      case 'dry-run':
        return { version: null, ...takenWith(outcome) };
      case 'refused': {
        const userErrors = outcome.problems.map(({ place, reason }) => userError('INVALID', ['input', 'document', place], reason));
        return { version: null, changes: [], problemCount: outcome.problemCount, userErrors, warnings: [], warningCount: 0 };
      }
    }
  }
}

function takenWith({
  diff,
  warnings,
  warningCount,
}: Exclude<ImportOutcome, { kind: 'refused' }>): Omit<ImportTopologyPayloadType, 'version'> {
  const shown = warnings.slice(0, MOST_WARNINGS).map(toTopologyWarningType);
  return { changes: changesOf(diff), problemCount: 0, userErrors: [], warnings: shown, warningCount };
}

function changesOf(diff: TopologyDiff): ListChangeType[] {
  const counts = LISTS.map((kind) => {
    const { added, changed, retired } = diff[kind];
    return { kind, added: added.length, changed: changed.length, retired: retired.length };
  });
  return counts.filter(({ added, changed, retired }) => added + changed + retired > 0);
}
