import { Inventory } from '@app/inventory';
import { byName, falseDiversity, type NamedFalseDiversity } from '@app/topology';
import { Args, Query, Resolver } from '@nestjs/graphql';
import { Requires } from '../access/requires.decorator.js';
import { toConnection } from '../graphql/connection.type.js';
import { PageArgs, toPageRequest } from '../graphql/page.args.js';
import { FalseDiversityConnectionType, toFalseDiversityType } from './false.diversity.type.js';
import { rankedPage } from './ranked.page.js';

@Resolver()
export class FalseDiversityResolver {
  constructor(private readonly inventory: Inventory) {}

  @Query(() => FalseDiversityConnectionType, {
    description: 'Ways of the present topology that should stand in for each other and share a conduit, a span or a place.',
  })
  @Requires('topology:read')
  async falseDiversity(@Args() page: PageArgs) {
    const { graph } = await this.inventory.snapshot();
    const all = falseDiversity(graph).map((found) => byName(graph, found));
    all.sort((a, b) => b.devices - a.devices || a.links.length - b.links.length || (key(a) < key(b) ? -1 : 1));
    const types = ['number', 'number', 'string'] as const;
    const ranking = { length: all.length, at: (position: number) => all[position]!, keysOf, types };
    return toConnection(rankedPage(ranking, toPageRequest(page)), toFalseDiversityType);
  }
}

const LONGEST_KEY = 500;

/** The links tell a finding from every other one; hundreds of them share a duct now and then. */
function key({ links }: NamedFalseDiversity): string {
  return links.join(' ').slice(0, LONGEST_KEY);
}

function keysOf(found: NamedFalseDiversity): readonly (string | number)[] {
  return [found.devices, found.links.length, key(found)];
}
