/** The item with the largest figure. @throws Error when there are none */
export function mostOf<Item>(items: readonly Item[], figure: (item: Item) => number): Item {
  const [first, ...rest] = items;
  if (first === undefined) throw new Error('There is nothing to choose from.');
  return rest.reduce((best, item) => (figure(item) > figure(best) ? item : best), first);
}
