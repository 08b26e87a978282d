// SPDX-License-Identifier: Apache-2.0
import { element, escaped, type HtmlNode, written } from './html.ts';
import { houseNote } from './notes.ts';
import type { Around, Shown } from './shown.ts';
import { pagePolicy, style } from './style.ts';

const isEmpty = (nodes: readonly HtmlNode[]): boolean =>
  nodes.every((node) => typeof node === 'string' && node.trim() === '');

/** The whole page: title and header, the document in its language, and the way to the original. */
export const pageOf = (shown: Shown, { words, original }: Around): string => {
  const { title, language, header, body } = shown;
  const nodes = [
    element('header', {}, [element('h1', {}, [title]), ...header]),
    element(
      'main',
      language === undefined ? {} : { lang: language },
      isEmpty(body) ? [houseNote(words.nothing)] : body,
    ),
    element('footer', {}, [
      houseNote(words.readAs),
      element('p', {}, [element('a', { href: original }, [words.original])]),
    ]),
  ];
  return `<!doctype html>
<html lang="${words.language}">
<head>
<meta charset="utf-8"/>
<meta http-equiv="Content-Security-Policy" content="${escaped(pagePolicy)}"/>
<meta name="viewport" content="width=device-width, initial-scale=1"/>
<meta name="referrer" content="no-referrer"/>
<title>${escaped(title)}</title>
<style>${style}</style>
</head>
<body>
${written(nodes)}
</body>
</html>
`;
};
