export { element, elements, identifier, integer, octets, sequence } from './ber.js';
export { CoverageFuzzer, type FuzzReport } from './coverage.fuzzer.js';
export { parserSeeds } from './parser.seeds.js';
export { checkParser } from './parser.invariants.js';
export { referenceName, referenceRead } from './reference.decoder.js';
export {
  AgentMib,
  END_OF_MIB,
  GET,
  GET_BULK,
  GET_NEXT,
  readQuestion,
  RESPONSE,
  ScriptedAgent,
  switchMib,
  writeAnswer,
  type Asked,
  type Binding,
  type Quirks,
} from './scripted.agent.js';
export { inform, message, oldTrap, secured, trap, type SecuredFields } from './trap.messages.js';
export { UsmAgent } from './usm.agent.js';
