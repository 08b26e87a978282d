// SPDX-License-Identifier: Apache-2.0
import { type CdaTime, readTime, xpath } from '../cda/index.ts';
import { known } from '../cda/known.ts';
import { attribute, type XmlElement } from '../xml/index.ts';
import { labelAt, listAt } from './bounds.ts';
import { conceptAt, conceptsAt } from './concepts.ts';
import type { Texts } from './texts.ts';
import type { Concept, Product } from './types.ts';
import { quantityAt, readValue } from './values.ts';

const MATERIAL =
  'h:consumable/h:manufacturedProduct/h:manufacturedMaterial|h:product/h:manufacturedProduct/h:manufacturedMaterial';

/** CDA keeps these in the namespace of HL7 or, before they were taken up, in that of IHE Pharmacy. */
const CLASSES = '*[local-name()="asSpecializedKind"]/*[local-name()="generalizedMedicineClass"]/*[local-name()="code"]';
const INGREDIENTS = '*[local-name()="ingredient"]';
const CONTAINER = '*[local-name()="asContent"]/*[local-name()="containerPackagedMedicine"]';

const child = (name: string): string => `*[local-name()="${name}"]`;

const expiryOf = (material: XmlElement): CdaTime | undefined => {
  const element = xpath.first(material, child('expirationTime'));
  const value = element && attribute(element, 'value');
  return value === undefined ? undefined : readTime(value);
};

const ingredientOf = (ingredient: XmlElement, texts: Texts): Product['ingredients'][number] =>
  known<Product['ingredients'][number]>({
    code: conceptAt(ingredient, `${child('ingredient')}/${child('code')}`, texts),
    name: labelAt(ingredient, `${child('ingredient')}/${child('name')}`),
    strength: readValue(xpath.first(ingredient, child('quantity')), texts),
  });

const containerOf = (container: XmlElement, texts: Texts): NonNullable<Product['container']> =>
  known<NonNullable<Product['container']>>({
    code: conceptAt(container, child('code'), texts),
    form: conceptAt(container, child('formCode'), texts),
    capacity: quantityAt(container, child('capacityQuantity'), texts),
  });

/** The code of the product; its name stands in for the words of the author where the code has none. */
const named = (code: Concept | undefined, name: string | undefined): Concept | undefined =>
  name === undefined || code?.originalText !== undefined ? code : { translations: [], ...code, originalText: name };

/** What is taken, prescribed or dispensed; undefined when the statement names nothing. */
export const productOf = (statement: XmlElement, texts: Texts): Product | undefined => {
  const material = xpath.first(statement, MATERIAL);
  if (material === undefined) return undefined;
  const name = labelAt(material, 'h:name');
  const container = xpath.first(material, CONTAINER);
  const product = known<Product>({
    name,
    code: named(conceptAt(material, 'h:code', texts), name),
    form: conceptAt(material, child('formCode'), texts),
    lot: labelAt(material, 'h:lotNumberText'),
    expiry: expiryOf(material),
    classes: conceptsAt(material, CLASSES, texts),
    ingredients: listAt(material, INGREDIENTS).map((ingredient) => ingredientOf(ingredient, texts)),
    container: container && containerOf(container, texts),
  });
  const isEmpty = Object.keys(product).length === 2 && product.classes.length + product.ingredients.length === 0;
  return isEmpty ? undefined : product;
};

/** The product says what it is, in whatever way. */
export const isNamedProduct = (product: Product | undefined): boolean => {
  if (product === undefined) return false;
  const { name, code, ingredients, classes } = product;
  const isCoded =
    (code?.code ?? code?.display ?? code?.originalText) !== undefined || (code?.translations.length ?? 0) > 0;
  return name !== undefined || isCoded || ingredients.length + classes.length > 0;
};
