// SPDX-License-Identifier: Apache-2.0
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { facts, law, NOW, policy, professional, RECORD, relation } from '../../test/matters.ts';
import type { AccessMode, Actor } from '../actors/index.ts';
import type { RecordPolicy, Relation, RelationKind } from '../consent/index.ts';
import type { DocumentFacts } from '../documents/index.ts';
import { decide } from './decide.ts';
import { decideOnDocument } from './decide-on-document.ts';
import { explainDocument } from './explain.ts';
import { sees } from './sees.ts';
import { operations } from './types.ts';

const ME = 'ps:899700000001';
const ORG = 'org:1750000001';

const kinds = fc.constantFrom<RelationKind>(
  'authorization',
  'block',
  'attending-doctor',
  'administrator',
  'opposition-break-glass',
  'opposition-emergency-dispatch',
  'emergency-masked-permission',
  'default-confidentiality',
  'legal-representative',
  'carer',
);
const holders = fc.constantFrom(ME, ORG, 'ps:899700000099', 'person:someone');
const anyRelation: fc.Arbitrary<Relation> = fc
  .record({ kind: kinds, holder: holders, past: fc.boolean() })
  .map(({ kind, holder, past }) => relation(kind, holder, past ? { until: '2026-02-01T00:00:00.000Z' } : {}));
const modes = fc.constantFrom<AccessMode>(
  { kind: 'normal' },
  { kind: 'break-glass', reason: 'r' },
  { kind: 'emergency-dispatch' },
);
const professionals: fc.Arbitrary<Actor> = fc
  .record({
    profession: fc.constantFrom('10', '21', '40', '60', '70', '80', '77'),
    mode: modes,
    specialty: fc.constantFrom('SM26', 'SM25'),
  })
  .map((more) => professional('899700000001', { ...more, organization: { id: '1750000001', name: 'Cabinet' } }));
const policies = fc.array(anyRelation, { maxLength: 6 }).map((relations) => policy(relations));
const documents: fc.Arbitrary<DocumentFacts> = fc
  .record({
    typeCode: fc.constantFrom('11488-4', '68599-0', 'ATTEST-RESID', '11502-2', 'DOCPAT01', 'unknown'),
    availabilityStatus: fc.constantFrom(
      'approved' as const,
      'deprecated' as const,
      'archived' as const,
      'deleted' as const,
    ),
    confidentialityCodes: fc.uniqueArray(
      fc.constantFrom('N', 'MASQUE_PS', 'INVISIBLE_PATIENT', 'INVISIBLE_REPRESENTANTS_LEGAUX'),
      { minLength: 1 },
    ),
    authorKeys: fc.uniqueArray(fc.constantFrom(ME, ORG, 'ps:899700000099'), { minLength: 1, maxLength: 2 }),
    byPatient: fc.boolean(),
  })
  .map((more) => facts(more));

const opens = (actor: Actor, of: RecordPolicy, document: DocumentFacts): boolean => {
  const decision = decide({ actor, operation: 'document.retrieve', recordId: RECORD, policy: of, law, at: NOW });
  return decision.verdict === 'allowed' && decideOnDocument(decision, document, law).passed;
};

describe('laws of the gates', () => {
  it('deny by default: without any relation, a professional in normal mode reads nothing', () => {
    fc.assert(
      fc.property(professionals, documents, (actor, document) => {
        fc.pre(actor.mode.kind === 'normal');
        expect(opens(actor, policy(), document)).toBe(false);
      }),
    );
  });

  it('blocking never adds: with a block nothing can be opened, whatever else holds', () => {
    fc.assert(
      fc.property(professionals, policies, documents, fc.constantFrom(ME, ORG), (actor, of, document, holder) => {
        const blocked = { ...of, relations: [...of.relations, relation('block', holder)] };
        expect(opens(actor, blocked, document)).toBe(false);
      }),
    );
  });

  it('blocking somebody else changes nothing', () => {
    fc.assert(
      fc.property(professionals, policies, documents, (actor, of, document) => {
        const other = { ...of, relations: [...of.relations, relation('block', 'ps:899700000098')] };
        expect(opens(actor, other, document)).toBe(opens(actor, of, document));
      }),
    );
  });

  it('masking never adds: one more visibility code never opens a document', () => {
    fc.assert(
      fc.property(
        professionals,
        policies,
        documents,
        fc.constantFrom('MASQUE_PS', 'INVISIBLE_PATIENT'),
        (actor, of, document, code) => {
          const more = { ...document, confidentialityCodes: [...document.confidentialityCodes, code] };
          if (opens(actor, of, more)) expect(opens(actor, of, document)).toBe(true);
        },
      ),
    );
  });

  it('an opposition never adds', () => {
    fc.assert(
      fc.property(
        professionals,
        policies,
        documents,
        fc.constantFrom<RelationKind>('opposition-break-glass', 'opposition-emergency-dispatch'),
        (actor, of, document, kind) => {
          const opposed = { ...of, relations: [...of.relations, relation(kind)] };
          if (opens(actor, opposed, document)) expect(opens(actor, of, document)).toBe(true);
        },
      ),
    );
  });

  it('whoever sees a document sees it through the lens of the decision, for every operation', () => {
    fc.assert(
      fc.property(
        professionals,
        policies,
        documents,
        fc.constantFrom(...operations),
        (actor, of, document, operation) => {
          const decision = decide({ actor, operation, recordId: RECORD, policy: of, law, at: NOW });
          if (decision.verdict === 'allowed' && decideOnDocument(decision, document, law).passed)
            expect(sees(decision.lens, document)).toBe(true);
          expect(decision.reasons.length).toBeGreaterThan(0);
        },
      ),
    );
  });

  it('explains with the same gates as it decides', () => {
    fc.assert(
      fc.property(policies, documents, fc.constantFrom('10', '60', '21'), (of, document, profession) => {
        const known = {
          ...of,
          relations: of.relations.map((one) => (one.holder === ME ? { ...one, holderProfession: profession } : one)),
        };
        const said = explainDocument({ policy: known, law, at: NOW }, document).find(
          ({ witness }) => witness.party === ME,
        );
        const actor = professional('899700000001', { profession });
        const real = decide({
          actor: { ...actor, specialty: 'none' },
          operation: 'document.retrieve',
          recordId: RECORD,
          policy: known,
          law,
          at: NOW,
        });
        if (said === undefined || said.sees === 'by-profession') return;
        const really = real.verdict === 'allowed' && decideOnDocument(real, document, law).passed;
        expect(said.sees === 'yes').toBe(really);
      }),
    );
  });
});
