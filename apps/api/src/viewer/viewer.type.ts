import { Field, Int, ObjectType } from '@nestjs/graphql';
import { TypeRequires } from '../access/requires.decorator.js';

@ObjectType('OperationLimits', { description: 'The bounds of one operation, over HTTP or WebSocket, and how to compute them beforehand.' })
@TypeRequires('any')
export class OperationLimitsType {
  @Field(() => Int, { description: 'Levels of fields.' })
  maxDepth: number;

  @Field(() => Int, { description: 'Cost, by the formula.' })
  maxCost: number;

  @Field(() => Int, { description: 'Aliases, fragments written out.' })
  maxAliases: number;

  @Field(() => Int, { description: 'Tokens of the query text.' })
  maxTokens: number;

  @Field(() => Int, { description: 'Items in one page.' })
  maxPageSize: number;

  @Field(() => Int, {
    description: 'Milliseconds until an answer is given up; a request larger than 1 MiB, an import, is given two minutes.',
  })
  timeoutMs: number;

  @Field(() => String, { description: 'How cost and depth are computed.' })
  formula: string;
}

@ObjectType('Jurisdiction', { description: 'What a viewer may see: the whole network, or areas of it; without any, nothing.' })
@TypeRequires('any')
export class JurisdictionType {
  @Field(() => Boolean, { description: 'Nothing is hidden; the lists are empty then.' })
  isWholeNetwork: boolean;

  @Field(() => [String], { description: 'Codes of stations: their areas, and those of all stations below them.' })
  stations: string[];

  @Field(() => [String], { description: 'Codes of owners: their buildings.' })
  owners: string[];
}

@ObjectType('Viewer', { description: 'Who asks.' })
@TypeRequires('any')
export class ViewerType {
  @Field(() => String, { description: 'The name of the account.' })
  name: string;

  @Field(() => String, { description: 'Its role.' })
  role: string;

  @Field(() => [String], { description: 'What it may do.' })
  permissions: string[];

  @Field(() => JurisdictionType, { description: 'What it may see.' })
  jurisdiction: JurisdictionType;

  @Field(() => OperationLimitsType, { description: 'What bounds its operations.' })
  limits: OperationLimitsType;
}
