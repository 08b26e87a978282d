// SPDX-License-Identifier: Apache-2.0
import type { Concept, Dosage, Fact, Period, Quantity, Range, Value } from './types.ts';

const amount = ({ value, unit }: Quantity): string => (unit === undefined ? value : `${value} ${unit}`);

const range = ({ low, high, lowOpen, highOpen }: Range): string => {
  if (low && high) return low.value === high.value ? amount(low) : `${low.value}..${amount(high)}`;
  if (low) return `${lowOpen ? '>' : '>='}${amount(low)}`;
  return high ? `${highOpen ? '<' : '<='}${amount(high)}` : '';
};

const period = ({ at, low, high, width, missing, lowMissing, highMissing }: Period): string => {
  if (at) return at.written;
  const end = (time: typeof low, why: string | undefined) => time?.written ?? (why === undefined ? '' : `?${why}`);
  const ends = `${end(low, lowMissing)}..${end(high, highMissing)}`;
  return missing !== undefined && ends === '..' ? `?${missing}` : `${ends}${width ? ` for ${amount(width)}` : ''}`;
};

/** The codes of a concept, the first one first; its words in quotes where it has none. */
export const codes = (concept: Concept): string => {
  const { code, originalText, nullFlavor, translations } = concept;
  const all = [code, ...translations.map((translation) => translation.code)].filter((one) => one !== undefined);
  const { qualifiers = [] } = concept;
  const narrowed = qualifiers
    .map(({ role, value: given }) => `(${role ? `${codes(role)}:` : ''}${codes(given)})`)
    .join('');
  if (all.length > 0 || narrowed !== '') return `${all.join('+')}${narrowed}`;
  return originalText === undefined ? `?${nullFlavor}` : `"${originalText}"`;
};

const value = (given: Value): string => {
  if (given.type === 'quantity') return amount(given.quantity);
  if (given.type === 'range') return range(given.range);
  if (given.type === 'coded') return codes(given.concept);
  if (given.type === 'text') return `"${given.text}"`;
  if (given.type === 'boolean') return given.value ? 'yes' : 'no';
  if (given.type === 'time') return period(given.period);
  if (given.type === 'ratio')
    return `${given.numerator ? amount(given.numerator) : ''} in ${given.denominator ? amount(given.denominator) : ''}`;
  if (given.type === 'missing') return `?${given.nullFlavor ?? ''}${given.unit ? ` ${given.unit}` : ''}`;
  return `unreadable ${given.declared ?? ''} ${given.written}`;
};

const dosage = ({ dose, frequency, rate, maximum, time, route, sequence }: Dosage): string =>
  [
    sequence === undefined ? '' : `step ${sequence}`,
    dose ? range(dose) : '',
    ...frequency.map((one) => (one.period ? `every ${amount(one.period)}` : (one.event ?? ''))),
    rate ? `rate ${range(rate)}` : '',
    maximum ? `max ${value(maximum)}` : '',
    time ? `@${period(time)}` : '',
    route ? `via ${codes(route)}` : '',
  ]
    .filter((part) => part !== '')
    .join(' ');

const one = (name: string, concept: Concept | undefined): string => (concept ? `${name}=${codes(concept)}` : '');

const details = (fact: Fact): readonly string[] => {
  switch (fact.kind) {
    case 'problem':
    case 'family-history':
    case 'allergy':
      return [
        fact.concernStatus ? `concern=${fact.concernStatus}` : '',
        one('clinical', fact.clinicalStatus),
        one('severity', fact.severity),
        one('certainty', fact.certainty),
        ...(fact.kind === 'family-history' ? [one('of', fact.relative)] : []),
        ...(fact.kind === 'problem' ? [one('site', fact.site)] : []),
        ...(fact.kind === 'allergy' ? [one('type', fact.category), one('criticality', fact.criticality)] : []),
        ...(fact.kind === 'allergy' ? fact.reactions : []).map(
          (reaction) =>
            `reaction=${reaction.assertion === 'negated' ? 'not ' : ''}${reaction.code ? codes(reaction.code) : ''}${reaction.severity ? `/${codes(reaction.severity)}` : ''}`,
        ),
      ];
    case 'medication':
      return [
        ...fact.dosages.map((given) => `{${dosage(given)}}`),
        fact.quantity ? `quantity=${amount(fact.quantity)}` : '',
        fact.repeats === undefined ? '' : `repeats=${fact.repeats}`,
        one('substitution', fact.substitution),
        ...fact.reasons.map((reason) => one('for', reason)),
        ...fact.marks.map((mark) => `${codes(mark.code)}:${value(mark.value)}`),
        fact.product?.lot ? `lot=${fact.product.lot}` : '',
        ...(fact.product?.classes ?? []).map((given) => one('class', given)),
        fact.prescription ? `line=${fact.prescription.ids[0]?.root}` : '',
      ];
    case 'immunization':
      return [
        one('series', fact.category),
        fact.doseNumber ? `dose=${fact.doseNumber}` : '',
        fact.product?.lot ? `lot=${fact.product.lot}` : '',
        one('via', fact.route),
        one('site', fact.site),
        ...fact.reactions.map((reaction) => one('reaction', reaction.code)),
        ...fact.performers.map((performer) => `by=${performer.name?.family}`),
      ];
    case 'procedure':
      return [one('site', fact.site), one('approach', fact.approach), one('method', fact.method)].concat(
        fact.reasons.map((reason) => one('for', reason)),
      );
    case 'device':
      return [
        ...fact.deviceIds.map(({ extension }) => `id=${extension}`),
        fact.quantity ? `quantity=${amount(fact.quantity)}` : '',
        fact.expectedUse ? `use ${period(fact.expectedUse)}` : '',
      ];
    case 'plan':
      return [`${fact.intent}`, one('priority', fact.priority)];
    case 'reimbursement':
      return [
        fact.quantity ? `quantity=${amount(fact.quantity)}` : '',
        ...fact.performers.map(({ name, organization }) => `by=${name?.family ?? organization?.name}`),
        ...fact.prescribers.map(({ name, organization }) => `ordered=${name?.family ?? organization?.name}`),
      ];
    case 'encounter':
      return fact.places;
    default:
      return [
        ...fact.referenceRanges.map((reference) => `[${reference.value ? value(reference.value) : reference.text}]`),
        ...fact.interpretation.map((interpretation) => `!${codes(interpretation)}`),
        one('method', fact.method),
        one('site', fact.site),
        ...fact.panels.map((panel) => one('panel', panel)),
        one('within', fact.within),
        ...(fact.kind === 'result'
          ? [
              ...fact.specimens.map((specimen) => one('specimen', specimen.type)),
              one('organism', fact.organism),
              ...fact.previous.map(
                (earlier) =>
                  `before ${earlier.value ? value(earlier.value) : ''} @${earlier.time ? period(earlier.time) : ''}`,
              ),
            ]
          : []),
      ];
  }
};

const manner = (fact: Fact): string => {
  if (fact.kind === 'medication' || fact.kind === 'device') return `:${fact.statement}`;
  if (fact.kind === 'plan') return `:${fact.planned}`;
  return fact.kind === 'reimbursement' ? `:${fact.item}` : '';
};

/**
 * A fact on one line, for expectations that are written by reading the document:
 * `2.1/3 kind:manner (assertion) codes = value @time details`.
 */
export const brief = (fact: Fact): string =>
  [
    `${fact.source.section}/${fact.source.entry}`,
    `${fact.kind}${manner(fact)}`,
    fact.assertion === 'stated' ? '' : `(${fact.assertion})`,
    fact.code ? codes(fact.code) : '',
    'value' in fact && fact.value ? `= ${value(fact.value)}` : '',
    fact.time ? `@${period(fact.time)}` : '',
    ...details(fact),
  ]
    .filter((part) => part !== '')
    .join(' ');
