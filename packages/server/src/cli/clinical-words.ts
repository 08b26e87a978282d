// SPDX-License-Identifier: Apache-2.0
import {
  type Concept,
  codeSystemName,
  type Dosage,
  type Fact,
  type FactAuthor,
  type Period,
  type Product,
  type Quantity,
  type Range,
  type Value,
} from '../content/facts/index.ts';

type Time = NonNullable<Period['at']>;

const nameOf = (system: string | undefined): string | undefined =>
  system === undefined ? undefined : codeSystemName(system);

/** A concept as one says it: its label, then the code under the name of the code system. */
const codeInWords = ({
  code,
  system,
  systemName,
  display,
  originalText,
  nullFlavor,
  translations,
}: Concept): string => {
  const [first, ...others] = translations;
  if (code === undefined && first !== undefined) {
    const label = first.display ?? originalText;
    return codeInWords({ ...first, ...(label !== undefined && { display: label }), translations: others });
  }
  const label = display ?? originalText;
  const coded =
    code === undefined ? undefined : `${nameOf(system) ?? systemName ?? system ?? 'no code system'} ${code}`;
  if (label === undefined) return coded ?? `not said (${nullFlavor ?? 'no reason given'})`;
  return coded === undefined ? label : `${label} (${coded})`;
};

/** The same with what narrows it (`side: right`). */
export const conceptInWords = (concept: Concept): string => {
  const narrowed = (concept.qualifiers ?? []).map(({ role, value }) =>
    [role, value].flatMap((part) => (part ? codeInWords(part) : [])).join(': '),
  );
  const { code, display, originalText, translations } = concept;
  const says = (code ?? display ?? originalText) !== undefined || translations.length > 0;
  return [...(says || narrowed.length === 0 ? [codeInWords(concept)] : []), ...narrowed].join(', ');
};

/** A time in the precision in which it was written; a time of day is in UTC. */
export const timeInWords = ({ dtm, written }: Time): string => {
  if (dtm === undefined) return `"${written}", which is no date,`;
  const [year, month, day, hour, minute] = [
    dtm.slice(0, 4),
    dtm.slice(4, 6),
    dtm.slice(6, 8),
    dtm.slice(8, 10),
    dtm.slice(10, 12),
  ];
  const date = [year, month, day].filter((part) => part !== '').join('-');
  return hour === '' ? date : `${date} ${hour}:${minute === '' ? '00' : minute} UTC`;
};

const periodInWords = ({ at, low, high, width }: Period): string => {
  const during = width ? ` for ${quantityInWords(width)}` : '';
  if (at) return timeInWords(at);
  if (low && high) return `${timeInWords(low)} to ${timeInWords(high)}`;
  if (low) return `since ${timeInWords(low)}${during}`;
  return high ? `until ${timeInWords(high)}` : during.trim();
};

const quantityInWords = ({ value, unit }: Quantity): string => (unit === undefined ? value : `${value} ${unit}`);

const rangeInWords = ({ low, high, lowOpen, highOpen }: Range): string => {
  if (low && high) return low.value === high.value ? quantityInWords(low) : `${low.value} to ${quantityInWords(high)}`;
  if (low) return `${lowOpen ? 'more than' : 'at least'} ${quantityInWords(low)}`;
  return high ? `${highOpen ? 'less than' : 'at most'} ${quantityInWords(high)}` : '';
};

const valueInWords = (value: Value): string => {
  switch (value.type) {
    case 'quantity':
      return quantityInWords(value.quantity);
    case 'range':
      return rangeInWords(value.range);
    case 'coded':
      return conceptInWords(value.concept);
    case 'text':
      return `"${value.text}"`;
    case 'boolean':
      return value.value ? 'yes' : 'no';
    case 'time':
      return periodInWords(value.period);
    case 'ratio':
      return [value.numerator, value.denominator].map((part) => (part ? quantityInWords(part) : '?')).join(' in ');
    case 'missing':
      return `no value (${value.nullFlavor ?? 'no reason given'})`;
    case 'unreadable':
      return `a value that cannot be read (${value.declared ?? 'no type'}: ${value.written})`;
  }
};

const sayings = {
  stated: '',
  negated: 'not: ',
  absent: 'none: ',
  worded: 'in words: ',
  withdrawn: 'taken back: ',
  unknown: 'not known: ',
} as const;

const one = (label: string, concept: Concept | undefined): readonly string[] =>
  concept === undefined ? [] : [`${label} ${conceptInWords(concept)}`];

const whoInWords = ({ name, organization, device }: FactAuthor): string | undefined =>
  name
    ? [...name.given, name.family].filter((part) => part !== undefined).join(' ')
    : (organization?.name ?? device?.software);

const people = (label: string, parties: readonly FactAuthor[]): readonly string[] =>
  parties.flatMap((party) => whoInWords(party) ?? []).map((who) => `${label} ${who}`);

const productInWords = (product: Product | undefined): readonly string[] => [
  ...(product?.lot ? [`lot ${product.lot}`] : []),
  ...(product?.classes ?? []).flatMap((given) => one('class', given)),
];

const idInWords = ({ root, extension }: Fact['source']['ids'][number]): string =>
  [root, extension].filter((part) => part !== undefined).join(' ');

type Supply = Extract<Fact, { kind: 'medication' }>['supplies'][number];

const supplyInWords = ({ quantity, time, by, prescribers }: Supply): string =>
  [
    'delivered',
    ...(quantity ? [quantityInWords(quantity)] : []),
    ...(time ? [periodInWords(time)] : []),
    ...people('by', by),
    ...people('prescribed by', prescribers),
  ].join(' ');

const dosageInWords = ({ dose, frequency, rate, maximum, time, route, condition }: Dosage): string =>
  [
    'taken',
    ...(dose ? [rangeInWords(dose)] : []),
    ...frequency.map(
      ({ text, period, event }) => text ?? (period ? `every ${quantityInWords(period)}` : (event ?? '')),
    ),
    ...(time ? [periodInWords(time)] : []),
    ...(rate ? [`at ${rangeInWords(rate)}`] : []),
    ...(maximum ? [`at most ${valueInWords(maximum)}`] : []),
    ...(route ? [conceptInWords(route)] : []),
    ...(condition ? [`if "${condition}"`] : []),
  ].join(' ');

const detailsOf = (fact: Fact): readonly string[] => {
  switch (fact.kind) {
    case 'problem':
    case 'family-history':
    case 'allergy':
      return [
        ...(fact.kind === 'family-history' ? one('relative', fact.relative) : []),
        ...(fact.concernStatus ? [`followed ${fact.concernStatus}`] : []),
        ...one('state', fact.clinicalStatus),
        ...one('severity', fact.severity),
        ...one('certainty', fact.certainty),
        ...(fact.kind === 'problem' ? one('site', fact.site) : []),
        ...(fact.kind === 'allergy' ? one('kind', fact.category) : []),
        ...(fact.kind === 'allergy' ? one('criticality', fact.criticality) : []),
        ...(fact.kind === 'allergy' ? fact.reactions : []).map(
          ({ code, assertion, severity }) =>
            `reaction ${sayings[assertion]}${code ? conceptInWords(code) : ''}${severity ? `, ${conceptInWords(severity)}` : ''}`,
        ),
      ];
    case 'medication':
      return [
        fact.statement,
        ...fact.dosages.map(dosageInWords),
        ...(fact.quantity ? [`quantity ${quantityInWords(fact.quantity)}`] : []),
        ...(fact.repeats === undefined ? [] : [`repeated ${fact.repeats} times`]),
        ...one('substitution', fact.substitution),
        ...fact.reasons.flatMap((reason) => one('because of', reason)),
        ...fact.marks.map(({ code, value }) => `${conceptInWords(code)}: ${valueInWords(value)}`),
        ...fact.instructions.map((instruction) => `"${instruction}"`),
        ...fact.supplies.map(supplyInWords),
        ...(fact.prescription ? [`answers line ${fact.prescription.ids.map(idInWords).join(' ')}`] : []),
        ...productInWords(fact.product),
      ];
    case 'immunization':
      return [
        ...(fact.doseNumber ? [`dose ${fact.doseNumber}`] : []),
        ...productInWords(fact.product),
        ...one('route', fact.route),
        ...fact.reactions.flatMap(({ code }) => one('reaction', code)),
        ...people('given by', fact.performers),
      ];
    case 'procedure':
      return [
        ...one('site', fact.site),
        ...one('method', fact.method),
        ...fact.reasons.flatMap((reason) => one('because of', reason)),
      ];
    case 'device':
      return [
        fact.statement,
        ...fact.deviceIds.flatMap(({ extension }) => (extension ? [`identifier ${extension}`] : [])),
        ...(fact.quantity ? [`quantity ${quantityInWords(fact.quantity)}`] : []),
      ];
    case 'encounter':
      return fact.places;
    case 'plan':
      return [
        `${fact.planned} to come`,
        ...(fact.value ? [valueInWords(fact.value)] : []),
        ...one('priority', fact.priority),
      ];
    case 'reimbursement':
      return [
        `${fact.item} reimbursed`,
        ...(fact.quantity ? [`quantity ${quantityInWords(fact.quantity)}`] : []),
        ...people('by', fact.performers),
        ...people('prescribed by', fact.prescribers),
      ];
    default:
      return [
        ...fact.referenceRanges.map(
          ({ value, text }) => `usual ${value ? valueInWords(value) : (text ?? 'range without ends')}`,
        ),
        ...fact.interpretation.map((interpretation) => conceptInWords(interpretation)),
        ...one('by', fact.method),
        ...(fact.kind === 'result' ? one('organism', fact.organism) : []),
        ...(fact.kind === 'result' ? fact.specimens.flatMap(({ type }) => one('specimen', type)) : []),
        ...(fact.kind === 'result' ? fact.previous : []).map(
          ({ value, time }) => `before ${value ? valueInWords(value) : '?'}${time ? ` (${periodInWords(time)})` : ''}`,
        ),
      ];
  }
};

const quoted = (words: string): string => `"${words}"`;

/** A fact as one sentence: what kind it is, what it says, of what, when, and what else is known of it. */
export const factInWords = (fact: Fact): string => {
  const what = fact.code ? conceptInWords(fact.code) : fact.text ? `"${fact.text}"` : 'something that is not named';
  const value = 'value' in fact && fact.kind !== 'plan' && fact.value ? ` = ${valueInWords(fact.value)}` : '';
  const when = fact.time ? periodInWords(fact.time) : '';
  const rest = [
    when,
    ...detailsOf(fact),
    ...one('of', fact.within),
    ...people('written by', fact.authors),
    ...fact.comments.map(quoted),
    ...('remarks' in fact ? fact.remarks.map(quoted) : []),
  ].filter((part) => part !== '');
  return `${fact.kind}: ${sayings[fact.assertion]}${[`${what}${value}`, ...rest].join('; ')}`;
};
