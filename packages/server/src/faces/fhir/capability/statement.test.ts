// SPDX-License-Identifier: Apache-2.0
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { routes } from '../routes/routes.ts';
import {
  parseAuditEventSearch,
  parseCommunicationSearch,
  parseConsentSearch,
  parseDocumentSearch,
  parseListSearch,
  parsePatientSearch,
} from '../search/index.ts';
import { toXml } from '../xml/index.ts';
import { capabilityStatement } from './index.ts';

const base = 'https://dossier.test/fhir';
const statement = capabilityStatement(routes, base);
const [rest] = statement.rest;
const resourceNamed = (type: string) => rest?.resource.find((resource) => resource.type === type);

describe('CapabilityStatement', () => {
  it('has an interaction or an operation for every route, and none besides', () => {
    const said = new Set([
      ...(rest?.interaction ?? []).map(({ code }) => code),
      ...(rest?.resource ?? []).flatMap(({ type, interaction }) => interaction.map(({ code }) => `${type} ${code}`)),
      ...(rest?.resource ?? []).flatMap(({ type, operation = [] }) => operation.map(({ name }) => `${type} $${name}`)),
    ]);
    const done = new Set(
      routes.map(({ service }) => {
        if ('system' in service) return service.system;
        return 'operation' in service
          ? `${service.resource} $${service.operation}`
          : `${service.resource} ${service.interaction}`;
      }),
    );
    expect([...said].sort()).toEqual([...done].sort());
    for (const { path, service } of routes) {
      if ('resource' in service) expect(path.startsWith(`/${service.resource}`)).toBe(true);
    }
  });

  const context = { now: '2026-11-23T12:00:00.000Z', base, strict: true };
  const parsers = {
    DocumentReference: parseDocumentSearch,
    List: parseListSearch,
    Patient: parsePatientSearch,
    Consent: parseConsentSearch,
    AuditEvent: parseAuditEventSearch,
    Communication: parseCommunicationSearch,
  } as const;

  it.each(Object.entries(parsers))('says of %s exactly the parameters that its parser knows', (type, parse) => {
    const knows = (name: string): boolean => {
      const parsed = parse([{ name, value: 'x' }], context);
      return parsed.ok || parsed.error.code !== 'parameter-unknown';
    };
    const said = (resourceNamed(type)?.searchParam ?? []).map(({ name }) => name);
    expect(said.length).toBeGreaterThan(0);
    for (const name of said) expect(knows(name), name).toBe(true);
    const standard = ['contenttype', 'custodian', 'description', 'language', 'location', 'encounter', 'title', 'name'];
    for (const name of standard) expect(knows(name), name).toBe(said.includes(name));
    for (const other of Object.keys(parsers)) {
      for (const { name } of resourceNamed(other)?.searchParam ?? []) {
        if (!said.includes(name)) {
          const alias = ['agent', 'identifier', 'subject'].includes(name);
          expect(alias || !knows(name), `${type}.${name}`).toBe(true);
        }
      }
    }
  });

  it('can be written as XML', () => {
    expect(toXml(JSON.parse(JSON.stringify(statement)))).toContain('<fhirVersion value="4.0.1"/>');
  });

  const official = fileURLToPath(
    new URL(
      '../../../../../../../shared/corpus/ans-pdsm/CapabilityStatement-PDSm-GestionnaireDePartageDeDocuments.json',
      import.meta.url,
    ),
  );

  it.skipIf(!existsSync(official))('does what PDSm asks of a manager (skipped without the corpus)', () => {
    const asked = JSON.parse(readFileSync(official, 'utf8')).rest[0];
    for (const { type, interaction } of asked.resource) {
      const codes = resourceNamed(type)?.interaction.map(({ code }) => code) ?? [];
      for (const { code } of interaction) expect(codes, `${type} ${code}`).toContain(code);
    }
    expect(resourceNamed('DocumentReference')?.conditionalUpdate).toBe(true);
    const definitions = (type: string) => resourceNamed(type)?.searchParam?.map(({ definition }) => definition) ?? [];
    const documents = asked.resource.find(({ type }: { type: string }) => type === 'DocumentReference');
    // subject and author are asked through their identifiers, as MHD does
    const chained = ['DocumentReference-subject', 'DocumentReference-author'];
    for (const { definition } of documents.searchParam) {
      if (!chained.some((name) => definition.endsWith(name)))
        expect(definitions('DocumentReference')).toContain(definition);
    }
  });
});
