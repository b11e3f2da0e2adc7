/** A shortest loop in a graph, as the nodes that it goes through; or none. */
export function loopIn(graph: ReadonlyMap<string, ReadonlySet<string>>): string[] | undefined {
  let shortest: string[] | undefined;
  for (const start of graph.keys()) {
    const seen = new Set<string>();
    let paths = [[start]];
    search: while (paths.length > 0) {
      const longer: string[][] = [];
      for (const path of paths)
        for (const next of graph.get(path.at(-1) ?? "") ?? []) {
          if (next === start) {
            if (!shortest || path.length < shortest.length) shortest = path;
            break search;
          }
          if (seen.has(next)) continue;
          seen.add(next);
          longer.push([...path, next]);
        }
      paths = longer;
    }
  }
  return shortest;
}
