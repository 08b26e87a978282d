// SPDX-License-Identifier: Apache-2.0
// The arrows between the rooms (ARCHITECTURE.md): faces → record → core; store implements what record asks for;
// nothing imports a face; core imports nothing.

const CORE = '^packages/core/src/';
const SERVER = '^packages/server/src/';
/** The files where things are wired together, and what tests need. */
const TOP = `${SERVER}(house|front|rooms|main|worker|authorize)\\.ts$|${SERVER}cli/|^packages/server/(bin|test)/`;
/** Tests, and what several tests beside them share. */
const TEST = '(\\.test(-d)?|/testing|/test-[a-z-]+)\\.ts$';
/** The benchmark starts the server, and composes it otherwise to see what a part of it costs. */
const BENCH = '^packages/bench/src/';
/** Writes by COPY the rows that the store would have written. */
const GROWTH = '^packages/bench/src/growth/';
/** Says why a start is refused; anybody may. */
const LEAF = `${SERVER}start-error\\.ts$`;

/** A folder that has an index.ts is a room with a door: others import only that. */
const behindTheDoor = (name, room) => ({
  name,
  severity: 'error',
  comment: `Import ${room}index.ts, not what lies behind it.`,
  from: { path: '^packages/', pathNot: `${room}|^packages/server/test/` },
  to: { path: room, pathNot: `${room}index\\.ts$` },
});

module.exports = {
  forbidden: [
    {
      name: 'no-circles',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    {
      name: 'core-imports-nothing',
      comment: 'core is pure: no I/O, no package, nothing of the server.',
      severity: 'error',
      from: { path: CORE, pathNot: TEST },
      to: { pathNot: CORE },
    },
    {
      name: 'record-imports-only-core',
      severity: 'error',
      from: { path: `${SERVER}record/`, pathNot: TEST },
      // A hash is a computation.
      to: { pathNot: [CORE, `${SERVER}record/`, '^(node:)?crypto$'] },
    },
    {
      name: 'store-knows-no-use-case',
      comment: 'store implements the ports of record; it calls no use case, no face and no platform.',
      severity: 'error',
      from: { path: `${SERVER}store/`, pathNot: TEST },
      to: { path: '^packages/', pathNot: [CORE, `${SERVER}store/`, `${SERVER}record/(index|ports)\\.ts$`, LEAF] },
    },
    {
      name: 'faces-never-reach-the-store',
      comment: 'A path from a face to the store would skip a decision or the journal.',
      severity: 'error',
      from: { path: `${SERVER}faces/`, pathNot: TEST },
      to: {
        path: '^packages/',
        pathNot: [CORE, `${SERVER}(faces|record|content|soap)/`, `${SERVER}platform/http\\.ts$`],
      },
    },
    {
      name: 'faces-by-their-door',
      comment: 'A face may use another only as everybody does.',
      severity: 'error',
      from: { path: `${SERVER}faces/([^/]+)/` },
      to: { path: `${SERVER}faces/`, pathNot: [`${SERVER}faces/$1/`, `${SERVER}faces/[^/]+/index\\.ts$`] },
    },
    {
      name: 'nothing-imports-a-face',
      severity: 'error',
      from: { path: '^packages/', pathNot: [`${SERVER}faces/`, TOP, TEST, BENCH] },
      to: { path: `${SERVER}faces/` },
    },
    {
      name: 'content-reads-only',
      comment: 'Reading documents is a translation: it needs the rules, not the record.',
      severity: 'error',
      from: { path: `${SERVER}content/`, pathNot: TEST },
      to: { path: '^packages/', pathNot: [CORE, `${SERVER}content/`] },
    },
    {
      name: 'soap-is-below-the-faces',
      comment: 'Envelopes and transport: what the faces that speak SOAP share, and nothing of the record.',
      severity: 'error',
      from: { path: `${SERVER}soap/`, pathNot: TEST },
      to: {
        path: '^packages/',
        pathNot: [CORE, `${SERVER}soap/`, `${SERVER}content/xml/index\\.ts$`, `${SERVER}platform/http\\.ts$`],
      },
    },
    {
      name: 'nothing-imports-the-top',
      severity: 'error',
      from: { path: '^packages/', pathNot: [TOP, TEST, BENCH] },
      to: { path: TOP },
    },
    {
      name: 'nothing-imports-the-bench',
      severity: 'error',
      from: { path: '^packages/', pathNot: BENCH },
      to: { path: BENCH },
    },
    {
      name: 'tests-are-not-imported',
      severity: 'error',
      from: { path: '^packages/[^/]+/src/', pathNot: TEST },
      // The benchmark starts servers as the tests do.
      to: { path: `${TEST}|^packages/[^/]+/test/`, pathNot: '^packages/server/test/free-port\\.ts$' },
    },
    {
      name: 'core-rooms-by-their-door',
      comment: 'Inside core too, another room is imported by its index.ts.',
      severity: 'error',
      from: { path: `${CORE}([^/]+)/` },
      to: {
        path: CORE,
        pathNot: [`${CORE}$1/`, `${CORE}[^/]+/(index|types)\\.ts$`],
        dependencyTypesNot: ['type-only'],
      },
    },
    behindTheDoor('postgres-by-its-door', `${SERVER}store/postgres/`),
    behindTheDoor('journal-by-its-door', `${SERVER}store/journal/`),
    behindTheDoor('keys-by-its-door', `${SERVER}store/keys/`),
    behindTheDoor('directory-by-its-door', `${SERVER}directory/`),
    behindTheDoor('federation-by-its-door', `${SERVER}federation/`),
    behindTheDoor('soap-by-its-door', `${SERVER}soap/`),
    behindTheDoor('vihf-by-its-door', `${SERVER}vihf/`),
    behindTheDoor('xml-signature-by-its-door', `${SERVER}xml-signature/`),
    {
      name: 'xml-signature-knows-no-caller',
      comment: 'What was signed, and with which key; who that is and what they may is for others to say.',
      severity: 'error',
      from: { path: `${SERVER}xml-signature/`, pathNot: TEST },
      to: { path: '^packages/', pathNot: [CORE, `${SERVER}xml-signature/`, `${SERVER}content/xml/index\\.ts$`] },
    },
    behindTheDoor('demo-by-its-door', `${SERVER}demo/`),
    behindTheDoor('console-by-its-door', `${SERVER}console/`),
    behindTheDoor('accounts-by-its-door', `${SERVER}accounts/`),
    {
      name: 'store-by-its-doors',
      severity: 'error',
      from: { path: '^packages/', pathNot: [`${SERVER}store/`, '^packages/server/test/', GROWTH] },
      to: {
        path: `${SERVER}store/`,
        pathNot: [`${SERVER}store/index\\.ts$`, `${SERVER}store/(postgres|journal|keys)/index\\.ts$`],
      },
    },
    {
      name: 'record-by-its-door',
      severity: 'error',
      from: { path: '^packages/', pathNot: [`${SERVER}record/`, `${SERVER}store/`] },
      to: { path: `${SERVER}record/`, pathNot: [`${SERVER}record/(index|ports|requests)\\.ts$`] },
    },
    {
      name: 'no-undeclared-package',
      severity: 'error',
      from: { path: '^packages/[^/]+/src/', pathNot: TEST },
      to: {
        dependencyTypes: ['npm-no-pkg', 'npm-unknown', 'npm-dev'],
        dependencyTypesNot: ['type-only'],
        pathNot: 'node_modules/@types/',
      },
    },
    { name: 'resolvable', severity: 'error', from: {}, to: { couldNotResolve: true, pathNot: '^fhir/r4$' } },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: 'specify',
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'types', 'node'],
      extensions: ['.ts', '.mjs', '.js', '.json'],
    },
  },
};
